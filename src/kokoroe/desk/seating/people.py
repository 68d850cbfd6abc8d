"""Who sits at a contract and why; who speaks there, whom its forms may name, what waits."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db.models import Count, QuerySet
from django.urls import reverse

from kokoroe.accounts.inviting import Sent
from kokoroe.accounts.models import Account, Invitation
from kokoroe.annex.text import Text
from kokoroe.contracts.grants import AccessSuspension, Audit
from kokoroe.contracts.holdings import everyone
from kokoroe.contracts.models import Contract
from kokoroe.contracts.roles import given, rank, role_of
from kokoroe.contracts.seats import Seat, abilities_of
from kokoroe.contracts.suspending import may_suspend
from kokoroe.desk.seating import words


@dataclass(frozen=True, slots=True)
class Reason:
    """One word that somebody holds: where it comes from, what it lets them do, and the row that gives it."""

    word: str
    row: int
    why: Text
    may: Text

    @property
    def can_end(self) -> str:
        """The party whose role it is to end, empty for what comes from elsewhere."""
        return next((role.party for role in given() if role.word == self.word), "")


@dataclass(slots=True)
class Sitting:
    """Somebody at the table."""

    account: Account
    party: str
    reasons: list[Reason] = field(default_factory=list)
    suspended: list[AccessSuspension] = field(default_factory=list)

    @property
    def may(self) -> list[Text]:
        """What all of it lets them do, each thing once."""
        return list(dict.fromkeys(reason.may for reason in self.reasons))

    @property
    def is_worker(self) -> bool:
        """Whether the roster names them and they hold nothing but reading."""
        names = frozenset(reason.word for reason in self.reasons)
        return self.party == "contractor" and not abilities_of(names, "contractor") - {"read"}


def sittings(contract: Contract, suspensions: Collection[AccessSuspension], *, at: datetime) -> list[Sitting]:
    """Everybody with an account who holds something, the client's first."""
    held = everyone(contract, at=at)
    accounts = Account.objects.select_related("vouched_by").in_bulk({account for _, account, _ in held})
    found: dict[int, Sitting] = {}
    for word, key, row in sorted(held, key=lambda one: (rank(one[0]), one[2])):
        account = accounts[key]
        if not account.is_active:
            continue
        organisation = account.person.organisation_id
        party = "client" if organisation == contract.client_id else "contractor"
        if party == "client" and role_of(word, party) is None:
            continue
        one = found.setdefault(key, Sitting(account, party))
        one.reasons.append(Reason(word, row, words.why(word, party), words.may(word, party)))
    for suspension in suspensions:
        if suspension.until is None and suspension.account_id in found:
            found[suspension.account_id].suspended.append(suspension)
    return sorted(found.values(), key=lambda one: (one.party, rank(one.reasons[0].word), one.account.pk))


SPEAKS = ("administer", "prepare", "decide")
"""Whoever speaks for its party at a contract has one of these."""


def speaks(seat: Seat) -> bool:
    """Whether the seat speaks for its party here: it invites, suspends, lets people audit."""
    return any(seat.may(ability) for ability in SPEAKS)


def sees_addresses(seat: Seat) -> bool:
    """Whether the addresses of people's accounts are for this seat."""
    return speaks(seat) or seat.may("personal")


def concerns(seat: Seat) -> bool:
    """Whether the accounts of the roster's people are for this seat to see."""
    return seat.party == "contractor" and (seat.may("prepare") or seat.may("administer"))


def suspended_now(seat: Seat) -> list[AccessSuspension]:
    """The suspensions in force at the contract."""
    return list(AccessSuspension.objects.filter(contract=seat.contract, until__isnull=True))


def audits_of(seat: Seat) -> "QuerySet[Audit]":
    """The contract's audits, the newest first, with how much was opened."""
    rows = Audit.objects.filter(contract=seat.contract).select_related("account__person__organisation")
    return rows.annotate(opened=Count("looks"))


def invitations_of(seat: Seat) -> "QuerySet[Invitation]":
    """The links to this contract that nobody has used and nobody took back, the newest first."""
    rows = Invitation.objects.filter(
        grants__contract=seat.contract.pk, used_at__isnull=True, withdrawn_at__isnull=True
    )
    return rows.select_related("invited_by__person").order_by("-created_at", "-pk")


def suspendable(seat: Seat, sitting: list[Sitting]) -> list[tuple[str, str]]:
    """Those whom the seat may suspend, as choices."""
    return [
        (str(one.account.pk), f"{one.account}（{seat.contract.label(one.party)}）")
        for one in sitting
        if not one.suspended and one.account.pk != seat.account.pk and may_suspend(seat, one.party)
    ]


def stand_in_choices(seat: Seat, sitting: list[Sitting]) -> dict[str, list[tuple[str, str]]]:
    """For whom the seat may name a stand-in, and who can be one: people of its own organisation."""
    is_speaking = speaks(seat)
    own = [
        one
        for one in sitting
        if one.party == seat.party
        and (is_speaking or one.account.pk == seat.account.pk)
        and not one.is_worker
    ] or [one for one in sitting if one.account.pk == seat.account.pk]
    own.sort(key=lambda one: one.account.pk != seat.account.pk)
    home = Account.objects.filter(
        person__organisation=seat.account.person.organisation_id, is_active=True
    ).order_by("person__name", "pk")[:500]
    return {
        "absent": [(str(one.account.pk), str(one.account)) for one in own],
        "accounts": [(str(one.pk), f"{one}（{one.email}）") for one in home],
    }


def link_of(sent: Sent) -> str:
    """The link to be shown once, where no mail left; empty otherwise."""
    if sent.mailed or not sent.token:
        return ""
    return settings.KOKOROE_URL + reverse("invitation", args=[sent.token])
