"""個人データの保存: until when a contract's personal data are kept, who holds them, and asking for longer."""

from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.refusals import NotPossible
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.keeping.actions import WHO_MAY, ask_for_longer, lift_hold, place_hold
from kokoroe.keeping.erasing import of_contract
from kokoroe.keeping.forms import HoldForm, LongerForm
from kokoroe.keeping.mine import when
from kokoroe.keeping.models import ContractRetention, Hold
from kokoroe.keeping.periods import keepings, length_of
from kokoroe.ui.keep import taken
from kokoroe.ui.templatetags.ui import said

HERE = "keeping"
UNPROCESSABLE = 422


@seated("read")
def keeping(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """Until when, and by whom it is held."""
    return page(request, seat)


def page(request: AccountRequest, seat: Seat, **forms: Any) -> HttpResponseBase:
    """The page, with a form that was refused where one was."""
    time = keepings([seat.contract])[seat.contract.pk]
    holds = Hold.objects.filter(contract=seat.contract).select_related(
        "placed_by__person__organisation", "lifted_by__person__organisation"
    )
    context = {
        "seat": seat,
        "here": "contract_settings",
        "time": time,
        "when": when(time),
        "length": length_of(time.months),
        "kinds": of_contract(),
        "holds": holds,
        "own": next((hold for hold in time.held_by if hold.party == seat.party), None),
        "asked": ContractRetention.objects.filter(contract=seat.contract).order_by("-months").first(),
        "may": any(seat.may(ability) for ability in WHO_MAY),
        "hold_form": HoldForm(prefix="hold"),
        "longer_form": LongerForm(prefix="longer"),
        **forms,
    }
    return render(request, "keeping/contract.html", context, status=UNPROCESSABLE if forms else 200)


@require_POST
@seated("read")
def hold_place(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """Stop every erasure at the contract."""
    form = HoldForm(request.POST, prefix="hold")
    if form.is_valid():
        try:
            place_hold(seat=seat, reason=form.cleaned_data["reason"], now=request.now)
        except NotPossible as refusal:
            form.add_error(None, said(refusal.text))
        else:
            messages.success(request, _("消去を止めました。解くまで、この契約のデータは消えません。"))
            return taken(request, redirect(HERE, seat.contract.code))
    return page(request, seat, hold_form=form)


@require_POST
@seated("read")
def hold_lift(request: AccountRequest, pk: int, *, seat: Seat) -> HttpResponseBase:
    """Let erasure run again."""
    hold = get_object_or_404(Hold, contract=seat.contract, pk=pk)
    try:
        lift_hold(seat=seat, hold=hold, now=request.now)
    except NotPossible as refusal:
        messages.error(request, said(refusal.text))
    else:
        messages.success(request, _("消去の停止を解きました。"))
    return redirect(HERE, seat.contract.code)


@require_POST
@seated("read")
def keep_longer(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """Record that the contract asks for a longer time."""
    form = LongerForm(request.POST, prefix="longer")
    if form.is_valid():
        try:
            ask_for_longer(seat=seat, months=form.cleaned_data["months"], now=request.now)
        except NotPossible as refusal:
            form.add_error("months", said(refusal.text))
        else:
            messages.success(request, _("保存期間を延ばしました。"))
            return taken(request, redirect(HERE, seat.contract.code))
    return page(request, seat, longer_form=form)
