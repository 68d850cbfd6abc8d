"""What a rule may look at when it judges a duty, and what it says."""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from kokoroe.annex.days import (
    NO_TIME,
    TICK,
    Anchor,
    Deadline,
    date_in_japan,
    due_from_day,
    due_from_instant,
    end_of_day,
    spoken,
    spoken_span,
    start_of_day,
)
from kokoroe.annex.facts import Act, ContractDate, Done, Engaged, Evidence, Step, Stepped, Watched
from kokoroe.annex.history import Facts
from kokoroe.annex.pack import Duty, Pack, Party
from kokoroe.annex.roster import Roster, Tenure, read_roster, read_tenures
from kokoroe.annex.state import State
from kokoroe.annex.terms import Terms
from kokoroe.annex.text import Text, say
from kokoroe.annex.writing import Writing, open_writing, read_drafts, read_writings, versions

NOTHING = Text(ja="", en="")
ENDINGS = frozenset({Act.CLOSED, Act.DISMISSED, Act.MERGED})


@dataclass(frozen=True, slots=True)
class Draft:
    """What a draft makes of the next step, for those alone who write it: its words, and where it lies."""

    next_step: Text
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule found; `evaluate` makes the answer of it."""

    state: State
    reason: Text
    since: datetime | None = None
    due_at: datetime | None = None
    runs_from: datetime | None = None
    late_by: timedelta | None = None
    changes_at: datetime | None = None
    evidence: tuple[Evidence, ...] = ()
    next_step: Text | None = None
    owner: Party | None = None
    about: str = ""
    """The occurrence that it speaks of, where there are several."""
    each: tuple["Finding", ...] = ()
    """The findings about each occurrence, where there are several."""
    goes_on: bool = False
    """Whether some of it falls due after the contract's end, and is owed then."""
    draft: Draft | None = None
    day_only: bool = False
    """Of `since` only the day is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When something falls due. Without `at`, a word has no agreed number yet or the day is not known."""

    at: datetime | None = None
    runs_from: datetime | None = None
    """From when it is owed; for a word without a number, all that is known."""
    word: Text | None = None
    ends_at: datetime | None = None
    """For a word without a number: the contract's end, after which nothing is done 直ちに any more."""

    def late_by(self, moment: datetime, *, day_only: bool = False) -> timedelta | None:
        """How late `moment` is; None when it is in time or nothing says so.

        Of a day without a time it is what is sure: late only if none of the day was in time, and then by its beginning.
        """
        first = start_of_day(date_in_japan(moment)) if day_only else moment
        return first - self.at if self.at is not None and first > self.at else None

    def is_open(self, moment: datetime, *, day_only: bool) -> bool:
        """Whether the due time lies within a day of which only the day is known: nobody can say which came first."""
        if self.at is None or not day_only:
            return False
        day = date_in_japan(moment)
        return start_of_day(day) <= self.at < end_of_day(day)


@dataclass(frozen=True, slots=True)
class Phase:
    """What time alone makes of something still open."""

    state: State
    since: datetime | None = None
    changes_at: datetime | None = None


def phase(due: Due, warn: timedelta, at: datetime) -> Phase:
    """Preparing, then due soon from `warn` before the due instant, then late after it."""
    if due.at is None:
        return unnumbered(due, at)
    if at > due.at:
        return Phase(State.LATE, since=due.at)
    warned = due.at - warn
    if at >= warned:
        return Phase(State.DUE_SOON, since=warned, changes_at=due.at + TICK)
    return Phase(State.PREPARING, changes_at=warned)


def unnumbered(due: Due, at: datetime) -> Phase:
    """Due soon from when a word without a number is owed, and late only once the contract is over."""
    if due.ends_at is not None and at > due.ends_at:
        return Phase(State.LATE, since=due.ends_at)
    over = None if due.ends_at is None else due.ends_at + TICK
    if due.word is None or due.runs_from is None:
        return Phase(State.PREPARING, changes_at=over)
    if at < due.runs_from:
        return Phase(State.PREPARING, changes_at=earliest((due.runs_from, over)))
    return Phase(State.DUE_SOON, since=due.runs_from, changes_at=over)


def due_note(due: Due, state: State) -> Text:
    """The due time in brackets, as a sentence ends with it."""
    if due.at is None:
        if state is State.LATE:
            return say("（契約が終わるまでに行われませんでした）", " (not done before the contract ended)")
        if due.word is None:
            return say("（期限の基準日が未定）", " (the day it is counted from is not set)")
        return say("（{word}：数値の合意はありません）", " ({word}: no number agreed)", word=due.word)
    when = spoken(due.at)
    if due.word is not None:
        return say(
            "（{word}：合意した目標は{when}）", " ({word}: agreed target {when})", word=due.word, when=when
        )
    if state is State.LATE:
        return say("（期限の{when}を過ぎています）", " (it was due {when})", when=when)
    return say("（期限は{when}）", " (due {when})", when=when)


def late_note(late_by: timedelta | None, reason: str, *, day_only: bool = False) -> Text:
    """How late it was, and why, in brackets; nothing when it was in time. `day_only`: by so much at the least."""
    if late_by is None:
        return NOTHING
    span = spoken_span(late_by)
    if day_only:
        span = say("少なくとも{span}", "at least {span}", span=span)
    if reason:
        return say(
            "（期限より{span}遅れ、理由：{why}）", " ({span} late, because: {why})", span=span, why=reason
        )
    return say("（期限より{span}遅れ）", " ({span} late)", span=span)


def untimed(finding: Finding, duty: Duty, due: Due, *, day: datetime, done: Text) -> Finding:
    """A finding that is met by what was done on a day without a time, where the due time lies in that very day.

    It is neither said to be in time nor late; the next step is to give the time.
    """
    assert due.at is not None, "it is due within the day"
    return replace(
        finding,
        late_by=None,
        reason=say(
            "{day}に{done}ました{none}。期限の{due}に間に合ったかどうかは分かりません。",
            "{done} on {day}{none}; whether that was by {due} cannot be said.",
            day=spoken(day, day_only=True),
            done=done,
            none=NO_TIME,
            due=spoken(due.at),
        ),
        next_step=say("その時刻を記録する", "Record at what time it was"),
        owner=duty.debtor,
    )


def unwatched(due: Due | None = None, at: datetime | None = None) -> Finding:
    """The finding for what kokoroe has no source of facts for; when it falls due may be known all the same."""
    due = due or Due()
    if due.at is not None and at is not None and at > due.at:
        return Finding(
            state=State.UNVERIFIED,
            reason=say(
                "期限の{when}を過ぎましたが、確かめるための記録元がまだありません。",
                "It was due {when}; there is no source of facts for it yet.",
                when=spoken(due.at),
            ),
            due_at=due.at,
            runs_from=due.runs_from,
        )
    return Finding(
        state=State.UNVERIFIED,
        reason=say("確かめるための記録元がまだありません。", "There is no source of facts for it yet."),
        due_at=due.at,
        runs_from=due.runs_from,
        changes_at=None if due.at is None else due.at + TICK,
    )


def gravest(findings: Iterable[Finding]) -> Finding:
    """The one that needs a hand first, changing as early as any of them can. Raises ValueError for none."""
    findings = tuple(findings)
    first = max(findings, key=_gravity)
    changes = earliest(finding.changes_at for finding in findings)
    return first if changes == first.changes_at else replace(first, changes_at=changes)


def earliest(moments: Iterable[datetime | None]) -> datetime | None:
    """The earliest of those that are known."""
    return min((moment for moment in moments if moment is not None), default=None)


@dataclass(slots=True, kw_only=True)
class Scene:
    """One contract at one moment: the facts that had happened by `at`, and what the parties had agreed."""

    pack: Pack
    facts: Facts
    at: datetime
    dates: dict[ContractDate, date]
    terms: Terms
    holidays: Container[date]
    _writings: dict[str, tuple[Writing, ...]] = field(default_factory=dict)
    _drafts: dict[str, tuple[Writing, ...]] = field(default_factory=dict)
    _rosters: dict[tuple[str, Step], Roster] = field(default_factory=dict)

    def writings(self, subject: str) -> tuple[Writing, ...]:
        """The writings about a subject, read once. Drafts are none of them."""
        found = self._writings.get(subject)
        if found is None:
            found = self._writings[subject] = read_writings(self.facts.of(Stepped, subject))
        return found

    def draft(self, subject: str, *, of: str = "", period: str = "") -> Writing | None:
        """The draft under way about a subject: of what answers an occurrence, or reports on a period."""
        drafts = self._drafts.get(subject)
        if drafts is None:
            drafts = self._drafts[subject] = read_drafts(self.facts.of(Stepped, subject))
        return open_writing(one for one in drafts if of in ("", one.of) and period in ("", one.period))

    def roster(self, subject: str, settled_by: Step) -> Roster:
        """The people on the roster of a writing, read once."""
        found = self._rosters.get((subject, settled_by))
        if found is None:
            in_force = versions(self.writings(subject), settled_by)
            starts = self.dates.get(ContractDate.STARTS)
            work_starts = None if starts is None else start_of_day(starts)
            found = read_roster(in_force, self.facts.of(Engaged, subject), self.at, work_starts)
            self._rosters[subject, settled_by] = found
        return found

    def tenures(self, subject: str, ref: str) -> dict[str, Tenure]:
        """How those whom the version `ref` engages fill its roles, by the role."""
        engaged = [one for one in self.facts.of(Engaged, subject) if one.ref == ref]
        starts, last = self.dates.get(ContractDate.STARTS), self.end_day()
        return read_tenures(
            engaged,
            self.at,
            None if starts is None else start_of_day(starts),
            None if last is None else end_of_day(last),
        )

    def watched_since(self, subject: str) -> datetime | None:
        """Since when kokoroe has a source of facts for a subject, or for the family it belongs to."""
        family, _, _ = subject.partition(":")
        watches = self.facts.of(Watched, subject) + self.facts.of(Watched, family)
        return min((watch.happened_at for watch in watches), default=None)

    def end_day(self) -> date | None:
        """The day the contract ends: completed or cancelled once known, else the end of its period."""
        return end_day(self.dates)

    def never_begins(self) -> bool:
        """Whether the contract ends before its first day of work."""
        starts, last = self.dates.get(ContractDate.STARTS), self.end_day()
        if starts is None:
            return ContractDate.CANCELLED in self.dates and ContractDate.COMPLETED not in self.dates
        return last is not None and last < starts

    def ended(self, subject: str) -> dict[str, Done]:
        """What ended each occurrence of a subject, by its `ref`; one that was opened again has not ended."""
        last: dict[str, Done] = {}
        for done in self.facts.of(Done, subject):
            if done.act in ENDINGS or (done.act is Act.OPENED and done.of in last):
                last[done.of] = done
        return {of: done for of, done in last.items() if done.act in ENDINGS}

    def due(self, duty: Duty, deadline: Deadline, event: datetime | None = None) -> Due:
        """When `deadline` falls due; `event` is what it is counted from when that is no contract date."""
        runs_from = event
        if deadline.anchor is Anchor.EVENT:
            at = None if event is None else due_from_instant(deadline, event, self.holidays)
        else:
            anchor = deadline.anchor
            day = self.end_day() if anchor is Anchor.END else self.dates.get(ContractDate(anchor.value))
            at = None if day is None else due_from_day(deadline, day, self.holidays)
            runs_from = None if day is None else (end_of_day if anchor is Anchor.END else start_of_day)(day)
        target = None if deadline.word is None else self.terms.target(duty.id)
        if target is not None and runs_from is not None:
            at = runs_from + target
        ends_at = None
        if deadline.word is not None and deadline.anchor not in (Anchor.EVENT, Anchor.END):
            last = self.end_day()
            ends_at = None if last is None else end_of_day(last)
        return Due(at=at, runs_from=runs_from, word=deadline.word, ends_at=ends_at)

    def step_needed(self, settled_by: Step, accepted_if: str) -> Step:
        """How far a writing must come: acceptance counts where the annex or a house rule asks for it."""
        return Step.ACCEPTED if self.terms.on(accepted_if) else settled_by


Rule = Callable[[Duty, Scene], Finding]


def end_day(dates: dict[ContractDate, date]) -> date | None:
    """The day the contract ends: completed or cancelled once known, else the end of its period."""
    closed = [dates[name] for name in (ContractDate.COMPLETED, ContractDate.CANCELLED) if name in dates]
    return min(closed) if closed else dates.get(ContractDate.ENDS)


def _gravity(finding: Finding) -> tuple[int, bool, float]:
    """What is met is told by what lacks its time, else by the last of it; what is open by the first that is due."""
    if finding.state is State.MET:
        lacks = finding.next_step is not None
        return finding.state.severity, lacks, finding.since.timestamp() if finding.since else 0.0
    due = finding.due_at or finding.since
    return finding.state.severity, True, -due.timestamp() if due else float("-inf")
