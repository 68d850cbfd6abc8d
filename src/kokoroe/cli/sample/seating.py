"""Who else sits at the contract that has been lived in: an auditor, a stand-in, a suspended person."""

from datetime import datetime, timedelta

from kokoroe.accounts.actions import accept_invitation
from kokoroe.accounts.inviting import open_invitation
from kokoroe.accounts.models import Account
from kokoroe.annex.days import end_of_day, start_of_day
from kokoroe.cli.sample.cast import PASSWORD, Cast
from kokoroe.cli.sample.contracts import Contracted
from kokoroe.contracts import auditing, standing_in, suspending
from kokoroe.contracts.frame import pages_for
from kokoroe.contracts.seats import seat_of
from kokoroe.plan.inviting import candidates, invite_people


def seating(cast: Cast, lived: Contracted) -> None:
    """All of it, by the product's verbs."""
    audited(cast, lived)
    stood_in_for(cast, lived)
    suspended(lived)


def audited(cast: Cast, lived: Contracted) -> None:
    """The city lets an audit firm read for a month; it has looked around."""
    at, day = lived.calendar.at, lived.calendar.day
    auditor = cast.accounts["auditor"]
    auditing.grant_audit(
        seat=lived.seat(lived.client, at(-6)),
        account=auditor,
        personal=False,
        purpose="情報セキュリティ外部監査",
        since=at(-6),
        until=end_of_day(day(24)),
        now=at(-6),
    )
    seat = seat_of(auditor, lived.contract, at=at(-5, 14))
    for number, page in enumerate(pages_for(seat)):
        then = at(-5, 14) + timedelta(minutes=3 * number)
        auditing.admit(seat, method="GET", route=page.name, what={}, now=then)


def stood_in_for(cast: Cast, lived: Contracted) -> None:
    """The city's officer will be away, and the desk decides meanwhile."""
    at, day = lived.calendar.at, lived.calendar.day
    desk = cast.accounts["city-desk"]
    standing_in.name_stand_in(
        seat=lived.seat(lived.client, at(-4)),
        absent=lived.client,
        account=desk,
        reason="研修への派遣",
        since=start_of_day(day(20)),
        until=end_of_day(day(26)),
        now=at(-4),
    )


def suspended(lived: Contracted) -> None:
    """Somebody of the roster took an invitation, and lost their device since."""
    at = lived.calendar.at
    account = invited_from_roster(lived, at(-40))
    suspending.suspend(
        seat=lived.seat(lived.officer, at(-1, 18)), account=account, reason="業務用端末の紛失", now=at(-1, 18)
    )


def invited_from_roster(lived: Contracted, at: datetime) -> Account:
    """The first of the roster who can be invited, with the account they made of the invitation."""
    free = next(one for one in candidates(lived.contract, now=at) if one.is_free)
    [sent] = invite_people(seat=lived.seat(lived.officer, at), persons=[free.entry.person_id], now=at)
    found = open_invitation(sent.token, now=at)
    assert found is not None, "it was made this moment"
    return accept_invitation(
        invitation=found, name=free.entry.name, email=free.email, password=PASSWORD, now=at
    )
