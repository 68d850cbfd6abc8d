"""The ladder of alarms before and after a duty falls due."""

from datetime import datetime, timedelta

from kokoroe.annex.days import Deadline, Unit
from kokoroe.annex.pack import Duty

AT_DUE = timedelta(0)
DAY = timedelta(days=1)


def rungs(duty: Duty, runs_from: datetime | None, due_at: datetime) -> tuple[timedelta, ...]:
    """When to remind of a duty, counted from the instant it falls due (negative: before it), the earliest first.

    The pack's own ladder, or one by the way the deadline is counted. Hours: when half of the time is left, when a
    quarter is left, at the due instant and a quarter of the time after it. Days: the duty's warning time, a day
    before, at the due instant and a day after it. An inner target is a rung of its own. `runs_from` is what hours
    and inner targets are counted from; both times are aware.
    """
    found = set(duty.ladder or _by_default(duty, runs_from, due_at))
    inner = getattr(duty.params, "submit_by", None)
    if inner is not None and runs_from is not None:
        found.add(runs_from + inner - due_at)
    return tuple(sorted(found))


def counted_in_hours(duty: Duty) -> bool:
    """Whether the duty's time runs from an instant: its deadline is in hours, or a word with an agreed target."""
    deadline = getattr(duty.params, "due", None)
    return isinstance(deadline, Deadline) and (deadline.word is not None or deadline.unit is Unit.HOURS)


def _by_default(duty: Duty, runs_from: datetime | None, due_at: datetime) -> tuple[timedelta, ...]:
    if counted_in_hours(duty) and runs_from is not None:
        span = abs(due_at - runs_from)
        return -span / 2, -span / 4, AT_DUE, span / 4
    return -duty.warn, -DAY, AT_DUE, DAY
