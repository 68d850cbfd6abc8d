"""What `evaluate` says about a duty at a moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from kokoroe.annex.facts import Evidence
from kokoroe.annex.pack import DutyType, Party, Timing
from kokoroe.annex.state import State
from kokoroe.annex.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How one duty stands. All times are aware."""

    clause: str
    duty: str
    type: DutyType
    timing: Timing
    state: State
    since: datetime | None = None
    due_at: datetime | None = None
    """The last instant that is in time."""
    runs_from: datetime | None = None
    """What the due time is counted from, where that is known."""
    late_by: timedelta | None = None
    """How late it was done. For what is still open, ask `lateness`: it grows with the clock."""
    changes_at: datetime | None = None
    """The earliest later instant at which this answer can change by time alone."""
    reason: Text
    """One sentence: why."""
    evidence: tuple[Evidence, ...] = ()
    next_step: Text | None = None
    owner: Party | None = None
    """Whose the next step is."""
    about: str = ""
    """The occurrence that it speaks of, by its `ref`, where the duty is owed for each of several."""
    each: tuple["Answer", ...] = ()
    """Where it is owed for several occurrences: the answer about each, of which this one is the gravest."""

    def lateness(self, now: datetime) -> timedelta | None:
        """How late it was done, or how late it is by `now` while it is open."""
        if self.state is State.LATE and self.due_at is not None:
            return now - self.due_at
        return self.late_by
