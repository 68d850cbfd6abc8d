"""`evaluate`: how every duty of a pack stands at a moment. Pure: no clock, no I/O, no clause number."""

from collections.abc import Container, Iterable
from datetime import date, datetime

from kokoroe.annex.answer import Answer
from kokoroe.annex.days import NO_HOLIDAYS, Anchor, Deadline, end_of_day
from kokoroe.annex.facts import Agreed, ContractDate, DateSet, Fact
from kokoroe.annex.history import Facts
from kokoroe.annex.pack import Duty, Pack, Timing
from kokoroe.annex.scene import Finding, Scene, end_day, unwatched
from kokoroe.annex.state import State
from kokoroe.annex.terms import terms_of
from kokoroe.annex.text import say
from kokoroe.annex.types import RULES


def evaluate(
    pack: Pack, facts: Iterable[Fact], now: datetime, *, holidays: Container[date] = NO_HOLIDAYS
) -> tuple[Answer, ...]:
    """One answer for each duty of `pack`, in clause order, from the facts that had happened by `now`.

    `now` is aware. `facts` is any iterable of facts or a `Facts`; to ask what was known at an earlier moment,
    pass `Facts.known_at(moment)`. `holidays` matter only to deadlines in business days. Raises ValueError
    when `now` is naive.

    After the contract's end, what is owed in writing stays owed; other duties that neither survive the contract nor
    close it keep the standing they had then.
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware: pass a datetime with a time zone")
    happened = (facts if isinstance(facts, Facts) else Facts(facts)).happened_by(now)
    dates = contract_dates(happened)
    scene = Scene(
        pack=pack,
        facts=happened,
        at=now,
        dates=dates,
        terms=terms_of(pack, happened.of(Agreed, "terms")),
        holidays=holidays,
    )
    last_day = end_day(dates)
    if last_day is None or now <= (end := end_of_day(last_day)):
        return tuple(_answer(duty, scene, None if last_day is None else end) for duty in pack.duties)
    at_end = Scene(
        pack=pack,
        facts=happened.happened_by(end),
        at=end,
        dates=dates,
        terms=scene.terms,
        holidays=holidays,
    )
    return tuple(_answer(duty, scene if goes_on(duty) else at_end, end) for duty in pack.duties)


def contract_dates(facts: Facts) -> dict[ContractDate, date]:
    """The contract's dates as last recorded; one that was taken back is absent."""
    latest: dict[ContractDate, DateSet] = {}
    for fact in facts.of(DateSet, "contract"):
        known = latest.get(fact.name)
        if known is None or fact.recorded_at >= known.recorded_at:
            latest[fact.name] = fact
    return {name: fact.on for name, fact in latest.items() if fact.on is not None}


def is_over(facts: Facts, now: datetime) -> bool:
    """Whether the contract's last day (JST) has passed by `now`, as far as the facts that had happened say."""
    last_day = end_day(contract_dates(facts.happened_by(now)))
    return last_day is not None and now > end_of_day(last_day)


def goes_on(duty: Duty) -> bool:
    """Whether the duty is asked for after the contract's end as well: it survives, closes, or is owed in writing."""
    return duty.survives or duty.timing in (Timing.CLOSE, Timing.SUBMIT)


def _answer(duty: Duty, scene: Scene, end: datetime | None) -> Answer:
    finding = _judge(duty, scene)
    changes_at = finding.changes_at
    if changes_at is not None and end is not None and changes_at > end and not goes_on(duty):
        changes_at = None
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
        changes_at=changes_at,
        reason=finding.reason,
        evidence=finding.evidence,
        next_step=finding.next_step,
        owner=finding.owner,
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
    if any(scene.watched_since(subject) is None for subject in duty.params.subjects()):
        deadline = getattr(duty.params, "due", None)
        if isinstance(deadline, Deadline) and deadline.anchor is not Anchor.EVENT:
            return unwatched(scene.due(duty, deadline), scene.at)
        return unwatched()
    return RULES[duty.type].judge(duty, duty.params, scene)
