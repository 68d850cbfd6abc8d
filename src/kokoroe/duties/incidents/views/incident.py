"""One incident: how its stages stand."""

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from kokoroe.accounts.access import AccountRequest
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.models import Incident
from kokoroe.duties.incidents.stages import stages


@seated("personal")
def incident(request: AccountRequest, number: str, *, seat: Seat) -> HttpResponseBase:
    """The incident's page."""
    visible = Incident.objects.visible_to(request.user, at=request.now).filter(contract=seat.contract)
    found = get_object_or_404(visible, number=number)
    found.contract = seat.contract
    context = {
        "seat": seat,
        "here": "incidents",
        "incident": found,
        "stages": stages(found, request.now),
    }
    return render(request, "incidents/incident.html", context)
