"""再委託の状況, and the form with which the contractor hands on a part of the work."""

from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.refusals import NotPossible
from kokoroe.contracts.access import seated
from kokoroe.contracts.forms import SubcontractForm
from kokoroe.contracts.seats import Seat
from kokoroe.contracts.subcontracting import open_subcontract
from kokoroe.contracts.terms import dates, pack_in_force
from kokoroe.desk.chain import chain_of
from kokoroe.ui.keep import taken
from kokoroe.ui.templatetags.ui import said

UNPROCESSABLE = 422


@seated("chain")
def subcontracts(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """Every subcontract below this one, whatever its level."""
    context = {
        "seat": seat,
        "now": request.now,
        "links": chain_of(seat.contract, request.user, request.now),
        "opens": seat.party == "contractor" and seat.may("prepare"),
    }
    return render(request, "desk/subcontracts.html", context)


@seated("prepare")
def subcontract_new(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """Open a subcontract; its own page is next."""
    form = SubcontractForm(
        request.POST or None, pack=pack_in_force(seat.contract, request.now).name, initial=period(seat)
    )
    if request.method == "POST" and form.is_valid():
        try:
            contract = open_subcontract(seat=seat, **form.as_verb(), now=request.now)
        except NotPossible as refusal:
            form.add_error(None, said(refusal.text))
        else:
            messages.success(request, gettext("再委託の契約を開きました。再委託先に確認を求めています。"))
            return taken(request, redirect("contract", contract.code))
    context = {"seat": seat, "form": form}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "desk/subcontract_new.html", context, status=status)


def period(seat: Seat) -> dict[str, Any]:
    """The contract's own period, which a subcontract cannot leave."""
    known = dates(seat.contract)
    return {name: known[name] for name in ("starts", "ends")}
