"""お知らせ and 通知の設定: an account's inbox, the page behind a mail's link, and how notices leave this server."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kokoroe.accounts.access import AccountRequest, administrator, anyone, signed_in
from kokoroe.accounts.operators import administers, is_operator, operating_organisation
from kokoroe.clock.acknowledging import acknowledge_by_link, acknowledgement_of
from kokoroe.clock.channels.catalog import KINDS
from kokoroe.clock.channels.delivering import message_of
from kokoroe.clock.channels.models import channels_of
from kokoroe.clock.channels.setup import ENVIRONMENT, in_force
from kokoroe.clock.inbox import inbox, lines, see
from kokoroe.clock.limits import within
from kokoroe.clock.models import Message, Notice
from kokoroe.clock.restoring import count_waiting, waiting_restoration
from kokoroe.ui.numbers import number

HERE = "notices"
PAGE_SIZE = 50
LIFE = timedelta(days=90)
TRIES, PER = 30, 60  # a minute: for each link, and for each place that tries links which open nothing


@signed_in
def notices(request: AccountRequest) -> HttpResponseBase:
    """A page of the inbox; looking at it marks nothing."""
    account, now = request.user, request.now
    page = Paginator(inbox(account, at=now), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": lines(page.object_list, account),
        "now": now,
        "may_set": administers(account, account.organisation, at=now),
    }
    return render(request, "clock/notices.html", context)


@require_POST
@signed_in
def notice_seen(request: AccountRequest) -> HttpResponseBase:
    """Mark one notice, or all, as seen; with `open` the notice's page follows."""
    account, now = request.user, request.now
    if "notice" not in request.POST:
        see(account=account, notices=inbox(account, at=now), now=now)
        messages.success(request, gettext("すべて既読にしました。"))
        return redirect(HERE)
    notice = own_notice(request)
    see(account=account, notices=Notice.objects.filter(pk=notice.pk), now=now)
    href = str(notice.words.get("href", ""))
    if "open" in request.POST and url_has_allowed_host_and_scheme(href, allowed_hosts=None):
        return redirect(href)
    return redirect(HERE)


def own_notice(request: AccountRequest) -> Notice:
    """The notice that is meant; any but one's own does not exist."""
    return get_object_or_404(inbox(request.user, at=request.now), pk=number(request.POST.get("notice", "")))


@anyone
def notified(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show what is acknowledged, and record it on POST: mail scanners open links, and press no buttons."""
    key = message_of(token, max_age=int(LIFE.total_seconds()))
    place = f"message:{key}" if key is not None else f"place:{request.META.get('REMOTE_ADDR', '')}"
    if not within(f"notified:{place}", most=TRIES, seconds=PER):
        return render(request, "clock/notified_gone.html", {"busy": True}, status=429)
    rows = Message.objects.select_related("deadline__contract__tree")
    message = rows.filter(pk=key, deadline__isnull=False).first() if key is not None else None
    if message is None or message.deadline is None:
        return render(request, "clock/notified_gone.html", status=404)
    if request.method == "POST":
        acknowledge_by_link(message=message, now=request.now)  # type: ignore[attr-defined]
        return redirect("notified", token)
    done = acknowledgement_of(message.deadline, message.recipient_key)
    answer = render(request, "clock/notified.html", {"message": message, "done": done})
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@administrator
def notice_settings(request: AccountRequest) -> HttpResponseBase:
    """Everything about how notices leave, as far as it is this account's to see."""
    restoration = waiting_restoration()
    context = {
        "setup": in_force(),
        "restoration": restoration,
        "waiting": count_waiting(restoration) if restoration else 0,
        "by_environment": ENVIRONMENT,
        "runs_server": is_operator(request.user, at=request.now),
        "operating": operating_organisation(),
        "channels": [
            {"row": channel, "kind": KINDS[channel.kind]}
            for channel in channels_of(request.user.person.organisation_id)
        ],
        "kinds": KINDS.values(),
    }
    return render(request, "clock/settings.html", context)
