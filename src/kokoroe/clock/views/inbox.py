"""お知らせ: the inbox of an account."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kokoroe.accounts.access import signed_in
from kokoroe.accounts.models import Account
from kokoroe.accounts.operators import administers
from kokoroe.clock.inbox import inbox, lines, see
from kokoroe.clock.models import Notice

HERE = "notices"
PAGE_SIZE = 50


@signed_in
def notices(request: HttpRequest) -> HttpResponseBase:
    """A page of the inbox; looking at it marks nothing."""
    account: Account = request.user  # type: ignore[assignment]
    now = request.now  # type: ignore[attr-defined]
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
def notice_seen(request: HttpRequest) -> HttpResponseBase:
    """Mark one notice, or all, as seen; with `open` the notice's page follows."""
    account: Account = request.user  # type: ignore[assignment]
    now = request.now  # type: ignore[attr-defined]
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


def own_notice(request: HttpRequest) -> Notice:
    """The notice that is meant; any but one's own does not exist."""
    key = request.POST.get("notice", "")
    account: Account = request.user  # type: ignore[assignment]
    rows = inbox(account, at=request.now)  # type: ignore[attr-defined]
    is_key = key.isascii() and key.isdigit() and len(key) < 19  # noqa: PLR2004 (the digits of a 64-bit key)
    notice = rows.filter(pk=key).first() if is_key else None
    if notice is None:
        raise Http404
    return notice
