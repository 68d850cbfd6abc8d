"""How the pages of an incident find it."""

from django.db.models import prefetch_related_objects
from django.shortcuts import get_object_or_404

from kokoroe.accounts.access import AccountRequest
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.models import Incident


def incident_of(request: AccountRequest, seat: Seat, number: str) -> Incident:
    """The incident of this number. Raises Http404 when the seat's contract has none."""
    seen = Incident.objects.visible_to(request.user, at=request.now)
    incident: Incident = get_object_or_404(seen, contract=seat.contract, number=number)
    incident.contract = seat.contract
    return incident


def with_course(incident: Incident) -> Incident:
    """The incident with since when it was known, and how it ended."""
    prefetch_related_objects([incident], "appraisals", "closings")
    return incident
