"""What one party moved alone, weighed duty by duty; and what was late against a time that was moved afterwards.

A thin layer around the judging of duties, which knows nothing of moves: no rule of any type has to.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from kokoroe.annex.answer import Answer, Stood
from kokoroe.annex.days import TICK
from kokoroe.annex.facts import MoveAnswer
from kokoroe.annex.history import Facts
from kokoroe.annex.moves import Move, Moves, Standing, read_moves
from kokoroe.annex.pack import Duty
from kokoroe.annex.scene import earliest
from kokoroe.annex.state import State

Judge = Callable[[Facts, datetime, Iterable[Duty]], tuple[Answer, ...]]
"""How some duties stand by some facts at a moment."""

_SAID = frozenset({State.LATE, State.BROKEN})


def weigh(
    duties: Collection[Duty], facts: Facts, moves: Moves, now: datetime, judge: Judge
) -> tuple[Answer, ...]:
    """One answer for each of `duties`, in their order.

    A move that both parties stand by counts. One that waits for the other's answer is tried out with those recorded
    before it, and of each duty the worse for the mover is taken: what it owes itself does not get better, and what the
    other owes does not get worse. What was late the instant before a move came to count stays said.

    It costs one judging of all duties, one more for each move that waits, one more where something is unconfirmed, and
    one more for each move that came to count.
    """
    given, answers = _weighed(duties, moves, now, judge, waiting=moves.of(Standing.PROPOSED))
    if moves.of(Standing.UNCONFIRMED):
        without = judge(moves.facts(moves.of(Standing.COUNTS)), now, duties)
        answers = tuple(map(_marked, answers, given, without))
    stood: dict[str, list[Stood]] = defaultdict(list)
    changes: dict[str, list[datetime | None]] = defaultdict(list)
    for move, moment, those in _turns(duties, moves):
        last = moment - TICK
        for before in _before(those, facts.known_at(last), move, min(now, last), judge):
            stood[before.duty] += _lateness(before, moment)
            if before.changes_at is not None and before.changes_at < moment:
                changes[before.duty].append(before.changes_at)
    return tuple(
        _with_what_stood(one, stood[one.duty], changes[one.duty])
        if stood[one.duty] or changes[one.duty]
        else one
        for one in answers
    )


def _weighed(
    duties: Collection[Duty], moves: Moves, at: datetime, judge: Judge, *, waiting: Collection[Move]
) -> tuple[tuple[Answer, ...], tuple[Answer, ...]]:
    """The answers by what stands, and with what waits as far as nothing gets better for who moved it."""
    counting = list(moves.of(Standing.COUNTS, Standing.UNCONFIRMED))
    given = held = was = judge(moves.facts(counting), at, duties)
    for move in waiting:
        counting.append(move)
        would = judge(moves.facts(counting), at, duties)
        held = tuple(
            _worse(*answers, mover_owes=duty.debtor is move.by)
            for duty, *answers in zip(duties, held, was, would, strict=True)
        )
        was = would
    return given, held


def _worse(held: Answer, was: Answer, would: Answer, *, mover_owes: bool) -> Answer:
    """What stands until the move is agreed to: of `held` (so far), `was` and `would` (with what waits before and now).

    What the move does not change stays as it was held.
    """
    if was == would:
        return held
    changes_at = earliest((held.changes_at, would.changes_at))
    if not (held.each or was.each or would.each):
        taken = would if _is_taken(held, was, would, mover_owes=mover_owes) else held
        return replace(taken, changes_at=changes_at)
    by_ref = [{one.about: one for one in (answer.each or (answer,))} for answer in (held, was, would)]
    refs = dict.fromkeys(ref for parts in by_ref for ref in parts)
    found = []
    for ref in refs:
        mine, before, after = (parts.get(ref) for parts in by_ref)
        one = after if _is_taken(mine, before, after, mover_owes=mover_owes) else mine
        if one is not None:
            found.append(one)
    first = max(found, key=_badness)
    return replace(first, changes_at=changes_at, each=tuple(found) if len(found) > 1 else ())


def _is_taken(held: Answer | None, was: Answer | None, would: Answer | None, *, mover_owes: bool) -> bool:
    if was == would:
        return False
    return _badness(would) > _badness(held) if mover_owes else _badness(would) < _badness(held)


def _badness(answer: Answer | None) -> tuple[float, ...]:
    """How bad it is for whoever owes it: by the state, then by how late it was, then by how early it is due."""
    if answer is None:
        return (State.DORMANT.severity,)
    late = answer.late_by.total_seconds() if answer.late_by is not None else 0.0
    due = answer.due_at or answer.since if answer.state is not State.MET else None
    return answer.state.severity, late, -due.timestamp() if due is not None else float("-inf")


def _marked(answer: Answer, given: Answer, without: Answer) -> Answer:
    """The answer, with a mark where it rests on what the other party has not confirmed."""
    changes_at = earliest((answer.changes_at, without.changes_at))
    return replace(answer, unconfirmed=_times(given) != _times(without), changes_at=changes_at)


def _times(answer: Answer) -> tuple[object, ...]:
    """What a move can change of an answer."""
    each = tuple(_times(one) for one in answer.each)
    return answer.about, answer.state, answer.since, answer.due_at, answer.late_by, each


def _turns(duties: Collection[Duty], moves: Moves) -> Iterator[tuple[Move, datetime, list[Duty]]]:
    """Each moment from which a move came to count for some duties, or ceased to, with those for which it may have.

    What the mover owes got no better before the other party agreed; what the other owes may have, when it was recorded.
    """
    for move in moves.all:
        counted: Standing | None = None
        for moment, answered in zip(move.moments, (None, *move.answers), strict=True):
            if answered is None:
                whole, counted = move.fact.unasked, Standing.UNCONFIRMED if move.fact.unasked else None
                those = [duty for duty in duties if whole or duty.debtor is not move.by]
            else:
                refused = answered.answer is MoveAnswer.REFUSED
                if counted is not None and not refused:
                    continue  # it counted before: the other party only says so too
                whole = counted is not None and refused
                those = [duty for duty in duties if whole or duty.debtor is move.by]
                counted = None if refused else Standing.COUNTS
            if those:
                yield move, moment, those


def _before(duties: list[Duty], facts: Facts, move: Move, at: datetime, judge: Judge) -> tuple[Answer, ...]:
    """How these duties stood by what was known then; the move itself, as long as it waited, changed nothing of them."""
    moves = read_moves(facts)
    if moves is None:
        return judge(facts, at, duties)
    waiting = [one for one in moves.of(Standing.PROPOSED) if one.fact != move.fact]
    _, held = _weighed(duties, moves, at, judge, waiting=waiting)
    return held


def _lateness(answer: Answer, moved_at: datetime) -> Iterator[Stood]:
    """What the answer says is, or was done, late."""
    for one in answer.each or (answer,):
        due = one.due_at or one.since
        if due is None:
            continue
        if one.state in _SAID:
            yield Stood(due, moved_at - due, moved_at, one.about)
        elif one.late_by is not None:
            yield Stood(due, one.late_by, moved_at, one.about)


def _with_what_stood(answer: Answer, found: list[Stood], changes: list[datetime | None]) -> Answer:
    """The answer with what it says no longer itself; that may change while what was moved later had not counted yet."""
    said = {one.about: one for one in (answer.each or (answer,))}
    kept = dict.fromkeys(one for one in found if not _still_says(said.get(one.about), one))
    stood = tuple(sorted(kept, key=lambda one: (one.due_at, one.moved_at, one.about)))
    return replace(answer, stood=stood, changes_at=earliest((answer.changes_at, *changes)))


def _still_says(answer: Answer | None, stood: Stood) -> bool:
    """Whether it is as late as that by its own times."""
    if answer is None or (answer.state not in _SAID and answer.late_by is None):
        return False
    due = answer.due_at or answer.since
    return due is not None and due <= stood.due_at
