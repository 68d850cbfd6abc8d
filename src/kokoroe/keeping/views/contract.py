"""個人データの保存: until when a contract's personal data are kept, who holds them, and asking for longer."""

from django.http.response import HttpResponseBase
from django.shortcuts import render

from kokoroe.accounts.access import AccountRequest
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.keeping.actions import WHO_MAY
from kokoroe.keeping.erasing import kinds_of_contract
from kokoroe.keeping.mine import when
from kokoroe.keeping.models import ContractRetention, Hold
from kokoroe.keeping.periods import keepings, length_of


@seated("read")
def keeping(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """Until when, and by whom it is held."""
    time = keepings([seat.contract])[seat.contract.pk]
    holds = Hold.objects.filter(contract=seat.contract).select_related(
        "placed_by__person__organisation", "lifted_by__person__organisation"
    )
    context = {
        "seat": seat,
        "time": time,
        "when": when(time),
        "length": length_of(time.months),
        "kinds": kinds_of_contract(),
        "holds": holds,
        "own": next((hold for hold in time.held_by if hold.party == seat.party), None),
        "asked": ContractRetention.objects.filter(contract=seat.contract).order_by("-months").first(),
        "may": any(seat.may(ability) for ability in WHO_MAY),
    }
    return render(request, "keeping/contract.html", context)
