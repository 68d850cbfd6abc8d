"""Letting somebody audit: an account at once, anybody else by an invitation."""

from datetime import datetime
from typing import Any

from kokoroe.accounts.actions import register_organisation
from kokoroe.accounts.inviting import Sent
from kokoroe.accounts.models import Invitation, Organisation
from kokoroe.contracts.inviting import invite_auditor
from kokoroe.contracts.seats import Seat
from kokoroe.ledger.unit import unit


def let_audit(*, seat: Seat, organisation: str, personal: bool = False, now: datetime, **given: Any) -> Sent:
    """Let somebody of the organisation audit. Takes and raises what contracts.inviting.invite_auditor does."""
    with unit(now=now):
        home = home_of(seat, organisation, now=now)
        return invite_auditor(seat=seat, organisation=home, personal=personal, now=now, **given)


def home_of(seat: Seat, name: str, *, now: datetime) -> Organisation:
    """The auditor's organisation: one's own, one that this side invited auditors of before, or a new one."""
    own = seat.account.organisation
    if not name.strip() or name.strip() == own.name:
        return own
    before = Invitation.objects.filter(
        grants__has_key="audit", invited_by__person__organisation=own, organisation__name=name.strip()
    ).select_related("organisation__tree")
    if (found := before.first()) is not None and found.organisation is not None:
        return found.organisation
    return register_organisation(name=name, actor=seat.account, now=now)
