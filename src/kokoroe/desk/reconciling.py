"""The deadlines of all duties, kept as `evaluate` says: set, moved, met or void, by whoever rebuilds the standings.

What has changed is known by the standing's key, which every act's transaction moves on. Doing it again changes
nothing, so the cache may be dropped at any time.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from kokoroe.annex.answer import Answer
from kokoroe.annex.pack import Pack
from kokoroe.annex.state import State
from kokoroe.clock.deadlines import SUPERSEDED, Ended, Wanted, end_deadlines, set_deadlines
from kokoroe.clock.models import Alarm, Deadline
from kokoroe.contracts.models import Contract
from kokoroe.desk.reminding import Reminder, is_below, reminders

KIND = "duty"
HANDED_OVER = "the other party's step"
TOGETHER = "told together with another"
NOT_ASKED = "no longer asked for"


class Rung(Enum):
    """How an alarm stands."""

    WAITS = "waits"
    DONE = "done"
    VOID = "void"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A contract with its answers."""

    contract: Contract
    pack: Pack
    answers: tuple[Answer, ...]


def reconcile(asked: Collection[Asked], *, now: datetime) -> int:
    """Bring the deadlines of these contracts in line with their answers; returns how many were changed.

    Inside the caller's transaction.
    """
    wanted: list[Wanted] = []
    ended: list[Ended] = []
    for comparison in comparisons(asked, now=now):
        wanted += comparison.wanted()
        ended += comparison.ended()
    set_deadlines(kind=KIND, wanted=wanted, now=now)
    end_deadlines(ended=ended, now=now)
    return len(wanted) + len(ended)


def differing(asked: Collection[Asked], *, now: datetime) -> dict[int, tuple[str, ...]]:
    """By contract the duties whose deadlines do not stand as `reconcile` would have them; changes nothing."""
    found = {}
    for comparison in comparisons(asked, now=now):
        refs = {row.pk: row.ref for row in comparison.rows}
        duties = {one.ref for one in comparison.wanted()} | {refs[one.pk] for one in comparison.ended()}
        if duties:
            found[comparison.asked.contract.pk] = tuple(sorted(duties))
    return found


def comparisons(asked: Collection[Asked], *, now: datetime) -> "list[Comparison]":
    """Each contract's reminders beside the deadlines that are kept."""
    rows: dict[int, list[Deadline]] = defaultdict(list)
    contracts = [one.contract.pk for one in asked]
    for row in Deadline.objects.filter(kind=KIND, contract__in=contracts).order_by("pk"):
        rows[row.contract_id].append(row)
    alarms = _alarms([row for found in rows.values() for row in found if row.is_open])
    return [Comparison(asked=one, rows=rows[one.contract.pk], alarms=alarms, now=now) for one in asked]


@dataclass(slots=True, kw_only=True)
class Comparison:
    """One contract's reminders beside its deadlines (`rows`, whatever became of them)."""

    asked: Asked
    rows: list[Deadline]
    alarms: Mapping[int, Mapping[int, Rung]]
    now: datetime
    reminders: list[Reminder] = field(init=False)

    def __post_init__(self) -> None:
        self.reminders = reminders(self.asked.pack, self.asked.answers)

    def wanted(self) -> Iterator[Wanted]:
        """The deadlines that do not stand as their reminders want them."""
        for reminder in self.reminders:
            row = self._row(reminder)
            if row is None or not self._stands(row, reminder):
                yield self._set(reminder, row)

    def ended(self) -> Iterator[Ended]:
        """The open deadlines that no reminder goes by any more, and what became of what they were about."""
        kept = {row.pk for reminder in self.reminders if (row := self._row(reminder)) is not None}
        answers = {answer.duty: answer for answer in self.asked.answers}
        owners = {(duty, reminder.owner) for reminder in self.reminders for duty in reminder.duties}
        owed = {duty for duty, _ in owners}
        for row in self.rows:
            if not row.is_open or row.pk in kept:
                continue
            answer = answers.get(row.ref)
            if answer is not None and answer.state is State.MET:
                yield Ended(pk=row.pk, met_at=min(answer.since or self.now, self.now))
            elif row.ref in owed:
                yield Ended(pk=row.pk, reason=TOGETHER if (row.ref, row.stage) in owners else HANDED_OVER)
            else:
                yield Ended(pk=row.pk, reason=NOT_ASKED)

    def _row(self, reminder: Reminder) -> Deadline | None:
        """The open deadline that a reminder goes by: of its first duty that has one."""
        mine = [
            row
            for row in self.rows
            if row.is_open and row.stage == reminder.owner and row.ref in reminder.duties
        ]
        return min(mine, key=lambda row: reminder.duties.index(row.ref), default=None)

    def _stands(self, row: Deadline, reminder: Reminder) -> bool:
        """Whether the deadline is as the reminder wants it. Rungs that have passed are what they are."""
        alarms = self.alarms[row.pk]
        waiting = {rung for rung in _waiting(alarms) if self._is_ahead(reminder, rung)}
        return (
            row.due_at == reminder.due_at
            and row.runs_from == reminder.runs_from
            and waiting == {rung for rung in self._ahead(reminder) if alarms.get(rung) is not Rung.DONE}
        )

    def _set(self, reminder: Reminder, row: Deadline | None) -> Wanted:
        same = row is not None and row.due_at == reminder.due_at
        rungs = reminder.seconds
        if row is not None and same:
            passed = {rung for rung in _waiting(self.alarms[row.pk]) if not self._is_ahead(reminder, rung)}
            rungs = self._ahead(reminder) | passed
        elif self._told(reminder):
            rungs = self._ahead(reminder)
        return Wanted(
            contract=self.asked.contract.pk,
            ref=reminder.duties[0] if row is None else row.ref,
            stage=reminder.owner,
            runs_from=reminder.runs_from,
            due_at=reminder.due_at,
            rungs=rungs,
            urgent=row.urgent if row is not None and same else reminder.is_urgent(self.now),
        )

    def _told(self, reminder: Reminder) -> bool:
        """Whether its people were told of this instant already, under another duty."""
        key = (reminder.owner, reminder.due_at)
        first = reminder.duties[0]
        return any(
            (row.stage, row.due_at) == key
            and row.ref != first
            and self._is_below(row.ref) == self._is_below(first)
            for row in self.rows
        )

    def _is_below(self, ref: str) -> bool:
        duty = self.asked.pack.by_id.get(ref)
        return duty is not None and is_below(duty)

    def _ahead(self, reminder: Reminder) -> frozenset[int]:
        return frozenset(rung for rung in reminder.seconds if self._is_ahead(reminder, rung))

    def _is_ahead(self, reminder: Reminder, rung: int) -> bool:
        return reminder.due_at + timedelta(seconds=rung) > self.now


def _waiting(alarms: Mapping[int, Rung]) -> set[int]:
    return {rung for rung, how in alarms.items() if how is Rung.WAITS}


def _alarms(deadlines: Collection[Deadline]) -> dict[int, dict[int, Rung]]:
    """Of each deadline the rungs of its due time, and how they stand."""
    found: dict[int, dict[int, Rung]] = defaultdict(dict)
    due = {row.pk: row.due_at for row in deadlines}
    columns = ("deadline_id", "due_at", "rung", "fired_at", "void_reason")
    for key, due_at, rung, fired_at, reason in (
        Alarm.objects.filter(deadline__in=due).values_list(*columns) if due else ()
    ):
        if due_at == due[key]:
            done = fired_at is not None or reason == SUPERSEDED
            found[key][rung] = Rung.DONE if done else Rung.VOID if reason else Rung.WAITS
    return found
