"""The days of statutory reports, counted in Japan from the day on which what is to be reported became known."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from kokoroe.annex.assessment import Assessment, Finding, Verdict
from kokoroe.annex.days import NO_HOLIDAYS, date_in_japan, end_of_day, is_business_day, start_of_day
from kokoroe.annex.law import Clock, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A statutory clock that runs; without `due_at` it has a word and no number."""

    rule: Rule
    clock: Clock
    provisional: bool
    """Whether the rule does not surely apply yet."""
    warn_at: datetime | None
    due_at: datetime | None
    moved_from: date | None = None
    """The last day as counted, where offices were closed on it."""
    day: int | None = None
    """The last day's number, before any moving."""
    released_at: datetime | None = None

    @property
    def key(self) -> str:
        """Unique within an incident."""
        return f"{self.rule.key}.{self.clock.key}"


QUESTIONS = "questions"
"""The key of what is waited for while it is open which rules apply: that their questions are answered."""


def waited_for(assessment: Assessment, clocks: Iterable[Running]) -> dict[str, Running]:
    """The clocks with a last day that are waited for, by their keys.

    Those that surely run, but for what another clock of the same debtor stands for; and while it is open which rules
    apply, under QUESTIONS, the first of all that could run.
    """
    dated = [one for one in clocks if one.due_at is not None]
    wanted = {one.key: one for one in dated if not one.provisional and not may_be_released(one)}
    possible = [one for one in dated if one.provisional]
    if possible and any(finding.verdict is Verdict.OPEN for finding in assessment.findings):
        wanted[QUESTIONS] = min(possible, key=lambda one: (one.due_at, one.key))
    return wanted


def may_be_released(one: Running) -> bool:
    """Whether another clock of the same debtor stands for this one, so that it need not be waited for itself."""
    return any(
        one.clock.key in other.releases and other.debtor is one.clock.debtor for other in one.rule.clocks
    )


def running(
    assessment: Assessment,
    known_at: datetime,
    holidays: Container[date] = NO_HOLIDAYS,
    *,
    met: Mapping[str, datetime] | None = None,
) -> tuple[Running, ...]:
    """The clocks of every rule that applies or still may, since what is to be reported became known at `known_at`.

    `met` says when a clock's key was met.

    `holidays` are all the days besides weekends on which public offices are closed, the turn of the year included.
    A clock that another one releases carries the moment of that release.
    """
    met = met or {}
    clocks = [
        _run(finding, clock, known_at, holidays)
        for finding in assessment.findings
        if finding.verdict is not Verdict.NOT
        for clock in finding.rule.clocks
    ]
    released = {
        f"{one.rule.key}.{key}": met[one.key]
        for one in clocks
        if one.key in met
        for key in one.clock.releases
    }
    return tuple(replace(one, released_at=released.get(one.key)) for one in clocks)


def _run(finding: Finding, clock: Clock, known_at: datetime, holidays: Container[date]) -> Running:
    first = date_in_japan(known_at)
    longer = any(category.question in clock.longer_for for category in finding.categories)
    number = clock.longer_day if longer and clock.longer_day else clock.last_day
    last = None if number is None else first + timedelta(days=number - 1)
    open_day = last
    while clock.rolls and open_day is not None and not is_business_day(open_day, holidays):
        open_day += timedelta(days=1)
    return Running(
        rule=finding.rule,
        clock=clock,
        provisional=finding.verdict is Verdict.OPEN,
        warn_at=None if clock.warn_day is None else start_of_day(first + timedelta(days=clock.warn_day - 1)),
        due_at=None if open_day is None else end_of_day(open_day),
        moved_from=last if open_day != last else None,
        day=number,
    )
