"""The days of statutory reports, counted in Japan from the day on which the incident became known."""

from collections.abc import Container, Mapping
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


def running(
    assessment: Assessment,
    aware_at: datetime,
    holidays: Container[date] = NO_HOLIDAYS,
    *,
    met: Mapping[str, datetime] | None = None,
) -> tuple[Running, ...]:
    """The clocks of every rule that applies or still may; `met` says when a clock's key was met.

    `holidays` are all the days besides weekends on which public offices are closed, the turn of the year included.
    A clock that another one releases carries the moment of that release.
    """
    met = met or {}
    clocks = [
        _run(finding, clock, aware_at, holidays)
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


def _run(finding: Finding, clock: Clock, aware_at: datetime, holidays: Container[date]) -> Running:
    first = date_in_japan(aware_at)
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
