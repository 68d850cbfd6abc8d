"""How the pages of an incident find it."""

from datetime import datetime

from django.db.models import QuerySet, prefetch_related_objects
from django.http import Http404

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.models import Account
from kokoroe.contracts.prepared import ask_as
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.models import Incident


def incident_of(request: AccountRequest, seat: Seat, number: str) -> Incident:
    """The incident of this number. Raises Http404 when the seat's contract has none."""
    found: list[Incident] = ask_as(request.user, "incident", numbered, seat.contract.pk, number, request.now)
    if not found:
        raise Http404
    found[0].contract = seat.contract
    return found[0]


def numbered(account: Account, contract: int, number: str, at: datetime) -> "QuerySet[Incident]":
    """The query of it."""
    return Incident.objects.visible_to(account, at=at).filter(contract=contract, number=number)


def with_course(incident: Incident) -> Incident:
    """The incident with since when it was known, and how it ended."""
    prefetch_related_objects([incident], "appraisals", "closings")
    return incident
