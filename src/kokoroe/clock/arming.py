"""Which alarms of a deadline wait: worked out for any number of deadlines, and written together."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kokoroe.clock.models import Alarm, Deadline

MOVED, MET, VOID, LADDER = "moved", "met", "void", "ladder"
SUPERSEDED = "superseded"
"""A higher rung was told in its place."""
ANSWERED = "answered"
"""What it was about was done, but its deadline was not yet brought up to date."""
BATCH = 1000


@dataclass(slots=True)
class Arming:
    """Alarms to write, to end and to let wait again. The deadlines' rows are locked by the caller."""

    now: datetime
    _new: list[Alarm] = field(default_factory=list)
    _again: list[int] = field(default_factory=list)
    _ended: dict[str, list[int]] = field(default_factory=dict)

    def arm(self, deadline: Deadline, alarms: Iterable[Alarm], rungs: Collection[int]) -> None:
        """Let exactly the rungs (seconds from the due time) wait that have not fired; `alarms` are all there are."""
        there: dict[int, Alarm] = {}
        for row in alarms:
            if row.due_at == deadline.due_at:
                there[row.rung] = row
            waits = row.fired_at is None and row.void_at is None
            if waits and row.due_at != deadline.due_at:
                self._ended.setdefault(MOVED, []).append(row.pk)
            elif waits and row.rung not in rungs:
                self._ended.setdefault(LADDER, []).append(row.pk)
        self._again += [
            row.pk
            for row in there.values()
            if row.rung in rungs and row.void_at is not None and row.void_reason != SUPERSEDED
        ]
        self._new += [
            Alarm(
                deadline=deadline,
                due_at=deadline.due_at,
                rung=rung,
                fire_at=deadline.due_at + timedelta(seconds=rung),
                armed_at=self.now,
            )
            for rung in sorted(set(rungs) - there.keys())
        ]

    def write(self) -> None:
        """Write everything: at most one statement for each thing that happens to alarms, whatever their number."""
        for reason, keys in self._ended.items():
            Alarm.objects.filter(pk__in=keys).update(void_at=self.now, void_reason=reason)
        if self._again:
            Alarm.objects.filter(pk__in=self._again).update(void_at=None, void_reason="", armed_at=self.now)
        if self._new:
            Alarm.objects.bulk_create(self._new, BATCH)
