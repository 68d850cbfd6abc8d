"""The incidents of a contract, and the reports by card that wait for confirmation."""

from django.http.response import HttpResponseBase
from django.shortcuts import render

from kokoroe.accounts.access import AccountRequest
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.models import Incident


@seated("read")
def incidents(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """Every incident of the contract, the newest first."""
    found = Incident.objects.visible_to(request.user, at=request.now).filter(contract=seat.contract)
    context = {"seat": seat, "here": "incidents", "incidents": found}
    return render(request, "incidents/incidents.html", context)
