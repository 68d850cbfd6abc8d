"""What `evaluate` says about a duty at a moment."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from kokoroe.annex.days import date_in_japan, spoken, spoken_span
from kokoroe.annex.facts import Evidence
from kokoroe.annex.moments import Moment
from kokoroe.annex.pack import DutyType, Party, Timing
from kokoroe.annex.scene import Draft
from kokoroe.annex.state import State
from kokoroe.annex.text import Text, say


@dataclass(frozen=True, slots=True)
class Stood:
    """What was late against a time that was moved afterwards. All times are aware."""

    due_at: datetime
    """The time that stood then."""
    late_by: timedelta
    """How late it was done; of what was still open, how late it was when the time was moved."""
    moved_at: datetime
    """From when the moved time counted."""
    about: str = ""
    """The occurrence that it speaks of, where the duty is owed for each of several."""

    @property
    def text(self) -> Text:
        """One sentence: how late it was, against which time, and that the time was moved."""
        return say(
            "{due}の期限には{span}遅れていました（期限は{moved}に変わりました）。",
            "It was {span} late against {due}; the time was moved on {moved}.",
            due=spoken(self.due_at),
            span=spoken_span(self.late_by),
            moved=spoken(self.moved_at),
        )


@dataclass(frozen=True, slots=True)
class RecordedLater:
    """後から記録: when it was recorded (aware), and how long after it had happened."""

    recorded_at: datetime
    delay: timedelta

    @property
    def text(self) -> Text:
        """One phrase: that it was recorded later, by how much, and when."""
        return say(
            "後から記録（{span}後の{at}）",
            "recorded later ({span} after, on {at})",
            span=spoken_span(self.delay),
            at=spoken(self.recorded_at),
        )


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
    day_only: bool = False
    """Of `since` only the day (JST) is known; nobody recorded the time."""
    stood: tuple[Stood, ...] = ()
    """What was late against times that were moved afterwards, the first due first: it stays said."""
    unconfirmed: bool = False
    """It would stand otherwise without a move that nobody but its maker says the other party agreed to."""
    recorded_later: RecordedLater | None = None
    """The greatest delay of what it rests on and was recorded on a later day; see `annex.recorded_later`."""
    draft: Draft | None = None
    """Its owner's own draft of it: nothing to the other party, and no part of how the duty stands."""

    @property
    def since_moment(self) -> Moment | None:
        """`since`, as exactly as it is known."""
        if self.since is None:
            return None
        return Moment(date_in_japan(self.since)) if self.day_only else Moment.of(self.since)

    @property
    def stood_against(self) -> datetime | None:
        """The first time against which it was late before it was moved; None where that never was."""
        return self.stood[0].due_at if self.stood else None

    def to_whom_drafts_it(self) -> Self:
        """The same as those see it who write the draft, if there is one: the next step goes on from it."""
        each = tuple(one.to_whom_drafts_it() for one in self.each)
        if self.draft is None or self.next_step is None:
            return replace(self, each=each) if each else self
        evidence = tuple(dict.fromkeys((*self.evidence, *self.draft.evidence)))
        return replace(self, next_step=self.draft.next_step, evidence=evidence, each=each)

    def lateness(self, now: datetime) -> timedelta | None:
        """How late it was done, or how late it is by `now` while it is open."""
        if self.state is State.LATE and self.due_at is not None:
            return now - self.due_at
        return self.late_by
