"""A writing's history read from its steps: where it stands, since when it is in force, what it holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from kokoroe.annex.days import end_of_day, start_of_day
from kokoroe.annex.facts import Evidence, Step, Stepped

_SETTLES = {
    Step.PREPARED: frozenset({Step.PREPARED, Step.SENT, Step.SUBMITTED, Step.RECEIVED, Step.ACCEPTED}),
    Step.SUBMITTED: frozenset({Step.SUBMITTED, Step.RECEIVED, Step.ACCEPTED}),
    Step.RECEIVED: frozenset({Step.RECEIVED, Step.ACCEPTED}),
    Step.ACCEPTED: frozenset({Step.ACCEPTED}),
}
SETTLING_STEPS = frozenset(_SETTLES)


@dataclass(slots=True)
class Writing:
    """One writing as of its last step."""

    ref: str
    step: Step
    at: datetime
    """When the last step was taken."""
    covers: frozenset[str] = frozenset()
    amends: str = ""
    of: str = ""
    period: str = ""
    reason: str = ""
    effective_on: date | None = None
    valid_until: date | None = None
    evidence: tuple[Evidence, ...] = ()
    steps: tuple[tuple[Step, datetime], ...] = ()

    def settled_at(self, needs: Step) -> datetime | None:
        """Since when it is as far as `needs`, neither returned nor withdrawn; None while it is not."""
        enough = _SETTLES[needs]
        since = None
        for step, moment in self.steps:
            since = (since or moment) if step in enough else None
        return since

    def in_force_from(self, needs: Step = Step.ACCEPTED) -> datetime | None:
        """When it takes effect: once settled, and not before its own date."""
        settled = self.settled_at(needs)
        if settled is None or self.effective_on is None:
            return settled
        return max(settled, start_of_day(self.effective_on))

    @property
    def expires_at(self) -> datetime | None:
        """The last instant of its validity, if it has one."""
        return None if self.valid_until is None else end_of_day(self.valid_until)


def read_writings(steps: Iterable[Stepped]) -> tuple[Writing, ...]:
    """The writings that `steps` (in the order they happened) speak of, in the order of their first step."""
    writings: dict[str, Writing] = {}
    for step in steps:
        writing = writings.get(step.ref)
        if writing is None:
            writing = writings[step.ref] = Writing(step.ref, step.step, step.happened_at)
        writing.step, writing.at = step.step, step.happened_at
        writing.steps += ((step.step, step.happened_at),)
        writing.covers = step.covers or writing.covers
        writing.amends = step.amends or writing.amends
        writing.of = step.of or writing.of
        writing.period = step.period or writing.period
        writing.reason = step.reason or writing.reason
        writing.effective_on = step.effective_on or writing.effective_on
        writing.valid_until = step.valid_until or writing.valid_until
        writing.evidence = step.evidence or writing.evidence
    return tuple(writings.values())


def versions(writings: Iterable[Writing], needs: Step = Step.ACCEPTED) -> list[tuple[datetime, Writing]]:
    """Those that are or will be in force, by the moment from which; each ends the one before it."""
    taking_effect = [(start, writing) for writing in writings if (start := writing.in_force_from(needs))]
    return sorted(taking_effect, key=lambda version: (version[0], version[1].at, version[1].ref))


def open_writing(writings: Iterable[Writing]) -> Writing | None:
    """The writing under way: the one with the latest step, those withdrawn last."""
    return max(writings, key=lambda one: (one.step is not Step.WITHDRAWN, one.at, one.ref), default=None)
