"""The verbs about suspending somebody's access at once, and lifting it. Nobody has to approve."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from kokoroe.accounts.models import Account
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.contracts.grants import AccessSuspension
from kokoroe.contracts.models import Contract
from kokoroe.contracts.roles import Party
from kokoroe.contracts.seats import Seat, require_any, seat_of
from kokoroe.ledger.unit import unit

What = Literal["suspended", "lifted", "stand_in_named", "stand_in_ended", "audit_granted", "audit_ended"]


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened: to whom (`name`), by which party, under a key that is its own; until when it holds."""

    what: What
    contract: Contract
    by_party: str
    name: str
    key: str
    until: datetime | None = None
    other: str = ""
    """For a stand-in: for whom."""


# Filled by an app above when it is ready; runs in the transaction of the act.
listeners: list[Callable[[Happening, datetime], None]] = []


def announce(happening: Happening, now: datetime) -> None:
    """Tell everyone who listens."""
    for listener in listeners:
        listener(happening, now)


def party_at(account: Account, contract: Contract, *, at: datetime) -> Party | None:
    """The side on which somebody takes part, an auditor on the one that let them in; None where they do not."""
    if not Contract.objects.visible_to(account, at=at).filter(pk=contract.pk).exists():
        return None
    return seat_of(account, contract, at=at).party


def may_suspend(seat: Seat, party: str) -> bool:
    """Whether the seat may suspend people of that side: its own, and the client's deciders the contractor's."""
    if seat.audit is not None:
        return False
    if seat.party == party:
        return any(seat.may(ability) for ability in ("administer", "prepare", "decide"))
    return seat.party == "client" and seat.may("decide")


def suspend(*, seat: Seat, account: Account, reason: str, now: datetime) -> AccessSuspension:
    """Take the contract from somebody at once: at their next request it does not exist for them.

    Raises:
        NotAllowed: they are none of those whom this seat may suspend.
        NotPossible: no reason is given, they take no part in the contract, or it is oneself.
    """
    require_any(seat, "administer", "prepare", "decide")
    if account.pk == seat.account.pk:
        raise NotPossible("自分自身は停止できません。", "You cannot suspend yourself.")
    if not reason.strip():
        raise NotPossible("停止の理由を書いてください。", "Please give the reason.")
    with unit(now=now) as record:
        seat.contract.lock()
        party = party_at(account, seat.contract, at=now)
        if party is None:
            raise NotPossible(
                "この人はいま、この契約に参加していません（すでに停止されているかもしれません）。",
                "This person takes no part in the contract now (they may be suspended already).",
            )
        if not may_suspend(seat, party):
            raise NotAllowed(
                "相手方の人を停止できるのは、委託者の決定する人だけです。",
                "Only the client's deciders suspend people of the other party.",
            )
        row = AccessSuspension.objects.create(
            contract=seat.contract,
            account=account,
            party=party,
            by_party=seat.party,
            reason=reason.strip(),
            since=now,
            suspended_by=seat.account,
        )
        record(
            seat.contract.tree,
            act="contract.access_suspended",
            actor=seat.account.pk,
            public={"suspension": row.pk, "party": party, "by": seat.party},
            personal={"name": account.person.name, "email": account.email, "reason": row.reason},
        )
        announce(
            Happening("suspended", seat.contract, seat.party, account.person.name, f"suspension:{row.pk}"),
            now,
        )
    return row


def lift(*, seat: Seat, suspension: AccessSuspension, now: datetime) -> None:
    """Give the contract back to somebody; only the side that suspended them does, and never they themselves.

    Raises:
        NotAllowed: the other side suspended them, or it is oneself.
        NotPossible: it was lifted meanwhile.
    """
    require_any(seat, "administer", "prepare", "decide")
    with unit(now=now) as record:
        row = (
            AccessSuspension.objects.select_for_update(of=("self",))
            .select_related("account__person")
            .get(pk=suspension.pk, contract=seat.contract)
        )
        if (
            row.by_party != seat.party
            or row.account_id == seat.account.pk
            or not may_suspend(seat, row.party)
        ):
            raise NotAllowed(
                "停止を解除できるのは、停止した側の人だけです。",
                "Only the side that suspended somebody lifts it, and never they themselves.",
            )
        if row.until is not None:
            raise NotPossible("この停止はすでに解除されています。", "This was lifted already.")
        row.until, row.lifted_by = now, seat.account
        row.save(update_fields=["until", "lifted_by"])
        record(
            seat.contract.tree,
            act="contract.access_restored",
            actor=seat.account.pk,
            public={"suspension": row.pk, "party": row.party, "by": row.by_party},
            personal={"name": row.account.person.name, "email": row.account.email},
        )
        announce(
            Happening("lifted", seat.contract, seat.party, row.account.person.name, f"lifted:{row.pk}"), now
        )
