"""What happened, in a vocabulary that knows no clause: the only thing `evaluate` reads besides the pack.

A fact is an act of the past. What it arranges for later (a date of effect, a last day) stands in its own
fields, so a fact that has not happened yet never counts. Identifiers (`ref`, `of`, `person`) are opaque; they only
say which facts speak of the same thing. `history.Facts` collects facts.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from kokoroe.annex.pack import Party
from kokoroe.annex.state import State
from kokoroe.annex.text import Text


@dataclass(frozen=True, slots=True)
class Evidence:
    """What proves a fact: what to call it, and an opaque key that the web layer turns into a link."""

    label: Text
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Both times are aware. `subject` is a word of `kokoroe.packs.subjects`; `ref` names the thing itself."""

    happened_at: datetime
    recorded_at: datetime
    subject: str
    ref: str = ""
    evidence: tuple[Evidence, ...] = ()
    day_only: bool = False
    """Nobody recorded the time: `happened_at` says where it stands in the order, and of it the JST day alone counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched(Fact):
    """From here on kokoroe has a source of facts for the subject; `training` covers `training:security`."""


class ContractDate(StrEnum):
    """The five dates of a contract."""

    SIGNED = "signed"
    STARTS = "starts"
    ENDS = "ends"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Movable(Fact):
    """A record that times are counted from. A later one of the same thing moves them, and is a *move*.

    `moves.read_moves` tells which of several records stands.
    """

    by: Party | None = None
    """The party that recorded it alone; None where both did, or nobody need agree."""
    move: str = ""
    """What a `MoveAnswered` calls this record."""
    told_at: datetime | None = None
    """When the first of the other party was told of it."""
    unasked: bool = False
    """Nobody of the other party could be asked: it counts, unconfirmed, until they answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DateSet(Movable):
    """A date of the contract was set, moved or (None) taken back. The latest recorded one that stands counts."""

    subject: str = "contract"
    name: ContractDate
    on: date | None
    opens: bool = False
    """The contract was opened with it: it counts at once, and is confirmed with the contract."""


class MoveAnswer(StrEnum):
    """What became of a move that one party recorded alone."""

    AGREED = "agreed"
    RECORDED = "recorded"
    """The mover says so, with a paper: it counts, until the other party contests it."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveAnswered(Fact):
    """The other party's word on the move `of`; the last one counts."""

    subject: str = "move"
    of: str
    answer: MoveAnswer


class Step(StrEnum):
    """What can happen to a writing, in the order it usually does."""

    DRAFTED = "drafted"
    """Begun, and not in writing yet: nothing to anybody but the side that writes it."""
    PREPARED = "prepared"
    """Made final by its maker, without anybody's acceptance (整備)."""
    SENT = "sent"
    """Submitted where only arrival counts, and not with the other party yet."""
    SUBMITTED = "submitted"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    """Taken back by its maker, or a consent taken back by its giver."""
    CONTESTED = "contested"
    """Whoever is said to have answered it says that the answer recorded in their name is none of theirs."""
    CONFIRMED = "confirmed"
    """They stand by that answer, also after they had contested it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stepped(Fact):
    """The writing `ref` took a step. The fields below hold for the writing as of this step."""

    step: Step
    verb: str = ""
    """The annex's own word for the decision: 了承, 承認 …"""
    covers: frozenset[str] = frozenset()
    """The content items it holds, such as `officer` or `roster`; empty means as before."""
    amends: str = ""
    """The writing in force that it would change; empty for a first one."""
    of: str = ""
    """The occurrence it answers."""
    effective_on: date | None = None
    """In force from the beginning of this JST day, or from its acceptance if that comes later."""
    valid_until: date | None = None
    """A consent's last day."""
    period: str = ""
    """For periodic reports, the first day of what it reports on, as 2026-10-01."""
    reason: str = ""
    """Why it comes late, in the parties' words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engaged(Fact):
    """`person` stands on the roster of the writing `ref`, so is engaged while that writing is in force."""

    subject: str = "plan"
    person: str
    role: str = ""
    """The content item that the person fills by being there, such as `officer`."""
    since: datetime
    """The first instant of the first day, if the roster names one; else any moment before."""
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurred(Movable):
    """Something came up that calls for answers: an incident, a request, an asset received.

    A later one with the same `ref` corrects it; as a move, where it says `by` whom alone.
    It has ended when the last `Done` of the same subject that says so
    (`Act.CLOSED`, `DISMISSED` or `MERGED`) was not followed by `Act.OPENED`.
    """

    name: Text | None = None
    """What to call it where there are several."""
    aware_at: datetime | None = None
    """When somebody of the contractor's came to know of it; `happened_at` when empty."""
    company_at: datetime | None = None
    """When those in charge for the contractor came to know of it; with the first who knew when empty."""
    possibility: bool = False
    """Only a possibility was recognised so far."""
    tags: frozenset[str] = frozenset()
    due_at: datetime | None = None
    """A time that came with it, such as the one a request names."""
    under: str = ""
    """The consent it relies on."""


class Act(StrEnum):
    """What a `Done` did to what it answers."""

    DONE = "done"
    OPENED = "opened"
    AGREED = "agreed"
    CLOSED = "closed"
    """Over: what it called for is still owed."""
    DISMISSED = "dismissed"
    """It was nothing after all: what had not fallen due by then is not owed."""
    MERGED = "merged"
    """It goes on as another, which asks for all of it."""
    PLACED = "placed"
    """Someone named has it in keeping."""
    RETURNED = "returned"
    ERASED = "erased"
    DISPOSED = "disposed"
    CONFIRMED = "confirmed"
    TOLD = "told"
    """Said by word of mouth, such as on the telephone; the other party confirms it under the same `ref`."""
    MET = "met"
    PARTLY = "partly"
    UNMET = "unmet"
    INAPPLICABLE = "inapplicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done(Fact):
    """A person did what a duty asks: a training, an emergency measure, an answer to a checklist item."""

    act: Act = Act.DONE
    of: str = ""
    """The occurrence, asset, checklist item or document version it answers."""
    person: str = ""
    """Who did it, or who was trained."""
    due_on: date | None = None
    """For a gap: the day by which its improvement is planned."""
    valid_until: date | None = None
    """The last day it counts, where the record itself says so."""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breached(Fact):
    """Something was done that must not be. `cured=True` with the same `ref` says that it was put right."""

    what: Text
    cured: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed(Fact):
    """The parties agreed on a term: a reading's option, a house rule on or off, a target for 直ちに.

    `key` is the key of the reading or house rule, or the duty's id for a target.
    """

    subject: str = "terms"
    key: str
    value: str | bool | timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing(Fact):
    """How the contract below (`ref`) stands by its own evaluation; `topic` is empty for the whole of it."""

    subject: str = "subcontract"
    topic: str = ""
    state: State
    due_at: datetime | None = None
    """By when it was owed, where something is late."""
    asked: bool = True
    """Whether somebody is still asked for what is late: a contract that ended asks nobody."""
    changes_at: datetime | None = None
