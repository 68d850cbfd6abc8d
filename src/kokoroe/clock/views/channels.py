"""The channels of one's own organisation: add, change, try, remove."""

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from kokoroe.accounts.access import administrator
from kokoroe.accounts.models import Account
from kokoroe.accounts.refusals import NotPossible
from kokoroe.accounts.sealing import SealError, unseal
from kokoroe.clock.channels import actions, webhook
from kokoroe.clock.channels.catalog import KINDS, ChannelForm, ChannelKind
from kokoroe.clock.channels.models import Channel, channels_of
from kokoroe.ui.keep import taken
from kokoroe.ui.templatetags.ui import said

HERE = "notice_settings"


@administrator
def channel_new(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Add a channel of a kind."""
    if kind not in KINDS:
        raise Http404
    form = KINDS[kind].form(request.POST or None, is_new=True)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, KINDS[kind], form)
    config, made = form.config, ""
    if kind == "webhook" and not config["secret"]:
        made = config["secret"] = webhook.new_secret()
    try:
        channel = actions.add_channel(
            by=request.user,  # type: ignore[arg-type]
            kind=kind,
            config=config,
            shown=form.shown,
            **form.common,
            now=request.now,  # type: ignore[attr-defined]
        )
    except NotPossible as refusal:
        form.add_error("name", said(refusal.text))
        return form_page(request, KINDS[kind], form)
    if made:  # once, on the answer itself: it is not kept where it could be read again
        context = {"channel": channel, "secret": made}
        return taken(request, render(request, "clock/channel_secret.html", context))
    messages.success(request, gettext("経路を加えました。試しに送って確かめてください。"))
    return taken(request, redirect(HERE))


@administrator
def channel_edit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change a channel; secrets that are left empty stay."""
    channel = own_channel(request, pk)
    kind = KINDS[channel.kind]
    try:
        known = unseal(channel.sealed)
    except SealError:
        known = {}
    initial = {
        "name": channel.name,
        "when": "always" if channel.always else "fallback",
        "enabled": channel.enabled,
        **{name: known.get(name, "") for name in kind.form.OTHER},
    }
    form = kind.form(request.POST or None, initial=initial, is_new=not known)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_channel(
                by=request.user,  # type: ignore[arg-type]
                channel=channel,
                config=form.config,
                shown=form.shown,
                **form.common,
                now=request.now,  # type: ignore[attr-defined]
            )
        except NotPossible as refusal:
            form.add_error("name", said(refusal.text))
        else:
            messages.success(request, gettext("経路を変えました。"))
            return taken(request, redirect(HERE))
    return form_page(request, kind, form, channel)


def form_page(
    request: HttpRequest, kind: ChannelKind, form: ChannelForm, channel: Channel | None = None
) -> HttpResponseBase:
    """The form's page."""
    context = {"form": form, "kind": kind, "channel": channel}
    return render(request, "clock/channel.html", context, status=422 if form.is_bound else 200)


def own_channel(request: HttpRequest, pk: int) -> Channel:
    """A channel of the account's organisation; any other does not exist."""
    account: Account = request.user  # type: ignore[assignment]
    rows = channels_of(account.person.organisation_id).select_related("organisation__tree")
    channel = rows.filter(pk=pk).first()
    if channel is None:
        raise Http404
    return channel
