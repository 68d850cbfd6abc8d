"""The channels of one's own organisation: add, change, try, remove."""

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from kokoroe.accounts.access import AccountRequest, administrator
from kokoroe.accounts.refusals import NotPossible
from kokoroe.clock.channels import actions
from kokoroe.clock.channels.catalog import KINDS, ChannelForm, ChannelKind, form_of
from kokoroe.clock.channels.models import Channel
from kokoroe.clock.deeds import HERE, channels
from kokoroe.deeds.doing import Doing
from kokoroe.ui.keep import taken
from kokoroe.ui.templatetags.ui import said


@administrator
def channel_new(request: AccountRequest, kind: str) -> HttpResponseBase:
    """Add a channel of a kind."""
    if kind not in KINDS:
        raise Http404
    form = KINDS[kind].form(request.POST or None, is_new=True)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, KINDS[kind], form)
    try:
        channel = actions.add_channel(by=request.user, kind=kind, **form.as_verb(), now=request.now)
    except NotPossible as refusal:
        form.add_error("name", said(refusal.text))
        return form_page(request, KINDS[kind], form)
    if form.made:  # once, on the answer itself: it is not kept where it could be read again
        context = {"channel": channel, "secret": form.made}
        return taken(request, render(request, "clock/channel_secret.html", context))
    messages.success(request, gettext("経路を加えました。試しに送って確かめてください。"))
    return taken(request, redirect(HERE))


@administrator
def channel_edit(request: AccountRequest, pk: int) -> HttpResponseBase:
    """Change a channel; secrets that are left empty stay."""
    channel = get_object_or_404(channels(Doing(request.user, request.now)), pk=pk)
    form = form_of(channel, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_channel(by=request.user, channel=channel, **form.as_verb(), now=request.now)
        except NotPossible as refusal:
            form.add_error("name", said(refusal.text))
        else:
            messages.success(request, gettext("経路を変えました。"))
            return taken(request, redirect(HERE))
    return form_page(request, KINDS[channel.kind], form, channel)


def form_page(
    request: AccountRequest, kind: ChannelKind, form: ChannelForm, channel: Channel | None = None
) -> HttpResponseBase:
    """The form's page."""
    context = {"form": form, "kind": kind, "channel": channel}
    return render(request, "clock/channel.html", context, status=422 if form.is_bound else 200)
