"""How long each kind is kept here, and since when the time of a contract runs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Max

from kokoroe.accounts.models import Account
from kokoroe.accounts.operators import operating_organisation
from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import add_months, date_in_japan, start_of_day
from kokoroe.annex.text import Text
from kokoroe.contracts.models import Contract, ContractDate
from kokoroe.keeping.kinds import Kind, kind_of, kinds
from kokoroe.keeping.models import ContractRetention, Erasure, Hold, RetentionPeriod
from kokoroe.ledger.unit import unit

LONGEST = 600  # months


@dataclass(frozen=True, slots=True)
class Keeping:
    """A contract's time: the day it ended, its longest period, the day from which it may go, and who holds it."""

    contract: Contract
    ended_on: date | None
    months: int
    until: date | None
    held_by: tuple[Hold, ...]
    is_gone: bool

    def may_go(self, at: datetime) -> bool:
        """Whether its personal data may be erased at `at` (UTC; the day is Japan's)."""
        return (
            not self.is_gone
            and not self.held_by
            and self.until is not None
            and self.until <= date_in_japan(at)
        )


def months_of() -> dict[str, int]:
    """How many months each kind is kept on this server."""
    own = dict(RetentionPeriod.objects.values_list("kind", "months"))
    return {kind.key: max(own.get(kind.key, kind.period.months), kind.period.least) for kind in kinds()}


def earlier(at: datetime, months: int) -> datetime:
    """The beginning of the day (JST) so many months before: what was made before it has had its time."""
    return start_of_day(add_months(date_in_japan(at), -months))


def keepings(contracts: Collection[Contract], months: Mapping[str, int] | None = None) -> dict[int, Keeping]:
    """The time of each contract by its primary key.

    Everything of a contract goes together, when its longest period has passed, and a subcontract no sooner than what
    is above it (which asks as much again for every level, where there are any).
    """
    own = months if months is not None else months_of()
    usual = max((own[kind.key] for kind in kinds() if kind.goes_with_contract), default=0)
    asked = dict(
        ContractRetention.objects.filter(contract__in=contracts)
        .values_list("contract")
        .annotate(Max("months"))
        .order_by()
    )
    days: dict[int, dict[str, date | None]] = {}
    dates = ContractDate.objects.filter(contract__in=contracts).order_by("recorded_at", "pk")
    for contract, name, on in dates.values_list("contract", "name", "on"):
        days.setdefault(contract, {})[name] = on
    held: dict[int, list[Hold]] = {}
    for hold in Hold.objects.filter(contract__in=contracts, lifted_at__isnull=True):
        held.setdefault(hold.contract_id, []).append(hold)
    gone = set(Erasure.objects.filter(contract__in=contracts).values_list("contract", flat=True))
    above = {each.parent_id: each.parent for each in contracts if each.parent is not None}
    prime = keepings(list(above.values()), own) if above else {}
    found = {}
    for each in contracts:
        ended, length = end_of(days.get(each.pk, {})), max(usual, asked.get(each.pk) or 0)
        until = add_months(ended, length) if ended is not None else None
        time = Keeping(each, ended, length, until, tuple(held.get(each.pk, ())), each.pk in gone)
        found[each.pk] = no_sooner(time, prime[each.parent_id]) if each.parent_id in prime else time
    return found


def no_sooner(time: Keeping, prime: Keeping) -> Keeping:
    """A subcontract's time: no sooner than the contract above it; whoever holds that one holds it as well."""
    days = (time.until, prime.until)
    until = max(day for day in days if day is not None) if None not in days else None
    return replace(time, until=until, held_by=(*time.held_by, *prime.held_by))


def end_of(days: Mapping[str, date | None]) -> date | None:
    """The day on which a contract ended or will: the later of its cancellation and completion, else its term's.

    A completion before the term's end does not end the term.
    """
    names = ("cancelled", "completed") if days.get("cancelled") else ("ends", "completed")
    return max((day for name in names if (day := days.get(name)) is not None), default=None)


def set_period(*, by: Account, kind: str, months: int, now: datetime) -> None:
    """Set how long a kind is kept on this server.

    Raises:
        NotPossible: shorter than its least, or longer than fifty years.
    """
    known = kind_of(kind)
    if known is None or not known.period.least <= months <= LONGEST:
        least = known.period.least if known else 0
        raise NotPossible(
            "{least}か月から{most}か月までの数を入れてください。",
            "Give a number of months from {least} to {most}.",
            least=str(least),
            most=str(LONGEST),
        )
    with unit(now=now) as record:
        RetentionPeriod.objects.update_or_create(
            kind=kind, defaults={"months": months, "changed_at": now, "changed_by": by}
        )
        home = operating_organisation()
        if home is not None:
            record(home.tree, act="keeping.period_set", actor=by.pk, public={"kind": kind, "months": months})


def label_of(kind: Kind, months: int) -> Text:
    """A kind's period in words, with what it is counted from."""
    kept, since = length_of(months), kind.period.since
    return Text(since.ja.format(kept=kept.ja), since.en.format(kept=kept.en))


def length_of(months: int) -> Text:
    """So many months as years and months."""
    years, rest = divmod(months, 12)
    ja = (f"{years}年" if years else "") + (f"{rest}か月" if rest or not years else "")
    counted = ((years, "year"), (rest, "month"))
    en = [f"{number} {word}{'s' * (number > 1)}" for number, word in counted if number]
    return Text(ja, " ".join(en) or "0 months")
