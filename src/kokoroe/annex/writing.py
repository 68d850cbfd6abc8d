"""A writing's history read from its steps: where it stands, since when it is in force, what it holds."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from kokoroe.annex.days import date_in_japan, end_of_day, start_of_day
from kokoroe.annex.facts import Evidence, Step, Stepped

_SETTLES = {
    Step.PREPARED: frozenset({Step.PREPARED, Step.SENT, Step.SUBMITTED, Step.RECEIVED, Step.ACCEPTED}),
    Step.SUBMITTED: frozenset({Step.SUBMITTED, Step.RECEIVED, Step.ACCEPTED}),
    Step.RECEIVED: frozenset({Step.RECEIVED, Step.ACCEPTED}),
    Step.ACCEPTED: frozenset({Step.ACCEPTED}),
}
SETTLING_STEPS = frozenset(_SETTLES)


class Taken(NamedTuple):
    """A step with its moment; of some only the day is known."""

    step: Step
    at: datetime
    day_only: bool = False


_ANSWERS = (Step.ACCEPTED, Step.RETURNED)


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
    steps: tuple[Taken, ...] = ()
    contested: Taken | None = None
    """The answer that was recorded for whoever contests it: as if it had not been given."""

    def settling(self, needs: Step) -> Taken | None:
        """The step by which it has come as far as `needs`, neither returned nor withdrawn; None while it is not."""
        enough = _SETTLES[needs]
        since = None
        for taken in self.steps:
            since = (since or taken) if taken.step in enough else None
        return since

    def settled_at(self, needs: Step) -> datetime | None:
        """Since when it is as far as `needs`; None while it is not."""
        settling = self.settling(needs)
        return None if settling is None else settling.at

    def take(self, step: Stepped) -> None:
        """Take a step further."""
        last = self.steps[-1] if self.steps else None
        if step.step is Step.CONTESTED:
            if last is None or last.step not in _ANSWERS:
                return
            self.steps, self.contested = self.steps[:-1], last
        elif step.step is Step.CONFIRMED:
            if self.contested is None:
                return
            self.steps, self.contested = (*self.steps, self.contested), None
            self.step, self.at, _ = self.steps[-1]
            return
        elif last is not None and _gives_the_time_of(last, step):
            self.steps = (*self.steps[:-1], Taken(step.step, step.happened_at))
        else:
            self.steps = (*self.steps, Taken(step.step, step.happened_at, step.day_only))
        self.step, self.at = step.step, step.happened_at

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
    """The writings that `steps` (in the order they happened) speak of, in the order of their first step.

    A draft is none of them: it is nobody's fact until it is submitted.
    """
    return tuple(writing for writing in _read(steps) if writing.step is not Step.DRAFTED)


def read_drafts(steps: Iterable[Stepped]) -> tuple[Writing, ...]:
    """The writings that were begun and never went any further: they concern none but the side that writes them."""
    return tuple(writing for writing in _read(steps) if writing.step is Step.DRAFTED)


def _read(steps: Iterable[Stepped]) -> Iterable[Writing]:
    writings: dict[str, Writing] = {}
    for step in steps:
        writing = writings.get(step.ref)
        if writing is None:
            writing = writings[step.ref] = Writing(step.ref, step.step, step.happened_at)
        elif step.step is Step.DRAFTED and writing.step is not Step.DRAFTED:
            continue
        writing.take(step)
        writing.covers = step.covers or writing.covers
        writing.amends = step.amends or writing.amends
        writing.of = step.of or writing.of
        writing.period = step.period or writing.period
        writing.reason = step.reason or writing.reason
        writing.effective_on = step.effective_on or writing.effective_on
        writing.valid_until = step.valid_until or writing.valid_until
        writing.evidence = step.evidence or writing.evidence
    return writings.values()


def _gives_the_time_of(last: Taken, step: Stepped) -> bool:
    """Whether this is the same step of that day again, with its time."""
    same = last.day_only and not step.day_only and last.step is step.step
    return same and date_in_japan(last.at) == date_in_japan(step.happened_at)


def versions(writings: Iterable[Writing], needs: Step = Step.ACCEPTED) -> list[tuple[datetime, Writing]]:
    """Those that are or will be in force, by the moment from which; each ends the one before it."""
    taking_effect = [(start, writing) for writing in writings if (start := writing.in_force_from(needs))]
    return sorted(taking_effect, key=lambda version: (version[0], version[1].at, version[1].ref))


def open_writing(writings: Iterable[Writing]) -> Writing | None:
    """The writing under way: the one with the latest step, those withdrawn last."""
    return max(writings, key=lambda one: (one.step is not Step.WITHDRAWN, one.at, one.ref), default=None)


def answering(writings: Collection[Writing], needs: Step) -> Writing | None:
    """Of several writings about one thing the first that came far enough, else the one under way."""
    settled = [(at, writing.ref, writing) for writing in writings if (at := writing.settled_at(needs))]
    return min(settled, key=lambda one: one[:2])[2] if settled else open_writing(writings)
