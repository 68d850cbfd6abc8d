"""How long each kind is kept here, and from which day a contract's data may go: what `annex.retention` asks."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from django.db.models import OuterRef, Q, Subquery

from kokoroe.accounts.models import Account
from kokoroe.accounts.operators import operating_organisation
from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex import moves, retention
from kokoroe.annex.days import add_months, date_in_japan, start_of_day
from kokoroe.annex.history import Facts
from kokoroe.annex.retention import Announced, Asked, Held, OnRecord, Recorded, Retention
from kokoroe.annex.text import Text
from kokoroe.contracts.models import Contract, ContractDate
from kokoroe.contracts.terms import date_facts
from kokoroe.keeping.kinds import Kind, kind_of, kinds
from kokoroe.keeping.models import Announcement, ContractRetention, Erasure, Hold, RetentionPeriod
from kokoroe.keeping.unfinished import Unfinished, unfinished_at
from kokoroe.ledger.models import Entry
from kokoroe.ledger.unit import unit

LONGEST = 600  # months
NO_LIFE = ("keeping.", "ledger.", "clock.", "restore.")
"""Acts that do not count as the last one: those about keeping, and what the product records of itself."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """A contract's time, with who holds it and what is open there (that of the contract above included)."""

    contract: Contract
    months: int
    asked_months: int | None
    """What both parties asked for, where they did."""
    asked_alone: tuple[Asked, ...]
    """What one of them asked for beyond that."""
    time: Retention
    held_by: tuple[Hold, ...]
    unfinished: tuple[Unfinished, ...]
    is_gone: bool

    @property
    def ended_on(self) -> date | None:
        """The day on which the contract ended or will."""
        return self.time.ended_on

    @property
    def until(self) -> date | None:
        """The day from which its data may go as things stand; they go once that was announced."""
        return self.time.until

    @property
    def goes_on(self) -> date | None:
        """The day on which they go as both parties were told; None where that was not, or stands no more."""
        return None if self.is_gone else self.time.goes_on

    def may_go(self, at: datetime) -> bool:
        """Whether its personal data are erased at `at` (UTC; the day is Japan's)."""
        return not self.is_gone and self.time.may_go(at)

    def is_to_be_announced(self, at: datetime) -> bool:
        """Whether both parties have to be told now that they go."""
        return not self.is_gone and self.time.is_to_be_announced(at)


@dataclass(frozen=True, slots=True)
class Periods:
    """How many months each kind is kept: by kind, since when which number counts, the oldest first.

    A shorter one counts for what is begun after it was set, so that setting it makes nothing go.
    """

    by_kind: Mapping[str, tuple[tuple[datetime | None, int], ...]]

    def now(self, key: str) -> int:
        """The months that count for what is begun now."""
        return self.by_kind[key][-1][1]

    def of_what_began(self, key: str, at: datetime) -> int:
        """The months for what began at `at`: the longest that counted then or was set since."""
        steps = self.by_kind[key]
        following = [since for since, _ in steps[1:]]
        return max(
            months
            for (_, months), ended in zip(steps, [*following, None], strict=True)
            if ended is None or ended > at
        )

    def over(self, key: str, made: str, now: datetime) -> Q:
        """Rows whose time is over at `now`, by the column that says when they were made."""
        steps, found = self.by_kind[key], Q(pk__in=())
        for at, (since, _) in enumerate(steps):
            longest = max(months for _, months in steps[at:])
            span = Q(**{f"{made}__lt": earlier(now, longest)})
            if since is not None:
                span &= Q(**{f"{made}__gte": since})
            if at + 1 < len(steps):
                span &= Q(**{f"{made}__lt": steps[at + 1][0]})
            found |= span
        return found


def read_periods() -> Periods:
    """What this server's operator has set, over the kinds' own."""
    by_kind: dict[str, list[tuple[datetime | None, int]]] = {
        kind.key: [(None, kind.period.months)] for kind in kinds()
    }
    rows = RetentionPeriod.objects.order_by("changed_at", "pk")
    for key, at, months in rows.values_list("kind", "changed_at", "months"):
        if (kind := kind_of(key)) is not None:
            by_kind[key].append((at, max(months, kind.period.least)))
    return Periods({key: tuple(steps) for key, steps in by_kind.items()})


def earlier(at: datetime, months: int) -> datetime:
    """The beginning of the day (JST) so many months before, or a day before: what is older has had its time."""
    return start_of_day(add_months(date_in_japan(at), -months)) if months else at - timedelta(days=1)


def keepings(contracts: Collection[Contract], own: Periods | None = None) -> dict[int, Keeping]:
    """The time of each contract by its primary key.

    Everything of a contract goes together, when its longest period has passed, and a subcontract no sooner than what
    is above it (which is asked for once for every level, where there are any).
    """
    found = alone({contract.pk: contract for contract in contracts} | above(contracts), own or read_periods())

    def with_those_above(one: Keeping) -> Keeping:
        if one.contract.parent_id is None:
            return one
        outer = with_those_above(found[one.contract.parent_id])
        return replace(
            one,
            time=retention.no_sooner(one.time, outer.time),
            held_by=(*one.held_by, *outer.held_by),
            unfinished=(*one.unfinished, *outer.unfinished),
        )

    return {contract.pk: with_those_above(found[contract.pk]) for contract in contracts}


def above(contracts: Collection[Contract]) -> dict[int, Contract]:
    """The contracts above these, by primary key."""
    found: dict[int, Contract] = {}
    level: Collection[Contract] = contracts
    while keys := {each.parent_id for each in level if each.parent_id is not None} - set(found):
        level = list(Contract.objects.filter(pk__in=keys))
        found |= {each.pk: each for each in level}
    return found


def alone(contracts: Mapping[int, Contract], own: Periods) -> dict[int, Keeping]:
    """The time of each of these, whatever is above it."""
    asked: dict[int, list[Asked]] = {}
    for longer in ContractRetention.objects.filter(contract__in=contracts).order_by("pk"):
        asked.setdefault(longer.contract_id, []).append(
            Asked(longer.party, longer.months, longer.recorded_at)
        )
    days: dict[int, list[ContractDate]] = {}
    for row in ContractDate.objects.filter(contract__in=contracts).order_by("recorded_at", "pk"):
        days.setdefault(row.contract_id, []).append(row)
    holds: dict[int, list[Hold]] = {}
    for hold in Hold.objects.filter(contract__in=contracts):
        holds.setdefault(hold.contract_id, []).append(hold)
    told = {
        row.contract_id: row for row in Announcement.objects.filter(contract__in=contracts).order_by("pk")
    }
    gone = set(Erasure.objects.filter(contract__in=contracts).values_list("contract", flat=True))
    acted, there = last_acts(contracts), unfinished_at(contracts)
    found = {}
    for pk, contract in contracts.items():
        held = tuple(hold for hold in holds.get(pk, ()) if hold.lifted_at is None)
        let_go = [hold.lifted_at for hold in holds.get(pk, ()) if hold.lifted_at is not None]
        announced = told.get(pk)
        known = OnRecord(
            dates=recorded(days.get(pk, ()), contract),
            last_act=acted.get(pk),
            months=longest_of(own, contract),
            asked=tuple(asked.get(pk, ())),
            open=frozenset(one.key for one in there.get(pk, ())),
            holds=tuple(Held(hold.party, hold.placed_at) for hold in held),
            released_at=max(let_go, default=None),
            announced=Announced(announced.at, announced.until) if announced else None,
        )
        found[pk] = Keeping(
            contract,
            known.counted,
            known.asked_by_both or None,
            known.asked_alone,
            retention.retention(known),
            held,
            there.get(pk, ()),
            pk in gone,
        )
    return found


def longest_of(own: Periods, contract: Contract) -> int:
    """The longest period of what goes with a contract, in months."""
    return max(
        (own.of_what_began(kind.key, contract.created_at) for kind in kinds() if kind.goes_with_contract),
        default=0,
    )


def recorded(rows: Iterable[ContractDate], contract: Contract) -> list[Recorded]:
    """Dates as `annex.retention` takes them: with what the contract was opened, and what both agreed to, stands.

    A slip that its own side corrected at once never stood, here as elsewhere (`annex.moves`).
    """
    by_move = {f"date:{row.pk}": row for row in rows}
    facts = Facts(fact for row in by_move.values() for fact in date_facts(row))
    alone = {fact.move: by for fact, by in moves.records(facts)}
    return [
        Recorded(
            row.name,
            row.on,
            row.recorded_at,
            agreed=row.agreed_at is not None
            or row.recorded_at <= contract.created_at
            or (row.mover != "" and alone[move] is None),
        )
        for move, row in by_move.items()
        if move in alone
    ]


UNREADABLE = datetime(9000, 1, 1, tzinfo=UTC)
"""When the last act was, where somebody has edited that away: nothing is erased until that is looked into."""


def last_acts(contracts: Collection[int]) -> dict[int, datetime]:
    """By primary key, when the newest act on its ledger was recorded, those of `NO_LIFE` aside."""
    lively = Entry.objects.filter(tree=OuterRef("tree")).order_by("-epoch", "-seq")
    for family in NO_LIFE:
        lively = lively.exclude(act__startswith=family)
    newest = Contract.objects.filter(pk__in=contracts).annotate(newest=Subquery(lively.values("body")[:1]))
    bodies = newest.order_by().values_list("pk", "newest")
    return {contract: Entry(body=body).at or UNREADABLE for contract, body in bodies if body is not None}


def set_period(*, by: Account, kind: str, months: int, now: datetime) -> None:
    """Set how long a kind is kept on this server, of what is begun from now on; what is there is kept no shorter.

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
        RetentionPeriod.objects.create(kind=kind, months=months, changed_at=now, changed_by=by)
        home = operating_organisation()
        if home is not None:
            record(home.tree, act="keeping.period_set", actor=by.pk, public={"kind": kind, "months": months})


def label_of(kind: Kind, months: int) -> Text:
    """A kind's period in words, with what it is counted from."""
    kept, since = length_of(months), kind.period.since
    return Text(since.ja.format(kept=kept.ja), since.en.format(kept=kept.en))


def length_of(months: int) -> Text:
    """So many months as years and months; none are a day."""
    if not months:
        return Text("1日", "1 day")
    years, rest = divmod(months, 12)
    ja = (f"{years}年" if years else "") + (f"{rest}か月" if rest else "")
    counted = ((years, "year"), (rest, "month"))
    en = [f"{number} {word}{'s' * (number > 1)}" for number, word in counted if number]
    return Text(ja, " ".join(en))
