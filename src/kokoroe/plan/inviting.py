"""Invite the people of the roster in force: one of them, or everybody who has an address and no account yet.

The account that comes of it is exactly that person's, and only as long as the roster names them.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from kokoroe.accounts import inviting, letters
from kokoroe.accounts.inviting import Sent
from kokoroe.accounts.models import Account, Invitation
from kokoroe.accounts.probing import note_probe
from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import date_in_japan
from kokoroe.annex.text import Text
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat, require_any
from kokoroe.ledger.unit import unit
from kokoroe.plan.in_force import in_force
from kokoroe.plan.models import PlanVersion, RosterEntry

ROSTER = "roster"


class Listed(NamedTuple):
    """A line of the roster, as far as inviting asks: whose it is, the address on it, and the person's own.

    `account` is the key of the person's account, where they have one.
    """

    person_id: int
    name: str
    role: str
    email: str | None
    called: str
    known_email: str
    account: int | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody on the roster, with whether they can be invited; `why_not` says why where they cannot.

    `account` is the key of the account that they have.
    """

    entry: Listed
    email: str
    account: int | None
    waiting: Invitation | None
    why_not: Text | None = None

    @property
    def is_free(self) -> bool:
        """Whether a link can be made for them now."""
        return self.account is None and self.waiting is None and self.why_not is None


NO_ADDRESS = Text("名簿にメールアドレスがありません", "No e-mail address on the roster")
SHARED = Text("同じアドレスの人がほかにもいます", "Somebody else has the same address")
OFF_ROSTER = Text(
    "有効な作業従事者名簿に、招待された人の名前がありません。",
    "Whoever was invited is not on the roster in force.",
)
TAKEN = Text("このアドレスは別の人のアカウントです", "The address is another person's account")


def candidates(contract: Contract, *, now: datetime) -> list[Candidate]:
    """The people of the version in force who have not left, in the roster's order."""
    version = in_force(contract, now)
    if version is None:
        return []
    entries = [Listed(*row) for row in listed(version.pk, now)]
    addresses = [address_of(entry) for entry in entries]
    shared = Counter(addresses)
    taken = set(Account.objects.filter(email__in=set(addresses) - {""}).values_list("email", flat=True))
    waiting = {row.person_id: row for row in invitations(version.pk, now)}
    return [
        Candidate(
            entry,
            address,
            entry.account,
            waiting.get(entry.person_id),
            None if entry.account is not None else why_not(address, shared, taken),
        )
        for entry, address in zip(entries, addresses, strict=True)
    ]


def listed(version: int, now: datetime) -> "QuerySet[RosterEntry, tuple[Any, ...]]":
    """Those of a version who have not left, as `Listed` has them."""
    return remaining(version, now).values_list(
        "person",
        "name",
        "role",
        KeyTextTransform("email", "details"),
        "person__name",
        "person__email",
        "person__account",
    )


def invitations(version: int, now: datetime) -> "QuerySet[Invitation]":
    """The invitations of a version's people that wait for them."""
    people = RosterEntry.objects.filter(version=version).order_by().values("person")
    return Invitation.objects.filter(
        person__in=people, used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now
    )


def why_not(address: str, shared: Counter[str], taken: set[str]) -> Text | None:
    """Why somebody without an account cannot be invited under this address."""
    if not address:
        return NO_ADDRESS
    if shared[address] > 1:
        return SHARED
    return TAKEN if address in taken else None


def remaining(version: int, now: datetime) -> QuerySet[RosterEntry]:
    """Those of a version who have not left by the day (JST) of `now`; who begins later is among them."""
    entries = RosterEntry.objects.filter(version=version)
    return entries.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=date_in_japan(now)))


def address_of(entry: Listed) -> str:
    """The address under which somebody of the roster is invited."""
    return (entry.email or entry.known_email).strip().lower()


def invite_people(*, seat: Seat, persons: Collection[int] | None, now: datetime) -> list[Sent]:
    """Send links to these people of the roster in force (by primary key of the person), or with None to all who can be.

    Raises:
        NotAllowed: the seat neither prepares nor administers for the contractor.
        NotPossible: one of those named is not on the roster in force, or cannot be invited; nobody is left; or all are
            meant and no mail can leave.
    """
    require_any(seat, "prepare", "administer", party="contractor")
    if persons is None and not letters.can_leave():
        raise NotPossible(
            "メールの送信が設定されていないため、まとめて招待できません。一人ずつリンクを作ってください。",
            "Sending mail is not set up, so not everybody can be invited at once. Make one link at a time.",
        )
    with unit(now=now) as record:
        seat.contract.lock()
        found = candidates(seat.contract, now=now)
        chosen = [one for one in found if one.is_free] if persons is None else named(found, persons)
        if not chosen:
            raise NotPossible("招待できる人はもういません。", "There is nobody left who could be invited.")
        done = [invited(one, seat, now=now) for one in chosen]
        record(
            seat.contract.tree,
            act="contract.roster_invited",
            actor=seat.account.pk,
            public={"people": len(done)},
            personal={"names": [one.entry.name for one in chosen]},
        )
        record(
            seat.contract.contractor.tree,
            act="account.invited",
            actor=seat.account.pk,
            public={"invitations": [one.invitation.pk for one in done if one.invitation is not None]},
            personal={"emails": [one.email for one in chosen]},
        )
    return done


def named(found: list[Candidate], persons: Collection[int]) -> list[Candidate]:
    """Those of the roster who were named. Raises NotPossible where one cannot be invited, saying why."""
    by_person = {one.entry.person_id: one for one in found}
    chosen = []
    for person in persons:
        one = by_person.get(person)
        if one is None:
            note_probe("person", person)
            raise NotPossible("この人は有効な名簿にいません。", "This person is not on the roster in force.")
        if one.account is not None or one.waiting is not None:
            raise NotPossible(
                f"{one.entry.name} さんは、すでに招待中か、アカウントを持っています。",
                f"{one.entry.name} has been invited, or has an account.",
            )
        if one.why_not is not None:
            raise NotPossible(f"{one.entry.name}：{one.why_not.ja}。", f"{one.entry.name}: {one.why_not.en}.")
        chosen.append(one)
    return chosen


def invited(one: Candidate, seat: Seat, *, now: datetime) -> Sent:
    """A link for one of them, sent where mail can leave."""
    row, token = Invitation.issue(
        organisation=seat.contract.contractor,
        email=one.email,
        name=one.entry.called,
        grants={"contract": seat.contract.pk, "party": "contractor", ROSTER: True},
        invited_by=seat.account,
        person_id=one.entry.person_id,
        now=now,
    )
    return inviting.post(row, token, title=seat.contract.title, now=now)


def why_off_roster(invitation: Invitation, now: datetime) -> Text | None:
    """Why such an invitation is good no more: its person is off the roster in force. Others are not asked about."""
    if ROSTER not in invitation.grants or invitation.person_id is None:
        return None
    latest = PlanVersion.objects.filter(contract=invitation.grants["contract"]).effective(now).first()
    if latest is not None and remaining(latest.pk, now).filter(person=invitation.person_id).exists():
        return None
    return OFF_ROSTER
