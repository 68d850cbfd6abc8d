"""通知の設定: the server's address, mail and hours, each in a form of its own, and an organisation's channels."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kokoroe import clock
from kokoroe.accounts.access import administrator, operator
from kokoroe.accounts.models import Account
from kokoroe.accounts.operators import is_operator, operating_organisation
from kokoroe.clock.channels import actions, trying
from kokoroe.clock.channels.catalog import KINDS
from kokoroe.clock.channels.forms import AddressForm, HoursForm, MailForm
from kokoroe.clock.channels.models import ONLY, Setup, channels_of
from kokoroe.clock.channels.outgoing import Undelivered
from kokoroe.clock.channels.setup import ENVIRONMENT, in_force
from kokoroe.ui.keep import taken
from kokoroe.ui.templatetags.ui import said

HERE = "notice_settings"


@administrator
def notice_settings(request: HttpRequest) -> HttpResponseBase:
    """Everything about how notices leave, as far as it is this account's to see."""
    return page(request)


def page(request: HttpRequest, *, status: int = 200, **bound: Any) -> HttpResponseBase:
    """The settings, with a bound form where one was refused."""
    account: Account = request.user  # type: ignore[assignment]
    row = Setup.objects.filter(pk=ONLY).first() or Setup()
    setup = in_force()
    rows = channels_of(account.person.organisation_id)
    context = {
        "here": HERE,
        "setup": setup,
        "by_environment": ENVIRONMENT,
        "runs_server": is_operator(account, at=request.now),  # type: ignore[attr-defined]
        "operating": operating_organisation(),
        "address_form": AddressForm(initial={"address": row.address}),
        "mail_form": MailForm(
            initial={
                "host": row.smtp_host,
                "security": row.smtp_security,
                "port": row.smtp_port,
                "user": row.smtp_user,
                "sender": row.smtp_sender,
            },
            has_password=bool(row.smtp_sealed),
        ),
        "hours_form": HoursForm(
            initial={
                "quiet_from": row.quiet_from,
                "quiet_until": row.quiet_until,
                "digest_at": row.digest_at,
            }
        ),
        "channels": [{"row": channel, "kind": KINDS[channel.kind]} for channel in rows],
        "kinds": KINDS.values(),
        **bound,
    }
    return render(request, "clock/settings.html", context, status=status)


@require_POST
@operator
def notice_address(request: HttpRequest) -> HttpResponseBase:
    """Set the public address."""
    form = AddressForm(request.POST)
    if not form.is_valid():
        return page(request, status=422, address_form=form)
    actions.set_address(
        by=request.user,  # type: ignore[arg-type]
        address=form.cleaned_data["address"],
        now=request.now,  # type: ignore[attr-defined]
    )
    messages.success(
        request,
        gettext(
            "公開アドレスを保存しました。通知のリンクにはすぐ使われます。"
            "このアドレスで画面を開けるようになるのは、サーバーを次に起動したときからです。"
        ),
    )
    return taken(request, redirect(HERE))


@require_POST
@operator
def notice_mail(request: HttpRequest) -> HttpResponseBase:
    """Set the mail server. What was typed stays on the page until it is right, the password too."""
    row = Setup.objects.filter(pk=ONLY).first() or Setup()
    form = MailForm(request.POST, has_password=bool(row.smtp_sealed))
    if not form.is_valid():
        return page(request, status=422, mail_form=form)
    given = form.cleaned_data
    # A password belongs to its server and user: it is never handed to another one.
    moved = (given["host"], given["user"]) != (row.smtp_host, row.smtp_user)
    actions.set_mail(
        by=request.user,  # type: ignore[arg-type]
        host=given["host"],
        port=given["port"],
        security=given["security"],
        user=given["user"],
        password=given["password"] or ("" if moved else None),
        sender=given["sender"],
        now=request.now,  # type: ignore[attr-defined]
    )
    if given["host"]:
        messages.success(request, gettext("メールの設定を保存しました。試しに送って確かめてください。"))
    else:
        messages.warning(request, gettext("メールの設定を外しました。メールは送られません。"))
    return taken(request, redirect(HERE))


@require_POST
@operator
def notice_hours(request: HttpRequest) -> HttpResponseBase:
    """Set the quiet hours."""
    form = HoursForm(request.POST)
    if not form.is_valid():
        return page(request, status=422, hours_form=form)
    actions.set_hours(by=request.user, **form.cleaned_data, now=request.now)  # type: ignore[arg-type,attr-defined]
    messages.success(request, gettext("時間帯を保存しました。"))
    return taken(request, redirect(HERE))


@require_POST
@operator
def notice_mail_test(request: HttpRequest) -> HttpResponseBase:
    """Send a test mail to the one who asks, and say exactly what happened."""
    account: Account = request.user  # type: ignore[assignment]
    setup = in_force()
    failed = None
    try:
        answer = trying.by_mail(setup, to=account.email, at=clock.now())
    except Undelivered as undelivered:
        failed = undelivered.reason
        messages.error(request, gettext("試しのメールは届けられませんでした。") + said(failed))
    else:
        server = setup.mail.where if setup.mail else ""
        words = gettext(
            "メールサーバー %(server)s が %(to)s あてのメールを受け取りました（%(answer)s）。"
            "受信箱に届いたことを確かめてください。"
        )
        messages.success(request, words % {"server": server, "to": account.email, "answer": answer})
    actions.record_test(by=account, channel=None, failed=failed, now=request.now)  # type: ignore[attr-defined]
    return redirect(HERE)
