"""The verbs about invitations to a contract: invite by mail, send anew under another link."""

from datetime import datetime
from typing import Any

from kokoroe.accounts import actions as accounts
from kokoroe.accounts import inviting, letters
from kokoroe.accounts.inviting import Sent
from kokoroe.accounts.models import Account, Invitation, Organisation
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.contracts import people
from kokoroe.contracts.auditing import check_period, grant_audit, refuse_lending
from kokoroe.contracts.models import Contract
from kokoroe.contracts.roles import Party
from kokoroe.contracts.seats import Seat, require_any
from kokoroe.ledger.unit import unit


def invite_and_send(*, seat: Seat, party: Party, role: str, name: str, email: str, now: datetime) -> Sent:
    """Give somebody a place at the contract; who has no account is sent a link. Raises as people.invite_to_contract."""
    with unit(now=now):
        token = people.invite_to_contract(seat=seat, party=party, role=role, name=name, email=email, now=now)
        return Sent() if token is None else send_invitation(token, seat.contract, now=now)


def invite_auditor(
    *,
    seat: Seat,
    organisation: str,
    name: str,
    email: str,
    personal: bool = False,
    purpose: str,
    since: datetime,
    until: datetime,
    now: datetime,
) -> Sent:
    """Let somebody audit the contract for a time; who has no account is sent a link, and audits from its acceptance.

    `organisation` is the name of theirs; empty for the seat's own.

    Raises:
        NotAllowed: the seat speaks for nobody, or would lend columns that it does not see.
        NotPossible: the period is none, the account takes part already, or belongs to another organisation.
    """
    require_any(seat, "administer", "prepare", "decide")
    own = {"", seat.account.organisation.name}
    refuse_lending(seat, personal=personal, outside=organisation.strip() not in own)
    check_period(since, until, now=now)
    known = Account.objects.filter(email=email.strip().lower(), signs_in=True).first()
    with unit(now=now):
        if known is not None:
            grant_audit(
                seat=seat,
                account=known,
                personal=personal,
                purpose=purpose,
                since=since,
                until=until,
                now=now,
            )
            return Sent()
        grants: dict[str, Any] = {
            "contract": seat.contract.pk,
            "party": seat.party,
            "audit": {
                "personal": personal,
                "purpose": purpose.strip(),
                "since": since.isoformat(),
                "until": until.isoformat(),
            },
        }
        home = home_of(seat, organisation, now=now)
        token = accounts.invite(
            organisation=home, email=email, name=name, grants=grants, invited_by=seat.account, now=now
        )
        return send_invitation(token, seat.contract, now=now)


def resend(*, seat: Seat, invitation: Invitation, show: bool, now: datetime) -> Sent:
    """A new link in place of one that waits, by mail or (`show`) to be shown; the old one is dead.

    Raises:
        NotAllowed: the other side made it, or the seat speaks for nobody.
        NotPossible: it is over; see accounts.inviting.renew.
    """
    require_any(seat, "administer", "prepare", "decide")
    refuse_theirs(seat, invitation)
    with unit(now=now):
        token = inviting.renew(invitation=invitation, by=seat.account, now=now)
        if show or not letters.can_leave():
            return Sent(invitation, token)
        return send_invitation(token, seat.contract, now=now)


def refuse_theirs(seat: Seat, invitation: Invitation) -> None:
    """Raises NotAllowed for an invitation that the other side made, or that is for another contract."""
    inviter = invitation.invited_by
    if (
        inviter is None
        or inviter.person.organisation_id != seat.account.person.organisation_id
        or invitation.grants.get("contract") != seat.contract.pk
    ):
        raise NotAllowed("相手方の招待は変えられません。", "The other party's invitations are its own.")


def send_invitation(token: str, contract: Contract, *, now: datetime) -> Sent:
    """Send the invitation that was just made."""
    row = Invitation.opened_by(token, now=now)
    if row is None:
        raise NotPossible("この招待はもう使えません。", "This invitation is over.")
    return inviting.post(row, token, title=contract.title, now=now)


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
    return accounts.register_organisation(name=name, actor=seat.account, now=now)
