"""What stays of an incident: the minutes of the consultation, and the report book with everything in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kokoroe.duties.incidents.papers.reports import ReportPaper
from kokoroe.duties.incidents.papers.tables import (
    Decided,
    Delivery,
    EvidenceFile,
    decisions,
    deliveries,
    evidence,
)
from kokoroe.papers.data import Letter, Work
from kokoroe.papers.moments import narrow_moment, span
from kokoroe.papers.sections import Event, Section, by_day


@dataclass(frozen=True, slots=True)
class Attendee:
    """Someone who took part in a consultation, for which party (委託者, 受託者)."""

    party: str
    name: str
    post: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """What was consulted on: what was asked, what was agreed by whom and when.

    `subject` is its kind (業務の停止, 損害賠償, その他). With `agreed` empty it prints as still open. `due` is until
    when what was agreed is to be done.
    """

    subject: str
    asked: str
    asked_by: str = ""
    agreed: str = ""
    agreed_by: str = ""
    agreed_at: date | datetime | None = None
    due: date | datetime | None = None


@dataclass(frozen=True, slots=True)
class Minutes:
    """The minutes (協議録) of one consultation. Moments are aware; `place` may be a means (Web会議, 電話)."""

    held_at: datetime
    place: str
    attendees: tuple[Attendee, ...]
    topics: tuple[Topic, ...]
    ended_at: datetime | None = None
    recorded_by: str = ""
    open_points: tuple[str, ...] = ()
    notes: str = ""


@dataclass(frozen=True, slots=True)
class ConsultationPaper:
    """協議録: the minutes with a covering letter. `work.verb` is what the letter asks for (確認), or empty."""

    letter: Letter
    work: Work
    number: str
    incident: str
    minutes: Minutes


@dataclass(frozen=True, slots=True)
class StageRow:
    """How a stage went: `met_at` when it was answered, None while it is not; `answered_by` names by what (承認).

    `note` says why there is nothing to meet (誤報のため終結). A stage met after `due_at` prints by how much.
    """

    title: str
    due_at: datetime | None = None
    met_at: datetime | None = None
    late_reason: str = ""
    answered_by: str = ""
    note: str = ""

    def worked_out(self) -> Mapping[str, Any]:
        late = self.due_at is not None and self.met_at is not None and self.met_at > self.due_at
        return {
            "due": narrow_moment(self.due_at) if self.due_at else "",
            "met": narrow_moment(self.met_at) if self.met_at else "",
            "late_by": span(self.met_at - self.due_at) if late and self.met_at and self.due_at else "",
        }


@dataclass(frozen=True, slots=True)
class ReportBook:
    """インシデント報告書綴: everything about one incident in one paper, with a cover and contents instead of a letter.

    Of `letter`, the title, number, day, sender, mark, drill and checkpoint are used. `reports` are printed in full, in
    the order given, without their letters. `figures` are label and value (第一報まで, 48分), and so is `ledger`, the
    checkpoint in full (件数, ルート, 署名). A part with nothing in it says so.
    """

    letter: Letter
    work: Work
    number: str
    incident: str
    aware_at: datetime
    closed_at: datetime | None = None
    summary: str = ""
    outcome: str = ""
    figures: tuple[tuple[str, str], ...] = ()
    stages: tuple[StageRow, ...] = ()
    timeline: tuple[Event, ...] = ()
    reports: tuple[ReportPaper, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    decisions: tuple[Decided, ...] = ()
    consultations: tuple[Minutes, ...] = ()
    evidence: tuple[EvidenceFile, ...] = ()
    law: tuple[Section, ...] = ()
    lessons: tuple[Section, ...] = ()
    ledger: tuple[tuple[str, str], ...] = ()

    def worked_out(self) -> Mapping[str, Any]:
        return {
            "timeline": by_day(self.timeline),
            "deliveries": deliveries(self.deliveries),
            "decisions": decisions(self.decisions),
            "evidence": evidence(self.evidence),
        }
