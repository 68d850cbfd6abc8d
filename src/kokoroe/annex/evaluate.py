"""`evaluate`: how every duty of a pack stands at a moment. Pure: no clock, no I/O, no clause number."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from kokoroe.annex.answer import Answer
from kokoroe.annex.days import NO_HOLIDAYS, TICK, Anchor, Deadline, end_of_day
from kokoroe.annex.facts import Agreed, Fact
from kokoroe.annex.history import Facts
from kokoroe.annex.moves import latest_dates, read_moves
from kokoroe.annex.pack import Duty, Pack, Timing
from kokoroe.annex.scene import Finding, Scene, earliest, end_day, unwatched
from kokoroe.annex.state import State
from kokoroe.annex.terms import terms_of
from kokoroe.annex.text import Text, say
from kokoroe.annex.types import RULES
from kokoroe.annex.weighing import weigh


def evaluate(
    pack: Pack, facts: Iterable[Fact], now: datetime, *, holidays: Container[date] = NO_HOLIDAYS
) -> tuple[Answer, ...]:
    """One answer for each duty of `pack`, in clause order, from the facts that had happened by `now`.

    `now` is aware. `facts` is any iterable of facts or a `Facts`; to ask what was known at an earlier moment,
    pass `Facts.known_at(moment)`. `holidays` matter only to deadlines in business days. Raises ValueError
    when `now` is naive.

    After the contract's end, what survives it or closes it goes on, and so does a report that falls due after it.
    Whatever else was never done by then stays late, without a step; what had not fallen due is asked for no more. A
    contract that ended before it began asks for nothing but what closes or survives it.

    What one party alone recorded anew counts only as far as nothing gets better for it (`weighing`).
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware: pass a datetime with a time zone")
    known = facts if isinstance(facts, Facts) else Facts(facts)
    moves = read_moves(known)
    if moves is None:
        return _evaluate(pack, known, now, holidays)

    def judge(found: Facts, at: datetime, duties: Iterable[Duty]) -> tuple[Answer, ...]:
        return _evaluate(replace(pack, duties=tuple(duties)), found, at, holidays)

    return weigh(pack.duties, known, moves, now, judge)


def _evaluate(pack: Pack, facts: Facts, now: datetime, holidays: Container[date]) -> tuple[Answer, ...]:
    """How the duties stand by these facts, whoever recorded them."""
    happened = facts.happened_by(now)
    dates = latest_dates(happened)
    terms = terms_of(pack, happened.of(Agreed, "terms"))

    def scene(at: datetime, known: Facts) -> Scene:
        return Scene(pack=pack, facts=known, at=at, dates=dates, terms=terms, holidays=holidays)

    last_day = end_day(dates)
    here = scene(now, happened)
    if last_day is None:
        return tuple(_answer(duty, _judge(duty, here)) for duty in pack.duties)
    end = end_of_day(last_day)
    over = now > end
    times = Times(
        here,
        at_end=scene(end, happened.happened_by(end)) if over else here,
        in_writing=scene(end, happened) if over else here,
        end=end,
    )
    return tuple(_answer(duty, _in_its_time(duty, times)) for duty in pack.duties)


@dataclass(frozen=True, slots=True)
class Times:
    """The contract now, and as it stood at its end where that has passed."""

    now: Scene
    at_end: Scene
    in_writing: Scene
    """As it stood then, with what has been put in writing since."""
    end: datetime
    """The last instant of the contract's last day."""


def _in_its_time(duty: Duty, times: Times) -> Finding:
    """How the duty stands, with what the contract's end means to it."""
    finding = _judge(duty, times.now)
    if duty.survives or duty.timing is Timing.CLOSE:
        return finding
    begins = not times.now.never_begins()
    if times.now.at <= times.end:
        if finding.state not in _SETTLED or finding.changes_at is not None:
            finding = replace(finding, changes_at=earliest((finding.changes_at, times.end + TICK)))
        return finding if begins else _never_begun(duty, finding)
    owed_in_writing = duty.timing is Timing.SUBMIT
    if owed_in_writing and begins:
        falls_due_later = finding.due_at is not None and finding.due_at > times.end
        if finding.goes_on or falls_due_later:
            return finding
    # Nobody is warned any more of what would have come after the end.
    finding = _judge(replace(duty, warn=-TICK), times.in_writing if owed_in_writing else times.at_end)
    finding = replace(finding, changes_at=None, next_step=None, owner=None)
    return _concluded(duty, finding, times.end) if begins else _never_begun(duty, finding)


_SETTLED = frozenset({State.MET, State.DORMANT})
_OPEN = frozenset({State.LATE, State.DUE_SOON, State.PREPARING})


def _concluded(duty: Duty, finding: Finding, end: datetime) -> Finding:
    """What is left of a duty that the contract's end has ended."""
    if finding.state not in _OPEN:
        return finding
    owed = finding.due_at or finding.runs_from
    called_for = duty.timing is Timing.RESPOND or finding.state is State.LATE
    if called_for or (owed is not None and owed <= end):
        return replace(
            finding,
            state=State.LATE,
            since=min(finding.due_at or end, end),
            reason=say(
                "行われないまま終了しました。{reason}",
                "The contract ended without it. {reason}",
                reason=finding.reason,
            ),
        )
    return _asked_no_more(
        finding,
        say(
            "契約が終わったため、もう求められません。", "The contract has ended, and it is asked for no more."
        ),
    )


def _never_begun(duty: Duty, finding: Finding) -> Finding:
    """What a contract that ended before its work began asks for: only what something has called for already."""
    if duty.timing is Timing.RESPOND or finding.state not in _OPEN | {State.UNVERIFIED}:
        return finding
    return _asked_no_more(
        finding,
        say(
            "作業が始まる前に契約が終わったため、求められません。",
            "The contract ended before the work began, and it is not asked for.",
        ),
    )


def _asked_no_more(finding: Finding, reason: Text) -> Finding:
    return replace(
        finding,
        state=State.DORMANT,
        reason=reason,
        since=None,
        due_at=None,
        runs_from=None,
        next_step=None,
        owner=None,
    )


def _answer(duty: Duty, finding: Finding) -> Answer:
    return Answer(
        clause=duty.clause,
        duty=duty.id,
        type=duty.type,
        timing=duty.timing,
        state=finding.state,
        since=finding.since,
        due_at=finding.due_at,
        runs_from=finding.runs_from,
        late_by=finding.late_by,
        changes_at=finding.changes_at,
        reason=finding.reason,
        evidence=finding.evidence,
        next_step=finding.next_step,
        owner=finding.owner,
        about=finding.about,
        each=tuple(_answer(duty, one) for one in finding.each),
        draft=finding.draft,
        day_only=finding.day_only,
    )


def _judge(duty: Duty, scene: Scene) -> Finding:
    if duty.house_rule is not None and not scene.terms.on(duty.house_rule):
        return Finding(
            state=State.DORMANT,
            reason=say(
                "この運用上の取決めは使わないことになっています。", "This house rule is switched off."
            ),
        )
    if not scene.terms.reads(duty.reading):
        return Finding(
            state=State.DORMANT,
            reason=say(
                "合意した読み方では、この義務は含まれません。",
                "As the parties read the annex, this duty is not part of it.",
            ),
        )
    if not duty.params.can_be_judged(lambda subject: scene.watched_since(subject) is not None):
        deadline = getattr(duty.params, "due", None)
        if isinstance(deadline, Deadline) and deadline.anchor is not Anchor.EVENT:
            return unwatched(scene.due(duty, deadline), scene.at)
        return unwatched()
    return RULES[duty.type].judge(duty, duty.params, scene)
