"""The papers that go out while an incident runs: the report of each stage, and the notice under the privacy act."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kokoroe.papers.data import ChangeRow, Letter, Work
from kokoroe.papers.moments import span
from kokoroe.papers.sections import Section


@dataclass(frozen=True, slots=True)
class ReportPaper:
    """A stage's report (第一報, 詳細報告, 是正処置案, 結果報告, 最終報): covering letter, then the report.

    One form for every stage; `sections` are numbered in the order given and decide what is in it (`sections.Section`;
    `tables` has the tables that reports share). All moments are aware.

    `stage` is the report's name and heads its first page. `number` is the incident's (受付番号), `incident` what it is
    called. `due_at` is None where no time is set. `submitted_at` after `due_at` prints by how much, and `late_reason`.
    The due instant itself is in time. `next_report` names what comes next and `next_at` by when.

    A correction is a further `version` (2, 3, …) with `changes` against the one before, each from
    `kokoroe.papers.compare.compare`, and `change_reason`. `work.verb` is what the letter asks for (承認), or empty.
    `letter.body` replaces the letter's sentence, `letter.items` add to what stands under 記.
    """

    letter: Letter
    work: Work
    stage: str
    number: str
    incident: str
    aware_at: datetime
    submitted_at: datetime
    sections: tuple[Section, ...]
    version: int = 1
    due_at: datetime | None = None
    late_reason: str = ""
    next_report: str = ""
    next_at: datetime | None = None
    changes: tuple[ChangeRow, ...] = ()
    change_reason: str = ""

    def worked_out(self) -> Mapping[str, Any]:
        late = self.due_at is not None and self.submitted_at > self.due_at
        return {"late_by": span(self.submitted_at - self.due_at) if late and self.due_at else ""}


@dataclass(frozen=True, slots=True)
class StatutoryItem:
    """One of the nine items. `known` False prints 未確定, with what is known so far if there is a text."""

    label: str
    text: str = ""
    known: bool = True


@dataclass(frozen=True, slots=True)
class StatutoryDate:
    """A date of the law that runs: whose duty (委託者, 受託者), until when, how it was counted."""

    label: str
    due: date | datetime
    whose: str = ""
    counting: str = ""


@dataclass(frozen=True, slots=True)
class Test:
    """A test question of the privacy rules with its answer (該当する, 該当しない, 調査中) and why."""

    __test__ = False  # not one of pytest's

    question: str
    answer: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StatutoryNotice:
    """個人情報の漏えい等の通知: from the contractor to the party that entrusted the data, instead of an own report.

    `act` and `rule` are cited as given (個人情報の保護に関する法律第26条第1項ただし書; 同法施行規則第9条).
    `authority` is to whom the contractor would have had to report. `released` False leaves out that the notice stands
    for the contractor's own report (no such release, or a report made jointly).
    `items` are the nine in the law's order; `tests` say why it is a case of the law. `stage` is 速報 or 確報.
    """

    letter: Letter
    work: Work
    number: str
    incident: str
    aware_at: datetime
    act: str
    rule: str
    items: tuple[StatutoryItem, ...]
    stage: str = ""
    version: int = 1
    authority: str = "個人情報保護委員会"
    released: bool = True
    tests: tuple[Test, ...] = ()
    dates: tuple[StatutoryDate, ...] = ()
    notes: tuple[str, ...] = ()

    def worked_out(self) -> Mapping[str, Any]:
        return {"unknown": [item.label for item in self.items if not item.known]}
