"""Letting somebody audit, as its form says: an account at once, anybody else by an invitation."""

from datetime import datetime

from kokoroe.accounts.actions import register_organisation
from kokoroe.accounts.inviting import Sent
from kokoroe.accounts.models import Invitation, Organisation
from kokoroe.contracts.inviting import invite_auditor
from kokoroe.contracts.seats import Seat
from kokoroe.desk.seating.forms import AuditForm
from kokoroe.ledger.unit import unit


def let_audit(*, seat: Seat, form: AuditForm, now: datetime) -> Sent:
    """Do what a valid form says. Raises as contracts.inviting.invite_auditor does."""
    given = form.cleaned_data
    since, until = form.period(now)
    with unit(now=now):
        return invite_auditor(
            seat=seat,
            organisation=home_of(seat, given["organisation"], now=now),
            name=given["name"],
            email=given["email"],
            personal=given.get("personal", False),
            purpose=given["purpose"],
            since=since,
            until=until,
            now=now,
        )


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
