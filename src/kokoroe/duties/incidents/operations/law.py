"""An incident before the law: its questions, the dates that run, the items of the notice, what was reported."""

from collections.abc import Collection, Iterable
from typing import Annotated, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from pydantic import Field

from kokoroe.annex.law import Said
from kokoroe.annex.text import Text
from kokoroe.api.files import PDF, bytes_of
from kokoroe.api.guards import seated
from kokoroe.api.problems import Problem, pointer
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import CREATED, From, Given, Moment, Told
from kokoroe.api.service import router as new_router
from kokoroe.api.texts import words
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.operating import operate
from kokoroe.duties.incidents.law import paper, showing
from kokoroe.duties.incidents.law.answering import MOST_PERSONS, clauses, count_report
from kokoroe.duties.incidents.law.deeds import LAW as DEEDS
from kokoroe.duties.incidents.law.items import LONGEST_TEXT, draft
from kokoroe.duties.incidents.models import Incident, StageReport, incident_of
from kokoroe.duties.incidents.operations.incidents import ONE
from kokoroe.duties.incidents.operations.reports import StageReportTold
from kokoroe.packs import laws
from kokoroe.papers.handing_over import file_response

router = new_router("law")

LAW = f"{ONE}/law"
Key = Annotated[str, Field(max_length=60)]
Count = Annotated[int, Field(ge=0, le=MOST_PERSONS)]
Answer = Annotated[str, Field(max_length=20)] | Count | None
Words = Annotated[str, Field(max_length=LONGEST_TEXT)]


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
    """The incident before the law. `edit` names the items as they stand; its dates run from `known_at`."""

    verdict: str
    says: str
    concerned: bool
    known_at: Moment
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
    """Answers by the questions' keys; they replace those before, and what is left out is not known.

    `known_at`: since when the contractor knew of what has to be reported; without it since it knew of the incident.
    """

    answers: Annotated[dict[Key, Answer], Field(max_length=100)]
    known_at: Moment | None = None
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
    return law_as_json(request, seat, incident_of(seat, number, request.now))


def whole(request: ApiRequest, doing: Doing, _: object) -> dict[str, Any]:
    """The incident before the law, after what was done."""
    return law_as_json(request, doing.seat, incident_of(doing.seat, doing.key["number"], request.now))


def as_answers(_: ApiRequest, __: Doing, sent: dict[str, Any]) -> dict[str, Any]:
    """The answers as the form has them. Raises Problem for questions that the law does not ask."""
    refuse_unknown("answers", sent["answers"], laws.load().by_key)
    return {**sent.pop("answers"), **sent}


def as_items(_: ApiRequest, doing: Doing, sent: dict[str, Any]) -> dict[str, Any]:
    """All items as the form has them: what is left out stays. Raises Problem for items that the law does not have."""
    items = draft(doing.thing)[1]
    refuse_unknown("texts", sent["texts"], {one.item.key for one in items})
    return {"seen": sent["edit"], **{one.item.key: one.text for one in items}, **sent["texts"]}


operate(
    router, DEEDS["incident_law_answer"], "incident_law_answer", f"{LAW}/answers", method="put",
    given=AnswersGiven, sent=as_answers, at=lambda name: [name] if name == "note" else ["answers", name],
    response=LawTold, as_json=whole,
)  # fmt: skip
operate(
    router, DEEDS["incident_law_write"], "incident_law_write", f"{LAW}/items", method="patch",
    given=ItemsGiven, sent=as_items, at=lambda name: ["edit"] if name == "seen" else ["texts", name],
    response=LawTold, as_json=whole,
)  # fmt: skip
operate(
    router, DEEDS["incident_law_file"], "incident_law_file", f"{LAW}/filings",
    given="FilingGiven", response={CREATED: FilingTold},
)  # fmt: skip
operate(router, DEEDS["incident_law_strike"], "incident_law_strike", f"{LAW}/filings/{{int:pk}}/strike")
operate(
    router, DEEDS["incident_law_submit"], "incident_law_submit", f"{LAW}/notices", given=NoticeGiven,
    sent=lambda _, __, sent: {"seen": sent["edit"]}, at=lambda _: ["edit"], response={CREATED: StageReportTold},
)  # fmt: skip


@router.post(f"{LAW}/counted", response=LawTold)
@seated("submit", Text("届いた報告を通知とみなす", "Let a report stand for the notice"))
def incident_law_count(request: ApiRequest, seat: Seat, number: str, given: CountGiven) -> dict[str, Any]:
    """It said what was known by then."""
    incident = incident_of(seat, number, request.now)
    rows = StageReport.objects.filter(incident=incident).select_related("submission", "incident")
    report = get_object_or_404(rows, submission=given.writing)
    count_report(seat=seat, report=report, now=request.now)
    return law_as_json(request, seat, incident_of(seat, number, request.now))


@router.get(f"{LAW}/notice", openapi_extra=bytes_of(PDF))
@seated("incidents", Text("漏えい等の通知の下書き（PDF）", "The notice as a draft (PDF)"))
def incident_law_notice(request: ApiRequest, seat: Seat, number: str) -> HttpResponse:
    """As it would be submitted now."""
    incident = incident_of(seat, number, request.now)
    pdf = paper.draft_pdf(incident, clauses=clauses(seat.contract, request.now), now=request.now)
    return file_response(pdf, PDF, f"{paper.TITLE}.pdf")


def refuse_unknown(place: str, keys: Iterable[str], known: Collection[str]) -> None:
    """Raises Problem for keys that the law does not have."""
    sentence = Text("この項目はありません。", "There is no such item.")
    unknown = [{"pointer": pointer([place, key]), "detail": sentence} for key in keys if key not in known]
    if unknown:
        raise Problem("invalid", errors=unknown)


def law_as_json(request: ApiRequest, seat: Seat, incident: Incident) -> dict[str, Any]:
    """The look at the law as it is answered."""
    found, items, edit = draft(incident)
    dates = showing.date_rows(found, seat, request.now) if found.concerned else []
    return {
        "verdict": found.assessment.verdict.value,
        "says": words(found.assessment.why),
        "concerned": found.concerned,
        "known_at": found.known_at,
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
        "unverified": [words(text) for text in showing.unverified(found)],
        "notices": [StageReportTold.as_json(one) for one in found.notices],
    }


def answer_as_json(answer: Said | int | None) -> str | int | None:
    """An answer as it is sent."""
    return answer.value if isinstance(answer, Said) else answer
