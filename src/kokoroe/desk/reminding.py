"""What is to be reminded of, as evaluate's answers say: one reminder for all that one party owes by one instant.

What its subcontractors owe by that instant is a reminder of its own: who answers for them hears of it by itself.

Incidents and statutory notices set their own deadlines where they are recorded, and are left out here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from kokoroe.annex.answer import Answer
from kokoroe.annex.days import JST
from kokoroe.annex.ladder import DAY, counted_in_hours, rungs
from kokoroe.annex.pack import Duty, DutyType, Pack
from kokoroe.annex.state import State
from kokoroe.packs.calendar import last_open_day

OPEN = frozenset({State.PREPARING, State.DUE_SOON, State.LATE})
ELSEWHERE = frozenset({DutyType.INCIDENT_CHAIN, DutyType.LAW_TRIGGER})
MORNING = time(8)
"""JST; before the daily digest, which takes along what fired."""
SHORT = timedelta(days=3)
"""A time in hours up to this is pressing from its start; a longer one only on its last day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """What a party owes by one instant."""

    owner: str
    """`client` or `contractor`."""
    due_at: datetime
    runs_from: datetime
    answers: tuple[Answer, ...]
    rungs: frozenset[timedelta]
    in_hours: bool
    """Whether any of it is counted in few hours."""

    @property
    def duties(self) -> tuple[str, ...]:
        """The ids of the duties, in the annex's order."""
        return tuple(answer.duty for answer in self.answers)

    @property
    def seconds(self) -> frozenset[int]:
        """The rungs in whole seconds from the due time."""
        return frozenset(int(rung.total_seconds()) for rung in self.rungs)

    def is_urgent(self, now: datetime) -> bool:
        """Whether it can wait for no digest."""
        return self.in_hours or timedelta(0) <= self.due_at - now <= DAY


def reminders(pack: Pack, answers: Iterable[Answer]) -> list[Reminder]:
    """The reminders that a contract's answers call for: of what has a step, an owner and a time."""
    together: dict[tuple[str, datetime, bool], list[Answer]] = {}
    for answer in answers:
        asked = answer.state in OPEN and answer.type not in ELSEWHERE
        if asked and answer.due_at is not None and answer.owner is not None and answer.next_step is not None:
            key = answer.owner.value, answer.due_at, is_below(pack.by_id[answer.duty])
            together.setdefault(key, []).append(answer)
    return [_reminder(pack, owner, due_at, tuple(found)) for (owner, due_at, _), found in together.items()]


def is_below(duty: Duty) -> bool:
    """Whether it is owed by others, for whom the party answers."""
    return duty.type is DutyType.FLOW_DOWN


def _reminder(pack: Pack, owner: str, due_at: datetime, found: tuple[Answer, ...]) -> Reminder:
    ladder: set[timedelta] = set()
    in_hours = False
    for answer in found:
        duty = pack.by_id[answer.duty]
        own = rungs(duty, answer.runs_from, due_at)
        if not counted_in_hours(duty):
            own = tuple(in_the_morning(due_at, rung) for rung in own)
        elif answer.runs_from is not None:
            in_hours = in_hours or due_at - answer.runs_from <= SHORT
        ladder.update(own)
    known = [answer.runs_from for answer in found if answer.runs_from is not None]
    return Reminder(
        owner=owner,
        due_at=due_at,
        runs_from=min((*known, due_at + min(ladder))),
        answers=found,
        rungs=frozenset(ladder),
        in_hours=in_hours,
    )


def in_the_morning(due_at: datetime, rung: timedelta) -> timedelta:
    """A rung of whole days before the due time, moved to the morning of that day or of the last business day before.

    Otherwise the reminder of the day before would come with the digest of the due day, or after a weekend too late.
    """
    if rung >= timedelta(0) or rung % DAY:
        return rung
    day = last_open_day((due_at + rung).astimezone(JST).date())
    return datetime.combine(day, MORNING, JST) - due_at
