"""Who moved what times are counted from, and which of several records stands.

A date or an awareness that was recorded anew is a *move*. What both parties agreed to stands. What one party recorded
alone stands only as far as nothing gets better for it; `weighing` does the weighing, duty by duty.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from itertools import groupby

from kokoroe.annex.facts import ContractDate, DateSet, Fact, Movable, MoveAnswer, MoveAnswered, Occurred
from kokoroe.annex.history import Facts, content
from kokoroe.annex.pack import Party

SLIP = timedelta(minutes=15)
"""A record that its own side corrects within this time, before the other side was told, never stood."""


class Standing(Enum):
    """How a record of what times are counted from stands."""

    COUNTS = "counts"
    UNCONFIRMED = "unconfirmed"
    """It counts, and nobody but the mover says so."""
    PROPOSED = "proposed"
    """It counts as far as nothing gets better for the mover."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Move:
    """A record that one party made alone after there had been one, and the other's answers to it, the first first."""

    fact: Movable
    by: Party
    answers: tuple[MoveAnswered, ...] = ()

    @property
    def standing(self) -> Standing:
        """How it stands by the last answer."""
        return standing_by(self.answers, Standing.UNCONFIRMED if self.fact.unasked else Standing.PROPOSED)

    @property
    def moments(self) -> list[datetime]:
        """When it was recorded, and when it was answered."""
        return [self.fact.recorded_at, *(one.recorded_at for one in self.answers)]


@dataclass(frozen=True, slots=True)
class Awareness:
    """Since when something is to be taken as known."""

    first_at: datetime
    company_at: datetime | None
    """Since when those in charge knew, where that was recorded."""


_BY_ANSWER = {
    MoveAnswer.AGREED: Standing.COUNTS,
    MoveAnswer.RECORDED: Standing.UNCONFIRMED,
    MoveAnswer.REFUSED: Standing.REFUSED,
}


def standing_by(answers: Sequence[MoveAnswered], before: Standing) -> Standing:
    """How something stands by the last of the other party's answers; `before` there was one."""
    return _BY_ANSWER[answers[-1].answer] if answers else before


@dataclass(frozen=True, slots=True)
class Moves:
    """The moves among some facts, the first recorded first, and the facts as they are with some of them alone."""

    all: tuple[Move, ...]
    settled: tuple[Fact, ...]
    """Every fact that is neither a move nor an answer to one, nor a slip."""

    def of(self, *standings: Standing) -> tuple[Move, ...]:
        """Those that stand so."""
        return tuple(move for move in self.all if move.standing in standings)

    def facts(self, chosen: Collection[Move]) -> Facts:
        """The facts with these moves and no others.

        Of an occurrence that was recorded anew nothing but its times is undone.
        """
        moved = {id(move.fact) for move in chosen}
        records = sorted(
            (
                fact
                for fact in (*self.settled, *(move.fact for move in self.all))
                if isinstance(fact, Occurred)
            ),
            key=_by_record,
        )
        found: list[Fact] = [fact for fact in self.settled if not isinstance(fact, Occurred)]
        found += [move.fact for move in self.all if id(move.fact) in moved and isinstance(move.fact, DateSet)]
        undone = {id(move.fact) for move in self.all} - moved
        last: dict[tuple[str, str], Occurred] = {}
        for fact in records:
            known = last.get((fact.subject, fact.ref))
            stands = _with_times_of(fact, known) if id(fact) in undone and known is not None else fact
            last[fact.subject, fact.ref] = stands
            found.append(stands)
        return Facts(found)


def read_moves(facts: Facts) -> Moves | None:
    """The moves among the facts; None where nothing was moved by one party alone, and all of them stand."""
    if not _any_moved(facts):
        return None
    answers = _answers(facts)
    settled = [fact for fact in facts if not isinstance(fact, Movable | MoveAnswered)]
    moves = []
    for fact, by in _records(facts, answers):
        if by is None:
            settled.append(fact)
        else:
            moves.append(Move(fact, by, tuple(answers.get(fact.move, ()) if fact.move else ())))
    if not moves and len(settled) == len(facts):
        return None
    return Moves(tuple(sorted(moves, key=lambda move: _by_record(move.fact))), tuple(settled))


def waiting(facts: Facts) -> list[Move]:
    """The moves that the other party is to answer: the last record of a thing, of which it has said nothing itself."""
    moves = read_moves(facts)
    if moves is None:
        return []
    last: dict[tuple[str, str], Movable] = {}
    for fact in (*moves.settled, *(move.fact for move in moves.all)):
        if isinstance(fact, Movable) and (
            _thing(fact) not in last or _by_record(last[_thing(fact)]) < _by_record(fact)
        ):
            last[_thing(fact)] = fact
    asked = moves.of(Standing.PROPOSED, Standing.UNCONFIRMED)
    return [move for move in asked if last[_thing(move.fact)].move == move.fact.move]


def standing_facts(facts: Facts) -> Facts:
    """The facts without the moves that wait for the other party's answer, or were refused."""
    moves = read_moves(facts)
    return facts if moves is None else moves.facts(moves.of(Standing.COUNTS, Standing.UNCONFIRMED))


def awareness(facts: Iterable[Occurred | MoveAnswered]) -> Awareness:
    """Since when one occurrence is known, by its records: a later time that one party recorded alone waits for a yes.

    Raises:
        ValueError: there is no record.
    """
    found = Facts(facts)
    moves = read_moves(found)
    given = found if moves is None else moves.facts(moves.of(Standing.COUNTS, Standing.UNCONFIRMED))
    waits = () if moves is None else moves.of(Standing.PROPOSED)
    last = max((fact for fact in given if isinstance(fact, Occurred)), key=_by_record)
    first_at, company_at = last.aware_at or last.happened_at, last.company_at
    for move in waits:
        if isinstance(move.fact, Occurred):
            first_at = min(first_at, move.fact.aware_at or move.fact.happened_at)
            known = [at for at in (company_at, move.fact.company_at) if at is not None]
            company_at = min(known, default=None)
    return Awareness(first_at, company_at)


def latest_dates(facts: Facts) -> dict[ContractDate, date]:
    """The contract's dates as last recorded, whoever did; one that was taken back is absent."""
    latest: dict[ContractDate, DateSet] = {}
    for fact in facts.of(DateSet, "contract"):
        known = latest.get(fact.name)
        if known is None or _by_record(fact) >= _by_record(known):
            latest[fact.name] = fact
    return {name: fact.on for name, fact in latest.items() if fact.on is not None}


def records(facts: Facts) -> Iterator[tuple[Movable, Party | None]]:
    """The records that are no slips, those of one thing together, each with the party that moved it alone."""
    return _records(facts, _answers(facts))


def contract_dates(facts: Facts) -> dict[ContractDate, date]:
    """The contract's dates that stand: what one party moved alone and in its own favour waits for the other's yes."""
    return latest_dates(standing_facts(facts))


def _answers(facts: Facts) -> dict[str, list[MoveAnswered]]:
    """The answers to each move, the first first."""
    found: dict[str, list[MoveAnswered]] = {}
    for answer in sorted(facts.of(MoveAnswered, "move"), key=_by_record):
        found.setdefault(answer.of, []).append(answer)
    return found


def _records(facts: Facts, answers: dict[str, list[MoveAnswered]]) -> Iterator[tuple[Movable, Party | None]]:
    movable = (fact for fact in facts if isinstance(fact, Movable))
    for _, own in groupby(sorted(movable, key=_by_thing), key=_thing):
        yield from _without_slips(own, answers)


def _without_slips(
    records: Iterable[Movable], answers: dict[str, list[MoveAnswered]]
) -> Iterator[tuple[Movable, Party | None]]:
    """Of the records of one thing those that are no slips, the first first, each with who moved it alone."""
    kept: list[tuple[Movable, Party | None]] = []
    began: datetime | None = None
    for fact in records:
        last = kept[-1] if kept else None
        if last is not None and fact.move and fact.move == last[0].move:
            kept.append((fact, last[1]))  # it says other things anew, and keeps the times
            continue
        if last is not None and began is not None and _corrects_a_slip(fact, last[0], began, answers):
            kept[-1] = (fact, last[1])
            continue
        first = isinstance(fact, Occurred) and not kept
        opens = isinstance(fact, DateSet) and fact.opens
        kept.append((fact, None if first or opens else fact.by))
        began = fact.recorded_at
    yield from kept


def _corrects_a_slip(
    fact: Movable, before: Movable, began: datetime, answers: dict[str, list[MoveAnswered]]
) -> bool:
    """Whether it says anew what its own side said just before, of which the other side had not heard yet."""
    if fact.by is None or fact.by is not before.by or fact.recorded_at - began > SLIP:
        return False
    if before.told_at is not None and before.told_at <= fact.recorded_at:
        return False
    return not any(one.recorded_at <= fact.recorded_at for one in answers.get(before.move, ()) if before.move)


def _with_times_of(fact: Occurred, before: Occurred) -> Occurred:
    return replace(
        fact, happened_at=before.happened_at, aware_at=before.aware_at, company_at=before.company_at
    )


def _thing(fact: Movable) -> tuple[str, str]:
    if isinstance(fact, DateSet):
        return "contract", fact.name.value
    return fact.subject, fact.ref


def _by_thing(fact: Movable) -> tuple[object, ...]:
    return *_thing(fact), type(fact).__name__, *_by_record(fact)


def _by_record(fact: Fact) -> tuple[object, ...]:
    """In the order of recording; what a contract was opened with comes before what was recorded in the same moment."""
    opens = isinstance(fact, DateSet) and fact.opens
    return fact.recorded_at, not opens, content(fact)


def _any_moved(facts: Facts) -> bool:
    """Whether something may have been recorded anew by one party alone."""
    alone: dict[tuple[str, str], bool] = {}
    for fact in facts:
        if isinstance(fact, DateSet):
            if fact.by is not None and not fact.opens:
                return True
        elif isinstance(fact, Occurred):
            thing = _thing(fact)
            if thing in alone and (alone[thing] or fact.by is not None):
                return True
            alone[thing] = alone.get(thing, False) or fact.by is not None
    return False
