"""A stage's report as PDF/A, made from its frozen content and the contract: the same paper can be made again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kokoroe.annex.days import date_in_japan
from kokoroe.clock.behind import UNCERTAIN
from kokoroe.contracts.models import Contract
from kokoroe.declare import Field
from kokoroe.duties.incidents.papers import tables
from kokoroe.duties.incidents.writing.content import (
    CERTAIN,
    POSSIBLE,
    Content,
    at,
    changes,
    content_of,
    read,
    tags,
)
from kokoroe.duties.incidents.writing.form import RESULT, Desk, fields_of, grown, values_of
from kokoroe.duties.incidents.writing.sequels import called_in, which_in
from kokoroe.fields.sections import sections as sections_of
from kokoroe.papers import data
from kokoroe.papers.compare import compare
from kokoroe.papers.data import ChangeRow, Letter, Work
from kokoroe.papers.file_names import file_name
from kokoroe.papers.moments import DRILL, moment, span
from kokoroe.papers.render import render
from kokoroe.papers.sections import Event, Section
from kokoroe.plan.paper import letter, officers
from kokoroe.submissions.actions import Attachment
from kokoroe.submissions.drafting import DRAFT
from kokoroe.submissions.heading import work_of


@dataclass(frozen=True, slots=True)
class ReportPaper:
    """A stage's report (第一報, 詳細報告, 是正処置案, 結果報告, 最終報): covering letter, then the report.

    One form for every stage; `sections` are numbered in the order given and decide what is in it (`sections.Section`;
    `papers.tables` has the tables that reports share). All moments are aware.

    `stage` is the report's name and heads its first page. `number` is the incident's (受付番号), `incident` what it is
    called. `due_at` is None where no time is set. `submitted_at` after `due_at` prints by how much, and `late_reason`.
    The due instant itself is in time. `next_report` names what comes next and `next_at` by when.

    A follow-up or a correction is a further `version` (2, 3, …) with `changes` against the one before, each from
    `kokoroe.papers.compare.compare`, `change_reason`, and the reports before it (`earlier`), a line each.
    `work.verb` is what the letter asks for (承認), or empty. `letter.body` replaces the letter's sentence,
    `letter.items` add to what stands under 記.
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
    earlier: tuple[str, ...] = ()

    def worked_out(self) -> Mapping[str, Any]:
        late = self.due_at is not None and self.submitted_at > self.due_at
        return {"late_by": span(self.submitted_at - self.due_at) if late and self.due_at else ""}


def report_pdf(
    contract: Contract,
    content: Content,
    *,
    verb: str,
    clauses: list[str],
    number: str,
    before: Content | None = None,
    now: datetime,
    mark: str = "",
) -> bytes:
    """The report as PDF/A-2b; `before` is the content of the version that it corrects.

    Raises:
        kokoroe.papers.render.PaperError: a character that no font has, or data that no page holds.
    """
    paper = report_paper(
        contract, content, verb=verb, clauses=clauses, number=number, before=before, now=now, mark=mark
    )
    return render("report", data.to_json(paper), now=now)


def draft_pdf(desk: Desk, *, now: datetime) -> bytes:
    """The report as it would be printed now, marked as a draft. Raises PaperError."""
    values = values_of(desk.incident)
    content = content_of(
        desk.incident,
        desk.stage,
        desk.found,
        sequel=desk.sequel,
        delay_reason=values.get(desk.form.delay, "") if desk.late else "",
        change_reason=values.get(desk.form.change, "") if desk.before is not None else "",
    )
    return report_pdf(
        desk.incident.contract,
        content,
        verb=desk.stage.duty.verb,
        clauses=[desk.stage.duty.clause],
        number="",
        before=read(desk.before.submission) if desk.before is not None else None,
        now=now,
        mark=DRAFT,
    )


def report_paper(
    contract: Contract,
    content: Content,
    *,
    verb: str,
    clauses: list[str],
    number: str,
    before: Content | None = None,
    now: datetime,
    mark: str = "",
    officer: Content | None = None,
) -> ReportPaper:
    """The report's pages; `officer` is the plan's content with its officer as of `now`, where it is known."""
    following = content["next"] or {}
    differing = changes(before, content) if before is not None else []
    return ReportPaper(
        letter=replace(
            letter(
                contract,
                title=title_of(content).removeprefix(DRILL),
                content=officer if officer is not None else officers(contract, now),
                number=number,
                enclosures=(f"{called_in(content)}（第{content['version']}版）",),
                now=now,
                mark=mark,
            ),
            drill=content["drill"],
        ),
        work=work_of(contract, verb=verb, clauses=clauses, now=now),
        stage=called_in(content),
        number=content["incident"],
        incident=content["title"],
        aware_at=datetime.fromisoformat(content["aware_at"]),
        submitted_at=now,
        sections=tuple(sections(content)),
        version=content["version"],
        due_at=at(content["due_at"]),
        late_reason=content["delay_reason"],
        next_report=following.get("name", ""),
        next_at=at(following.get("due_at")),
        changes=tuple(
            ChangeRow(change.item.ja, *compare(change.old.ja, change.new.ja)) for change in differing
        ),
        change_reason=content["change_reason"],
        earlier=tuple(earlier(content)),
    )


def earlier(content: Content) -> Iterator[str]:
    """The reports of the stage before this one, each with when it was made."""
    for one in content.get("sequel", {}).get("before", ()):
        further = which_in(one, one["version"]).ja.removeprefix("続報")
        name = (
            further.strip("（）") if one["further"] else f"第{one['sequence']}報{'の訂正' if further else ''}"
        )
        yield f"{name}　{moment(datetime.fromisoformat(one['at']))} 提出（{one['number']}）"


def title_of(content: Content) -> str:
    """What the writing is called; papers are in Japanese. A drill says so first."""
    further = "の訂正" if content["version"] > 1 and "sequel" not in content else ""
    mark = DRILL if content["drill"] else ""
    return f"{mark}情報セキュリティインシデント{called_in(content)}{further}について"


def attachment(content: Content, pdf: bytes, *, now: datetime) -> Attachment:
    """The PDF as it goes with the submission, under a name that says what it is."""
    return Attachment(kind="submission", filename=name_of_file(content, now=now), content=pdf)


def name_of_file(content: Content, *, now: datetime) -> str:
    """20261120_訓練-第一報-2026-003_第1版.pdf."""
    drill = "訓練-" if content["drill"] else ""
    title = f"{drill}{content['name']}-{content['incident']}"
    return file_name(date_in_japan(now), title, f"第{content['version']}版")


def sections(content: Content) -> Iterator[Section]:
    """The report's sections in the form's order, with the tables where they belong."""
    occurred = at(content["occurred_at"])
    aware = moment(datetime.fromisoformat(content["aware_at"]))
    uncertain = f"（{UNCERTAIN.ja}：報告を受けた時、サーバーの時計を確かめられませんでした）"
    yield Section("知った日時", f"{aware}{uncertain if content.get('time_uncertain') else ''}")
    yield Section("発生日時（推定）", moment(occurred) if occurred else "", pending=occurred is None)
    yield Section("可能性・確定", (POSSIBLE if content["possibility"] else CERTAIN).ja)
    if besides := tags(content).ja:
        yield Section("該当する事項", besides)
    settled = grown(content["subject"]) == RESULT
    for field in fields_of(content["subject"]):
        if field.key == "cause" and content["timeline"]:
            yield Section("経過", timeline=tuple(events(content["timeline"])))
        if field.key == "evidence":
            yield _evidence(content, field)
        elif field.key == "plan":
            yield _plan(content, field)
        elif field.key == "first_aid":
            yield _first_aid(content, field)
            yield _structure(content)
        else:
            yield from sections_of([field], content["fields"], settled=settled)


def _first_aid(content: Content, field: Field) -> Section:
    entries = tuple(
        f"{moment(datetime.fromisoformat(row['at']))}　{row['what']}" for row in content["measures"]
    )
    return Section(field.label.ja, content["fields"].get(field.key, ""), entries=entries)


def _structure(content: Content) -> Section:
    rows = content["responders"]
    if not rows:
        return Section("緊急対応体制", "設置の記録はまだありません。")
    since = min(datetime.fromisoformat(row["since"]) for row in rows)
    people = [tables.Responder(row["role"], row["name"], row["phone"]) for row in rows]
    return Section("緊急対応体制", f"{moment(since)} 設置", table=tables.responders(people))


def events(rows: Iterable[Content]) -> Iterator[Event]:
    """A content's 経過 as a paper prints it."""
    for row in rows:
        when, recorded = datetime.fromisoformat(row["at"]), at(row["recorded_at"])
        yield Event(when, row["what"], row["who"], recorded_at=recorded, link=row["link"])


def exhibits(rows: Iterable[Content]) -> Iterator[tables.EvidenceFile]:
    """A content's 証拠, each with who held it."""
    for row in rows:
        custody = "\n".join(
            f"{one['holder']}{'（' + one['place'] + '）' if one['place'] else ''}" for one in row["custody"]
        )
        yield tables.EvidenceFile(row["name"], row["sha256"], custody, at(row["at"]))


def _evidence(content: Content, field: Field) -> Section:
    rows = list(exhibits(content["files"]))
    text = content["fields"].get(field.key, "")
    return Section(field.label.ja, text, table=tables.evidence(rows) if rows else None)


def _plan(content: Content, field: Field) -> Section:
    rows = [
        tables.Measure(
            "\n".join(filter(None, (row["what"], row["result"]))),
            "恒久" if row["permanent"] else "暫定",
            row["owner"],
            at(row["due_at"]),
            at(row["done_at"]),
        )
        for row in content["tasks"]
    ]
    text = content["fields"].get(field.key, "")
    return Section(field.label.ja, text, table=tables.measures(rows) if rows else None)
