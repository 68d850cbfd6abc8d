"""What else the sample shows: who sits at the contract that has been lived in, systems, sign-ins, personal data."""

from datetime import datetime, timedelta

from kokoroe.accounts.actions import accept_invitation
from kokoroe.accounts.inviting import open_invitation
from kokoroe.accounts.models import Account
from kokoroe.accounts.oidc.actions import set_provider
from kokoroe.accounts.signin.actions import demand_second_factor
from kokoroe.annex.days import end_of_day, start_of_day
from kokoroe.api.authentication import note_use
from kokoroe.api.tokens import create_token, open_service, place_service
from kokoroe.cli.sample.cast import PASSWORD, Cast
from kokoroe.cli.sample.contracts import Contracted
from kokoroe.clock.events.actions import subscribe
from kokoroe.clock.events.models import Subscription
from kokoroe.clock.events.standing import at_contract
from kokoroe.clock.events.stopping import EVENT
from kokoroe.clock.models import UNSENT, Message
from kokoroe.clock.sending import mark
from kokoroe.contracts import auditing, standing_in, suspending
from kokoroe.contracts.frame import pages_for
from kokoroe.contracts.seats import seat_of
from kokoroe.groups.registry import groups
from kokoroe.keeping.actions import ask_for_longer, ask_to_erase, place_hold
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


HOST = "siem.sample-systems.example"
AFTER = timedelta(seconds=1)


def subscribed(lived: Contracted) -> Subscription:
    """The subscription, a week before today."""
    at = lived.calendar.at(-7, 9)
    row, _secret = subscribe(
        place=at_contract(lived.seat(lived.officer, at)),
        name="社内の監視システム",
        url=f"https://{HOST}/kokoroe",
        shown=HOST,
        families=[group.family.name for group in groups() if group.family is not None],
        now=at,
    )
    return row


def mark_delivered(row: Subscription) -> None:
    """What has happened since was taken a second later each: the sample's host is none that could be asked."""
    for message in Message.objects.filter(UNSENT, kind=EVENT, ref=str(row.pk)):
        Message.objects.filter(pk=message.pk).update(attempts=1)
        mark(message, reference="200", now=message.created_at + AFTER)


def keeping(one: Contracted) -> None:
    """At the contract that has been lived in: a request that waits, a longer period, and a hold by the client."""
    at = one.calendar.at
    ask_for_longer(
        seat=one.seat(one.officer, at(-60)),
        months=120,
        reason="契約書が、関係書類を10年間保存するよう定めているため。",
        now=at(-60),
    )
    place_hold(
        seat=one.seat(one.client, at(-20)),
        reason="通知メールの誤送信に関する照会に対応しているため。",
        now=at(-20),
    )
    ask_to_erase(by=one.officer, now=at(-10))


def programs(lived: Contracted) -> None:
    """Set up by the officer nine days ago, and used this morning. The secrets are kept by nobody."""
    at, officer = lived.calendar.at, lived.officer
    service = open_service(by=officer, name="人事システム", now=at(-9, 10))
    place_service(by=officer, service=service, contract=lived.contract, role="prepares", now=at(-9, 10))
    token, _secret = create_token(
        by=officer,
        name="作業従事者名簿の同期",
        scopes=["write", "personal"],
        service=service,
        now=at(-9, 10) + timedelta(minutes=2),
    )
    note_use(token, now=at(-1, 6))
    create_token(by=officer, name="状況をチャットへ", scopes=[], days=30, now=at(-8, 15))


def signing_in(cast: Cast, now: datetime) -> None:
    """Set both by their administrators at `now`."""
    demand_second_factor(by=cast.accounts["city-officer"], wanted=True, now=now)
    set_provider(
        by=cast.accounts["officer"],
        issuer="https://login.sample.example",
        client_id="kokoroe",
        secret="made up",  # noqa: S106
        now=now,
    )
