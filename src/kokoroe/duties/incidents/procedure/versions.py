"""Which version is in force, which waits, and what a new one is compared with: read from steps, never stored."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.models import Procedure
from kokoroe.plan.roster.showing import calls
from kokoroe.submissions.models import Step


def taken_effect(at: datetime) -> Q:
    """Versions that had come into force by `at`: confirmed, or handed in where nobody confirms."""
    confirmed = Step.objects.filter(submission=OuterRef("submission"), name="accepted", recorded_at__lte=at)
    return Q(submission__verb="", finished_at__lte=at) | Q(Exists(confirmed))


def in_force(contract: Contract, at: datetime) -> Procedure | None:
    """The version that everybody goes by at `at` (aware); a later one takes its place once it took effect itself."""
    found = Procedure.objects.filter(taken_effect(at), contract=contract, finished_at__isnull=False)
    return found.select_related("submission").defer("submission__content").order_by("-number").first()


def before(procedure: Procedure, at: datetime) -> Procedure | None:
    """The version that this one changes: the latest earlier one that took effect; None for a first one."""
    found = Procedure.objects.filter(
        taken_effect(at), contract=procedure.contract_id, number__lt=procedure.number
    )
    return found.order_by("-number").first()


def shown_to(seat: Seat, at: datetime) -> QuerySet[Procedure]:
    """The versions that a seat may open.

    Those who prepare see all; the client what was put in writing to it; workers what they have to go by, or had.
    """
    found: QuerySet[Procedure] = Procedure.objects.visible_to(seat.account, at=at).filter(
        contract=seat.contract
    )
    if seat.may("prepare"):
        return found
    found = found.filter(finished_at__isnull=False)
    return found if seat.party == "client" else found.filter(taken_effect(at))


def reaches(seat: Seat) -> bool:
    """Whether the seat sees telephone numbers and addresses: the contractor's people must be able to call."""
    return calls(seat) or (seat.party == "contractor" and seat.audit is None)
