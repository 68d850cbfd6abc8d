"""The page behind the link in a mail that tells of an erasure: who has no account stops it here."""

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from kokoroe.accounts.access import anyone
from kokoroe.accounts.refusals import NotPossible
from kokoroe.accounts.security import address_of, note
from kokoroe.clock.channels.delivering import message_of
from kokoroe.clock.limits import within
from kokoroe.clock.models import Message
from kokoroe.clock.views.notices import LIFE, PER, TRIES
from kokoroe.fields.forms import form_class
from kokoroe.keeping.deeds import WHY
from kokoroe.keeping.models import Erasure
from kokoroe.submissions import holding
from kokoroe.submissions.views.by_link import linked_page
from kokoroe.ui.keep import taken

WhyForm: type[forms.Form] = form_class("hold_by_link_form", [WHY])
NOT_FOUND, GONE, UNPROCESSABLE, TOO_MANY = 404, 410, 422, 429


@anyone
def hold_by_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """Say what goes when, and take the reason to stop it: mail scanners open links, and press no buttons."""
    now = request.now  # type: ignore[attr-defined]
    key = message_of(token, max_age=int(LIFE.total_seconds()))
    if not within(f"hold:{address_of(request) if key is None else key}", most=TRIES, seconds=PER):
        return render(request, "clock/notified_gone.html", {"busy": True}, status=TOO_MANY)
    rows = Message.objects.select_related("contract__client", "contract__contractor", "contract__tree")
    message = rows.filter(pk=key).first() if key is not None else None
    if message is None or message.contract is None or holding.who_may_hold(message, at=now) is None:
        return render(request, "clock/notified_gone.html", status=NOT_FOUND)
    if Erasure.objects.filter(contract=message.contract).exists():
        return linked_page(request, "hold", {"contract": message.contract, "is_gone": True}, status=GONE)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            holding.hold_by_link(message=message, reason=form.cleaned_data["reason"], now=now)
        except NotPossible as refusal:
            form.add_error(None, refusal.args[0])
        else:
            note("link.held", request=request, message=message.pk)
            return taken(request, redirect(holding.VIEW, token))
    context = {
        "contract": message.contract,
        "message": message,
        "running": holding.open_hold(message.contract),
        "form": form,
    }
    return linked_page(request, "hold", context, status=UNPROCESSABLE if form.errors else 200)
