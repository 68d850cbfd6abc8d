"""An incident before the law: its questions, the dates that run, the items of the notice, what was reported."""

from typing import Annotated, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Status
from pydantic import Field

from kokoroe.annex.law import Said
from kokoroe.annex.text import Text
from kokoroe.api.files import PDF, bytes_of
from kokoroe.api.forms import checked, schema_of, typed
from kokoroe.api.guards import seated
from kokoroe.api.problems import Problem, pointer
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import CREATED, DONE, Coded, From, Given, Moment, Told
from kokoroe.api.service import router as new_router
from kokoroe.api.texts import words
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.forms.law import AnswersForm, FilingForm
from kokoroe.duties.incidents.law import answering, filing, notifying, paper, showing
from kokoroe.duties.incidents.law.items import draft
from kokoroe.duties.incidents.law.words import unverified
from kokoroe.duties.incidents.models import Filing, Incident, StageReport
from kokoroe.duties.incidents.operations.incidents import ONE, incident_of
from kokoroe.duties.incidents.operations.reports import StageReportTold
from kokoroe.papers.handing_over import file_response
from kokoroe.submissions.drafting import DRAFT

router = new_router("law")

LAW = f"{ONE}/law"
Key = Annotated[str, Field(max_length=60)]
Count = Annotated[int, Field(ge=0, le=answering.MOST_PERSONS)]
Answer = Annotated[str, Field(max_length=20)] | Count | None
Words = Annotated[str, Field(max_length=answering.LONGEST_TEXT)]

FilingGiven = schema_of(FilingForm(), "FilingGiven")


class QuestionTold(Told):
    """A question. `answer`: yes, possible, no, or a number of persons; null while nobody knows."""

    key: str
    kind: str
    text: str
    help: str | None
    answer: str | int | None
    could_change: bool


class RuleTold(Told):
    """A rule with what it says here, which answers decided it, and which still could."""

    key: Annotated[str, From("finding.rule.key")]
    title: Annotated[str, From("finding.rule.title")]
    citation: Annotated[str, From("finding.rule.citation")]
    verdict: Annotated[str, From("finding.verdict")]
    verdict_words: Annotated[str, From("word")]
    decided: list[str]
    open: list[str]


class FilingTold(Told):
    """A report to the authority, or to the persons, that was recorded."""

    id: int
    clock: str
    made_at: Moment
    reference: str
    note: str
    party: str
    recorded_at: Moment


class StatutoryDateTold(Told):
    """A statutory date. `provisional`: it runs if the rule applies; `may_file`: this seat may record it as met."""

    key: Annotated[str, From("running.key")]
    label: Annotated[str, From("running.clock.label")]
    whose: str
    due_at: Annotated[Moment | None, From("running.due_at")]
    due_words: Annotated[str, From("due")]
    counting: str | None
    standing_words: Annotated[str, From("word")]
    provisional: Annotated[bool, From("running.provisional")]
    may_file: bool
    filings: list[FilingTold]


class ItemTold(Told):
    """An item of the notice. `written`: somebody wrote it; else it comes from the incident's own record."""

    key: Annotated[str, From("item.key")]
    label: Annotated[str, From("item.label")]
    text: str
    written: bool


class LawTold(Told):
    """The incident before the law. `edit` names the items as they stand."""

    verdict: str
    says: str
    concerned: bool
    questions: list[QuestionTold]
    note: str
    rules: list[RuleTold]
    dates: list[StatutoryDateTold]
    items: list[ItemTold]
    edit: int
    missing: str | None
    unverified: list[str]
    notices: list[StageReportTold]


class AnswersGiven(Given):
    """Answers by the questions' keys; they replace those before, and what is left out is not known."""

    answers: Annotated[dict[Key, Answer], Field(max_length=100)]
    note: Words = ""


class ItemsGiven(Given):
    """Texts by the items' keys; what is left out stays. `edit` is the one that was read."""

    edit: Annotated[int, Field(ge=0, le=2**31 - 1)]
    texts: Annotated[dict[Key, Words], Field(max_length=100)]


class NoticeGiven(Given):
    """The items' `edit` that is put in writing."""

    edit: Annotated[int, Field(ge=0, le=2**31 - 1)]


class CountGiven(Given):
    """The writing of a report that has arrived and stands for the notice."""

    writing: Annotated[int, Field(ge=1, le=2**53)]


@router.get(LAW, response=LawTold)
@seated("incidents", Text("法令の確認", "The incident before the law"))
def incident_law(request: ApiRequest, seat: Seat, number: str) -> dict[str, Any]:
    """Questions and answers, what the rules say, the dates that run, the items of the notice."""
    return law_as_json(request, seat, incident_of(request, seat, number))


@router.put(f"{LAW}/answers", response=LawTold)
@seated("incidents", Text("法令の確認の問いに答える", "Answer the law’s questions"), scope="write")
def incident_law_answer(request: ApiRequest, seat: Seat, number: str, given: AnswersGiven) -> dict[str, Any]:
    """A version of its own. For who prepares, receives or decides."""
    incident = incident_of(request, seat, number)
    found, _items, _edit = draft(incident)
    unknown = [key for key in given.answers if key not in found.law.by_key]
    refuse_unknown("answers", unknown)
    data = {f"law-{key}": "" if value is None else str(value) for key, value in given.answers.items()}
    form = AnswersForm(
        {**data, "law-note": given.note}, law=found.law, answers=found.answers, could_change=(), note=""
    )
    checked(form, within=["answers"])
    answering.answer(
        seat=seat,
        incident=incident,
        answers=form.answers(),
        note=form.cleaned_data["note"],
        now=request.now,
    )
    return law_as_json(request, seat, incident_of(request, seat, number))


@router.patch(f"{LAW}/items", response=LawTold)
@seated("prepare", Text("通知の事項を書く", "Write the items of the notice"))
def incident_law_write(request: ApiRequest, seat: Seat, number: str, given: ItemsGiven) -> dict[str, Any]:
    """What only repeats the incident's own record is left to it."""
    incident = incident_of(request, seat, number)
    _found, items, _edit = draft(incident)
    refuse_unknown("texts", [key for key in given.texts if key not in {one.item.key for one in items}])
    texts = {
        one.item.key: given.texts.get(one.item.key, one.text if one.written else one.known) for one in items
    }
    kept = {one.item.key: texts[one.item.key] for one in items if texts[one.item.key] != one.known}
    answering.save_items(seat=seat, incident=incident, texts=kept, edit=given.edit, now=request.now)
    return law_as_json(request, seat, incident_of(request, seat, number))


@router.post(f"{LAW}/filings", response={CREATED: FilingTold})
@seated("incidents", Text("法定の報告を記録する", "Record a statutory report"), scope="write")
def incident_law_file(request: ApiRequest, seat: Seat, number: str, given: FilingGiven) -> Coded:
    """By the party that owes it. For who prepares, receives or decides."""
    incident = incident_of(request, seat, number)
    found = checked(FilingForm(typed(given)))
    return Status(CREATED, filing.file(seat=seat, incident=incident, now=request.now, **found))


@router.post(f"{LAW}/filings/{{int:pk}}/strike", response={DONE: None})
@seated("incidents", Text("法定の報告の記録を取り消す", "Strike a record"), scope="write")
def incident_law_strike(request: ApiRequest, seat: Seat, number: str, pk: int) -> Coded:
    """It stays on the ledger."""
    incident = incident_of(request, seat, number)
    row = get_object_or_404(Filing, pk=pk, incident=incident, struck_at=None)
    filing.strike(seat=seat, filing=row, now=request.now)
    return Status(DONE, None)


@router.post(f"{LAW}/counted", response=LawTold)
@seated("submit", Text("届いた報告を通知とみなす", "Let a report stand for the notice"))
def incident_law_count(request: ApiRequest, seat: Seat, number: str, given: CountGiven) -> dict[str, Any]:
    """It said what was known by then."""
    incident = incident_of(request, seat, number)
    rows = StageReport.objects.filter(incident=incident).select_related("submission")
    report = get_object_or_404(rows, submission=given.writing)
    filing.count_report(seat=seat, incident=incident, report=report, now=request.now)
    return law_as_json(request, seat, incident_of(request, seat, number))


@router.post(f"{LAW}/notices", response={CREATED: StageReportTold})
@seated("submit", Text("漏えい等を委託者に通知する", "Notify the client by law"))
def incident_law_submit(request: ApiRequest, seat: Seat, number: str, given: NoticeGiven) -> Coded:
    """The first notice, or a further one; it discharges the contractor once it has arrived."""
    incident = incident_of(request, seat, number)
    made = notifying.submit_notice(seat=seat, incident=incident, edit=given.edit, now=request.now)
    return Status(CREATED, StageReportTold.as_json(made))


@router.get(f"{LAW}/notice", openapi_extra=bytes_of(PDF))
@seated("incidents", Text("漏えい等の通知の下書き（PDF）", "The notice as a draft (PDF)"))
def incident_law_notice(request: ApiRequest, seat: Seat, number: str) -> HttpResponse:
    """As it would be submitted now."""
    incident = incident_of(request, seat, number)
    found, items, _edit = draft(incident)
    version = 1 + max((notice.version for notice in found.notices), default=0)
    content = paper.content_of(incident, found, items, version=version)
    cited = answering.clauses(seat.contract, request.now)
    pdf = paper.notice_pdf(seat.contract, content, clauses=cited, number="", now=request.now, mark=DRAFT)
    return file_response(pdf, PDF, f"{paper.TITLE}.pdf")


def refuse_unknown(place: str, keys: list[str]) -> None:
    """Raises Problem for keys that the law does not have."""
    if keys:
        sentence = Text("この項目はありません。", "There is no such item.")
        raise Problem(
            "invalid", errors=[{"pointer": pointer([place, key]), "detail": sentence} for key in keys]
        )


def law_as_json(request: ApiRequest, seat: Seat, incident: Incident) -> dict[str, Any]:
    """The look at the law as it is answered."""
    found, items, edit = draft(incident)
    dates = showing.date_rows(found, seat, request.now) if found.concerned else []
    return {
        "verdict": found.assessment.verdict.value,
        "says": words(found.assessment.why),
        "concerned": found.concerned,
        "questions": [
            QuestionTold.as_json(
                one,
                answer=answer_as_json(found.answers.get(one.key)),
                could_change=one.key in found.assessment.could_change,
            )
            for one in found.law.questions
        ],
        "note": found.check.note if found.check else "",
        "rules": [RuleTold.as_json(row) for row in showing.rule_rows(found)],
        "dates": [StatutoryDateTold.as_json(row) for row in dates],
        "items": [ItemTold.as_json(one) for one in items],
        "edit": edit,
        "missing": words(showing.missing(one.item.label for one in items if one.is_missing)),
        "unverified": [words(text) for text in unverified(found)],
        "notices": [StageReportTold.as_json(one) for one in found.notices],
    }


def answer_as_json(answer: Said | int | None) -> str | int | None:
    """An answer as it is sent."""
    return answer.value if isinstance(answer, Said) else answer
