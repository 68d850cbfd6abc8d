"""インシデント報告書綴: everything of an incident in one paper, for each party what it may see.

The contractor's copy has all that is on record. The client's has what was put before it: the reports as submitted,
when each arrived, what was decided, the timeline and the evidence of the latest report, the law and the lessons.
Drafts, and notes that were in no report, stay with the contractor.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from kokoroe.accounts.per_request import once_per_request
from kokoroe.annex.days import date_in_japan, spoken
from kokoroe.annex.state import State
from kokoroe.annex.statutory import Running
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents import chronicle
from kokoroe.duties.incidents.after.paper import PrintedMinutes, content_of, printed
from kokoroe.duties.incidents.chronicle import CLOSED, HOW
from kokoroe.duties.incidents.dossier import OnRecord, on_record, with_what_follows
from kokoroe.duties.incidents.kinds import KINDS
from kokoroe.duties.incidents.law.looking import Look, look
from kokoroe.duties.incidents.law.showing import rule_rows
from kokoroe.duties.incidents.models import Incident, StageReport
from kokoroe.duties.incidents.papers import tables
from kokoroe.duties.incidents.stages import Stage, reports_of
from kokoroe.duties.incidents.writing.content import Content, files, read, read_contents
from kokoroe.duties.incidents.writing.form import values_of
from kokoroe.duties.incidents.writing.paper import ReportPaper, events, exhibits, report_paper
from kokoroe.duties.incidents.writing.sequels import called_in
from kokoroe.duties.incidents.writing.submitting import FORM, NEWS
from kokoroe.ledger.checkpoints import latest_checkpoint
from kokoroe.papers import data
from kokoroe.papers.data import Letter, Work
from kokoroe.papers.file_names import file_name
from kokoroe.papers.moments import moment, narrow_moment, span
from kokoroe.papers.render import render
from kokoroe.papers.sections import Event, Section, by_day
from kokoroe.plan.paper import letter, officers_at
from kokoroe.submissions.heading import work_of

TITLE = "情報セキュリティインシデント報告書綴"
BEFORE_THE_CLIENT = frozenset(
    {"client-report", "aware", "amended", "writing", "arrived", "delivery", "closed"}
)
END = "終了"


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
    deliveries: tuple[tables.Delivery, ...] = ()
    decisions: tuple[tables.Decided, ...] = ()
    consultations: tuple[PrintedMinutes, ...] = ()
    evidence: tuple[tables.EvidenceFile, ...] = ()
    law: tuple[Section, ...] = ()
    lessons: tuple[Section, ...] = ()
    ledger: tuple[tuple[str, str], ...] = ()

    def worked_out(self) -> Mapping[str, Any]:
        return {
            "timeline": by_day(self.timeline),
            "deliveries": tables.deliveries(self.deliveries),
            "decisions": tables.decisions(self.decisions),
            "evidence": tables.evidence(self.evidence),
        }


def book_pdf(incident: Incident, *, seat: Seat, now: datetime) -> bytes:
    """The book as PDF/A-2b, the copy of the seat's party.

    Raises:
        kokoroe.papers.render.PaperError: a character that no font has, or data that no page holds.
    """
    return render("book", data.to_json(book(incident, party=seat.party, now=now)), now=now)


def book(incident: Incident, *, party: str, now: datetime) -> ReportBook:
    """The book's pages for `client` or `contractor`."""
    contract = incident.contract
    known = on_record(with_what_follows(incident), now)
    found = known.stages
    reports = [
        report
        for report in reports_of(incident)
        if report.submission.form == FORM and report.submission.standing != "withdrawn"
    ]
    read_contents(reports)
    said = {report.pk: read(report.submission) for report in reports}
    last = said[reports[-1].pk] if reports else None
    full = next((said[one.pk] for one in reversed(reports) if said[one.pk]["timeline"]), last)
    officer = officers_at(contract, [now, *(report.submission.created_at for report in reports)])
    closing, own = incident.closing, party == "contractor"
    values = values_of(incident) if own else dict(last["fields"]) if last else {}
    return ReportBook(
        letter=replace(
            letter(
                contract, title=TITLE, content=officer[now], number=incident.number, enclosures=(),
                now=now,
            ),
            drill=incident.drill,
        ),
        work=work_of(contract, verb="", clauses=[stage.duty.clause for stage in found], now=now),
        number=incident.number,
        incident=incident.title,
        aware_at=incident.awareness.first_at,
        closed_at=closing.at if closing else None,
        summary=values.get("what", ""),
        outcome=outcome(incident),
        figures=tuple(figures(incident, found, reports)),
        stages=tuple(stage_row(one, reports) for one in sorted(found, key=lambda one: one.is_met_by_closing)),
        timeline=tuple(timeline(incident, full, own=own)),
        reports=tuple(papers(incident, reports, said, officer)),
        deliveries=tuple(deliveries(known, reports)),
        decisions=tuple(decisions(reports)),
        consultations=tuple(consultations(incident)),
        evidence=tuple(exhibits(files(incident) if own else full["files"] if full else ())),
        law=tuple(law(incident)),
        lessons=tuple(lessons(incident)),
        ledger=tuple(ledger(incident)),
    )  # fmt: skip


def name_of_file(incident: Incident, *, now: datetime) -> str:
    """20261201_訓練-インシデント報告書綴-2026-T01.pdf."""
    drill = "訓練-" if incident.drill else ""
    return file_name(date_in_japan(now), f"{drill}インシデント報告書綴-{incident.number}")


def outcome(incident: Incident) -> str:
    """What kind of incident it was, and how it ended."""
    sure = "可能性" if incident.appraisal.possibility else "確定"
    kind = f"{KINDS[incident.kind].name.ja}（{sure}）"
    closing = incident.closing
    return f"{kind}　{CLOSED[closing.how].ja}" if closing else kind


def figures(
    incident: Incident, found: Sequence[Stage], reports: Sequence[StageReport]
) -> Iterator[tuple[str, str]]:
    """How long each report took from the awareness until it first arrived."""
    aware = incident.awareness.first_at
    for stage in found:
        arrived = [one.arrived_at for one in reports if one.stage == stage.key and one.arrived_at is not None]
        if arrived:
            yield f"{stage.name.ja}まで", span(max(min(arrived) - aware, timedelta(0)))


def stage_row(stage: Stage, reports: Sequence[StageReport]) -> StageRow:
    """How a stage went."""
    answer = stage.answer
    met = answer.since if answer.state is State.MET and not answer.day_only else None
    given = next((one.delay_reason for one in reports if one.stage == stage.key and one.delay_reason), "")
    return StageRow(
        title=END if stage.is_met_by_closing else stage.name.ja,
        due_at=answer.due_at,
        met_at=met,
        late_reason=(given or answer.reason.ja) if met and answer.late_by else "",
        answered_by=(stage.duty.verb or "到達") if met and stage.is_written else "",
        note=answer.reason.ja if answer.state is State.DORMANT or answer.day_only else "",
    )


def timeline(incident: Incident, full: Content | None, *, own: bool) -> Iterator[Event]:
    """経過. The client's has what its latest report told, and what was put before it since."""
    entries = chronicle.reported(incident)
    if own:
        yield from events_of(entries)
        return
    told = list(full["timeline"]) if full else []
    known = {(row["at"], row["what"]) for row in told}
    yield from events(told)
    before = [entry for entry in entries if entry.kind in BEFORE_THE_CLIENT]
    yield from events_of(one for one in before if (one.at.isoformat(), one.what.ja) not in known)


def papers(
    incident: Incident,
    reports: Sequence[StageReport],
    said: Mapping[int, Content],
    officer: Mapping[datetime, Content],
) -> Iterator[ReportPaper]:
    """The reports as they were submitted, in their order, each from who was the officer then."""
    before: dict[str, Content] = {}
    for report in reports:
        content = said[report.pk]
        yield report_paper(
            incident.contract,
            content,
            verb=report.submission.verb,
            clauses=report.submission.clauses,
            number=report.submission.number,
            before=before.get(report.stage),
            now=report.submission.created_at,
            officer=officer[report.submission.created_at],
        )
        before[report.stage] = content


def deliveries(known: OnRecord, reports: Sequence[StageReport]) -> Iterator[tables.Delivery]:
    """When each report reached whom of the client's, and by which way; calls and what was brought."""
    incident = known.incident
    refs = {str(report.submission_id): label(report) for report in reports}
    client = incident.contract.client_id
    rows = [
        tables.Delivery(refs[one.ref], one.account.person.name, "受信箱", one.at, one.seen_at)
        for one in known.notices
        if one.kind == NEWS
        and one.ref in refs
        and one.account is not None
        and one.account.person.organisation_id == client
    ]
    rows += [
        tables.Delivery(
            refs[one.ref], one.recipient_name, "メール" if one.channel == "email" else "連携先", one.sent_at
        )
        for one in known.messages
        if one.kind == NEWS and one.ref in refs and one.recipient_party == "client"
    ]
    by_report = {report.pk: label(report) for report in reports}
    rows += [
        tables.Delivery(
            by_report.get(one.report_id or 0, "（口頭）"), f"{one.who} → {one.whom}", HOW[one.how].ja, one.at
        )
        for one in incident.deliveries.all()
    ]
    far = incident.created_at + timedelta(days=36_500)
    yield from sorted(rows, key=lambda row: row.at or far)


def label(report: StageReport) -> str:
    """A report as the tables of the book name it."""
    content = read(report.submission)
    return f"{called_in(content)} 第{report.version}版"


def decisions(reports: Sequence[StageReport]) -> Iterator[tables.Decided]:
    """What the client decided, in its own words."""
    for report in reports:
        for step in report.submission.history:
            if step.name in {"accepted", "returned"}:
                yield tables.Decided(
                    label(report),
                    report.submission.verb if step.name == "accepted" else "差戻し",
                    step.moment.at or step.moment.day,
                    step.decider or step.by.person.name,
                    step.comment,
                )


def ledger(incident: Incident) -> Iterator[tuple[str, str]]:
    """The checkpoint under which all of it can be verified."""
    tree = incident.contract.tree
    seal = once_per_request(("checkpoint", tree.pk), lambda: latest_checkpoint(tree))
    if seal is not None:
        yield "件数", f"{seal.size}"
        yield "ルート", bytes(seal.root).hex()
        yield "検証点", seal.note.strip()


def events_of(entries: Iterable[chronicle.Entry]) -> Iterator[Event]:
    """Entries of the chronicle as a paper prints them."""
    for entry in entries:
        recorded = entry.recorded_at if entry.written_late else None
        yield Event(
            entry.at, entry.what.ja, entry.who, recorded_at=recorded, link=entry.link, day_only=entry.day_only
        )


def consultations(incident: Incident) -> Iterator[PrintedMinutes]:
    """協議: the minutes as they stand last, and all that were agreed before."""
    rows = list(incident.minutes.all())
    for row in rows:
        if row is rows[-1] or hasattr(row, "consent"):
            yield printed(incident.contract, content_of(row))


def law(incident: Incident) -> Iterator[Section]:
    """法令との関係: what the privacy rules say, and their dates, where personal information is concerned."""
    found = look(incident)
    if found.concerned:
        rules = tuple(f"{row.finding.rule.title.ja}: {row.word.ja}" for row in rule_rows(found))
        yield Section("漏えい等の該当性", entries=rules)
        dates = tuple(_date(incident, found, one) for one in found.running)
        yield Section("法定の報告・通知", entries=dates)
    stops = tuple(
        f"{moment(one.starts_at)}から{moment(one.ends_at) + 'まで' if one.ends_at else ''}　{one.scope}"
        for one in incident.suspensions.all()
    )
    if stops:
        yield Section("業務の中断", entries=stops)


def _date(incident: Incident, found: Look, one: Running) -> str:
    due = spoken(one.due_at).ja if one.due_at else one.clock.word.ja
    met = found.met.get(one.key)
    done = f"（{spoken(met).ja} 実施）" if met else "（他の者の報告による）" if one.released_at else ""
    whose = incident.contract.label(one.clock.debtor.value)
    return f"{one.clock.label.ja}（{whose}）: {due}{done}"


def lessons(incident: Incident) -> Iterator[Section]:
    """教訓, each side's in its own words."""
    rows = list(incident.lessons.all())
    for party in ("contractor", "client"):
        if entries := tuple(one.text for one in rows if one.party == party):
            yield Section(incident.contract.label(party), entries=entries)
