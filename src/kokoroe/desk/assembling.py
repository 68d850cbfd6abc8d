"""From facts to answers: each contract judged by its own pack, with how the contracts below it stand.

How a subcontract stands is no row: it is what evaluating it says. So the contracts below are judged first, at the same
moment and from what was known by the same moment, and what comes of it is a fact of the contract above.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import prefetch_related_objects

from kokoroe.annex.answer import Answer
from kokoroe.annex.days import date_in_japan, end_of_day, start_of_day
from kokoroe.annex.evaluate import evaluate
from kokoroe.annex.facts import Evidence, Fact, Occurred, Standing, Watched
from kokoroe.annex.history import Facts
from kokoroe.annex.moves import contract_dates
from kokoroe.annex.pack import Pack
from kokoroe.annex.recorded_later import with_delays
from kokoroe.annex.scene import earliest, end_day
from kokoroe.annex.state import State, worst
from kokoroe.annex.text import Text
from kokoroe.contracts.annexes import UnreadableAnnexError
from kokoroe.contracts.models import Contract, ContractDate
from kokoroe.contracts.subcontracting import below
from kokoroe.desk.board import URGENT
from kokoroe.desk.gathering import Read, facts_of, pack_of
from kokoroe.packs.calendar import CLOSED_DAYS

SUBCONTRACT, STANDINGS = "subcontract", "subcontract:standing"


@dataclass(frozen=True, slots=True)
class Judged:
    """A contract at a moment: the pack in force, the facts, the answers, and what facts were made of."""

    pack: Pack
    facts: Facts
    answers: tuple[Answer, ...]
    read: Read


class Judging:
    """Some contracts, and all below them, to be judged at any moment; their facts are read when it is made.

    A constant number of queries for any number of contracts; one more, and as many again for the facts, where there are
    contracts below.
    """

    def __init__(
        self,
        contracts: Collection[Contract],
        read: Read | None = None,
        *,
        known_at: datetime | None = None,
        dates: Sequence[ContractDate] | None = None,
    ) -> None:
        self.read = read or Read.of(contracts)
        self._known_at = known_at
        self._rows: dict[int, list[Fact]] = facts_of(contracts, self.read, dates=dates)
        lower = list(below(*contracts).select_related("confirmation"))
        if missing := [row for row in lower if row.pk not in self._rows]:
            prefetch_related_objects(missing, "packs")
            self._rows |= facts_of(missing)
        self._given = {contract.pk: contract for contract in contracts}
        self._children: dict[int, list[Contract]] = defaultdict(list)
        for row in sorted(lower, key=lambda row: row.pk):
            assert row.parent_id is not None, "it lies below another one"
            self._children[row.parent_id].append(row)
        self._made: dict[tuple[int, datetime], Judged] = {}

    def of(self, contract: Contract, at: datetime) -> Judged:
        """How the contract stands at `at` (aware). Raises UnreadableAnnexError."""
        made = self._made.get((contract.pk, at))
        if made is None:
            pack = pack_of(contract, at, self._known_at)
            own = self._known(contract)
            facts = Facts([*own, *self._from_below(contract, own, at)])
            answers = with_delays(evaluate(pack, facts, at, holidays=CLOSED_DAYS), facts.happened_by(at))
            made = self._made[contract.pk, at] = Judged(pack, facts, answers, self.read)
        return made

    def changes_at(self, contract: Contract, at: datetime) -> datetime | None:
        """Until when that holds: an answer, an amendment or a later fact may end it. Raises UnreadableAnnexError."""
        today = date_in_japan(at)
        return earliest(
            (
                *(answer.changes_at for answer in self.of(contract, at).answers),
                *(start_of_day(row.since) for row in contract.packs.all() if row.since > today),
                *(fact.happened_at for fact in self._known(contract) if fact.happened_at > at),
            )
        )

    def _known(self, contract: Contract) -> Facts:
        facts = Facts(self._rows[contract.pk])
        return facts if self._known_at is None else facts.known_at(self._known_at)

    def _from_below(self, contract: Contract, own: Facts, at: datetime) -> Iterator[Fact]:
        """How the contracts directly below stand: when this one ended, if it has, each with all below it."""
        known_at = at if self._known_at is None else min(at, self._known_at)
        there = [row for row in self._children[contract.pk] if row.created_at <= known_at]
        there = [row for row in there if not has_declined(row, known_at)]
        if not there:
            return
        first = min(row.created_at for row in there)
        yield Watched(happened_at=first, recorded_at=first, subject=STANDINGS)
        last_day = end_day(contract_dates(own))
        moment = at if last_day is None else min(at, end_of_day(last_day))
        for row in there:
            named = (evidence_of(row),)
            yield Occurred(
                happened_at=row.created_at,
                recorded_at=row.created_at,
                subject=SUBCONTRACT,
                ref=str(row.pk),
                evidence=named,
            )
            yield from self._standings(self._given.get(row.pk, row), moment, named)

    def _standings(self, row: Contract, at: datetime, named: tuple[Evidence, ...]) -> Iterator[Standing]:
        try:
            found = self.of(row, at)
        except UnreadableAnnexError:
            return
        changes_at = self.changes_at(row, at)
        by_topic: dict[str, list[Answer]] = {"": list(found.answers)}
        for answer in found.answers:
            by_topic.setdefault(found.pack.by_id[answer.duty].topic, []).append(answer)
        for topic, answers in by_topic.items():
            state = worst(answer.state for answer in answers)
            decisive = [answer for answer in answers if answer.state is state]
            since = since_when(state, decisive, row.created_at)
            yield Standing(
                happened_at=min(since, at),
                recorded_at=min(since, at),
                subject=SUBCONTRACT,
                ref=str(row.pk),
                topic=topic,
                state=state,
                due_at=earliest(one.due_at for one in decisive) if state is State.LATE else None,
                asked=state not in URGENT or any(one.next_step is not None for one in decisive),
                changes_at=changes_at,
                evidence=named,
            )


def judged(contract: Contract, at: datetime, known_at: datetime | None) -> Judged:
    """All that pages show of how a contract stands at `at`, as far as was recorded by `known_at`.

    Raises UnreadableAnnexError.
    """
    return Judging([contract], known_at=known_at).of(contract, at)


def answers(contract: Contract, at: datetime, known_at: datetime | None = None) -> tuple[Answer, ...]:
    """How every duty of the contract stands at `at` (aware), as far as was recorded by `known_at`.

    Raises:
        kokoroe.contracts.terms.UnreadableAnnexError: the contract's annex pack is broken, or gone.
    """
    return judged(contract, at, known_at).answers


def since_when(state: State, decisive: Iterable[Answer], otherwise: datetime) -> datetime:
    """Since when a subcontract stands as it does: what is met, by the last of it; what is not, by the first."""
    known = [one.since for one in decisive if one.since is not None]
    if not known:
        return otherwise
    return max(known) if state is State.MET else min(known)


def has_declined(contract: Contract, at: datetime) -> bool:
    """Whether the subcontractor had said by `at` that the contract is none of its own."""
    asked = getattr(contract, "confirmation", None)
    return asked is not None and asked.declined_at is not None and asked.declined_at <= at


def evidence_of(contract: Contract) -> Evidence:
    """Where those who may see the chain are shown how the subcontract stands, and with whom it is."""
    return Evidence(Text("再委託の状況", "How the subcontracts stand"), f"subcontract:{contract.code}")
