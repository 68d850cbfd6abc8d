"""How pages and programs find the draft of a plan."""

from datetime import datetime

from django.db.models import prefetch_related_objects

from kokoroe.contracts.seats import Seat
from kokoroe.plan.models import PlanVersion

LISTS = ("contacts", "workplaces")


def draft_of(seat: Seat, now: datetime) -> PlanVersion | None:
    """The contract's draft; its parts are read by those who show them."""
    seen = PlanVersion.objects.visible_to(seat.account, at=now).drafts()
    version = seen.filter(contract=seat.contract).select_related("based_on").first()
    if version is not None:
        version.contract = seat.contract
        if version.based_on is not None:
            version.based_on.contract = seat.contract
    return version


def read_parts(version: PlanVersion) -> None:
    """Let the parts of the draft and of what it is based on be at hand, for what reads them more than once."""
    parts = ("entries", *LISTS)
    prefetch_related_objects([version], *parts, *(f"based_on__{part}" for part in parts))
