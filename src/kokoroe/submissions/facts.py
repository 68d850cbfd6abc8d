"""The steps of a writing as every group of duties makes facts of them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from kokoroe.annex import facts
from kokoroe.submissions import machine
from kokoroe.submissions.models import Step


class Taken(NamedTuple):
    """A step as a fact has it, with its row."""

    row: Step
    step: facts.Step
    happened_at: datetime
    recorded_at: datetime
    day_only: bool = False


def taken(steps: Sequence[Step]) -> Iterator[Taken]:
    """What became of a writing; `steps` are its own, as `reading.writings_of` reads them.

    Steps within the client's office are none. Of an answer that the other side recorded also what the client says of
    it, and its time, where that was given later.
    """
    for row in steps:
        if row.name in machine.INSIDE:
            continue
        step = facts.Step(row.name)
        yield Taken(row, step, row.happened_at, row.recorded_at, row.day_only)
        if row.timed_at is not None and row.timed_recorded_at is not None:
            yield Taken(row, step, row.timed_at, row.timed_recorded_at)
        yield from said_of(row)


def said_of(row: Step) -> Iterable[Taken]:
    """What the client says of an answer that was recorded for it."""
    for step, at in ((facts.Step.CONTESTED, row.contested_at), (facts.Step.CONFIRMED, row.confirmed_at)):  # type: ignore[attr-defined]
        if at is not None:
            yield Taken(row, step, at, at)
