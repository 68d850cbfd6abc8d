"""What follows an incident: the consultation and its minutes, a suspension of the work, what was learnt."""

from typing import Annotated, Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Status
from pydantic import Field

from kokoroe.annex.text import Text
from kokoroe.api.files import PDF, bytes_of
from kokoroe.api.forms import checked, schema_of, typed
from kokoroe.api.guards import seated
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import Coded, From, Given, Moment, Told, When
from kokoroe.api.service import router as new_router
from kokoroe.api.texts import words
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.after import consulting, paper
from kokoroe.duties.incidents.after.consulting import minutes_of
from kokoroe.duties.incidents.after.form import LONGEST_LINE, LONGEST_TEXT, TOPICS
from kokoroe.duties.incidents.after.learning import learn
from kokoroe.duties.incidents.after.suspending import resume, suspend
from kokoroe.duties.incidents.forms.after import LessonForm, MinutesForm, SuspensionForm
from kokoroe.duties.incidents.models import Incident, Lesson, Minutes, Suspension
from kokoroe.duties.incidents.operations.incidents import ONE, incident_of
from kokoroe.papers.handing_over import file_response
from kokoroe.submissions.drafting import DRAFT

router = new_router("after")

CREATED, DONE = 201, 204
AFTER = f"{ONE}/after"
Words = Annotated[str, Field(max_length=LONGEST_TEXT)]

SuspensionGiven = schema_of(SuspensionForm(), "SuspensionGiven")
LessonGiven = schema_of(LessonForm(), "LessonGiven")


class TopicGiven(Given):
    """What was asked, and what was agreed."""

    asked: Words = ""
    agreed: Words = ""


class MinutesGiven(Given):
    """Minutes of a consultation. `seen`: the number of the version that was read, 0 for none."""

    seen: Annotated[int, Field(ge=0, le=2**31 - 1)]
    held_at: When
    means: Annotated[str, Field(max_length=LONGEST_LINE)] = ""
    attended_client: Words = ""
    attended_contractor: Words = ""
    suspension: TopicGiven = TopicGiven()
    damages: TopicGiven = TopicGiven()
    other: TopicGiven = TopicGiven()


class TopicTold(Told):
    """A topic with what was asked and agreed."""

    key: str
    subject: str
    asked: str
    agreed: str


class MinutesTold(Told):
    """Minutes as one side wrote them; agreed once the other side has confirmed them."""

    number: int
    held_at: Moment
    means: str
    attended: dict[str, str]
    topics: list[TopicTold]
    party: str
    by: Annotated[str, From("by.person.name")]
    recorded_at: Moment
    agreed_at: Moment | None
    writing: Annotated[int | None, From("submission_id")]


class SuspensionTold(Told):
    """A suspension of the work."""

    id: int
    basis: str
    scope: str
    told_by: str
    starts_at: Moment
    ends_at: Moment | None
    resumed_at: Moment | None


class LessonTold(Told):
    """What was learnt."""

    id: int
    text: str
    party: str
    by: Annotated[str, From("by.person.name")]
    recorded_at: Moment


class AfterTold(Told):
    """All that followed the incident; the last minutes count."""

    minutes: list[MinutesTold]
    suspensions: list[SuspensionTold]
    lessons: list[LessonTold]


@router.get(AFTER, response=AfterTold)
@seated("incidents", Text("インシデントのあと", "What follows an incident"))
def incident_after(request: ApiRequest, seat: Seat, number: str) -> dict[str, Any]:
    """Minutes, suspensions, lessons."""
    return told(incident_of(request, seat, number))


@router.post(f"{AFTER}/minutes", response={CREATED: AfterTold})
@seated("incidents", Text("協議の記録を書く", "Write minutes of a consultation"), scope="write")
def incident_minutes_write(request: ApiRequest, seat: Seat, number: str, given: MinutesGiven) -> Coded:
    """The other side confirms them. For who prepares, receives or decides."""
    incident = incident_of(request, seat, number)
    sent = given.model_dump(exclude={"seen", *TOPICS})
    for key in TOPICS:
        topic: TopicGiven = getattr(given, key)
        sent |= {f"{key}_asked": topic.asked, f"{key}_agreed": topic.agreed}
    form = MinutesForm(typed(sent, prefix="minutes"), contract=seat.contract, latest=None)
    checked(form)
    consulting.record_minutes(
        seat=seat, incident=incident, seen=given.seen, now=request.now, **form.as_verb()
    )
    return Status(CREATED, told(incident))


@router.post(f"{AFTER}/minutes/{{int:version}}/confirm", response=AfterTold)
@seated("agree", Text("協議の記録を確認する", "Confirm the other side’s minutes"))
def incident_minutes_confirm(request: ApiRequest, seat: Seat, number: str, version: int) -> dict[str, Any]:
    """What they say was agreed is agreed."""
    incident = incident_of(request, seat, number)
    rows = Minutes.objects.select_related("submission")
    found = get_object_or_404(rows, incident=incident, number=version)
    found.incident = incident
    consulting.confirm(seat=seat, minutes=found, now=request.now)
    return told(incident)


@router.post(f"{AFTER}/minutes/{{int:version}}/submit", response=AfterTold)
@seated("submit", Text("協議録を提出する", "Submit the minutes"))
def incident_minutes_submit(request: ApiRequest, seat: Seat, number: str, version: int) -> dict[str, Any]:
    """To the client, in writing."""
    incident = incident_of(request, seat, number)
    get_object_or_404(Minutes, incident=incident, number=version)
    consulting.submit_minutes(seat=seat, incident=incident, number=version, now=request.now)
    return told(incident)


@router.get(f"{AFTER}/minutes/latest/paper", openapi_extra=bytes_of(PDF))
@seated("incidents", Text("協議録の下書き（PDF）", "The latest minutes as a draft (PDF)"))
def incident_minutes_paper(request: ApiRequest, seat: Seat, number: str) -> HttpResponse:
    """As they would be submitted now."""
    rows = minutes_of(incident_of(request, seat, number))
    if not rows:
        raise Http404
    verb, clauses = consulting.asked_of(seat.contract, request.now)
    content = paper.content_of(rows[-1])
    pdf = paper.minutes_pdf(
        seat.contract, content, verb=verb, clauses=clauses, number="", now=request.now, mark=DRAFT
    )
    return file_response(pdf, PDF, f"{paper.TITLE}.pdf")


@router.post(f"{AFTER}/suspensions", response={CREATED: SuspensionTold})
@seated("incidents", Text("業務の中断を記録する", "Record a suspension of the work"), scope="write")
def incident_suspend(request: ApiRequest, seat: Seat, number: str, given: SuspensionGiven) -> Coded:
    """It is shown on every page of the contract. For who prepares, receives or decides."""
    incident = incident_of(request, seat, number)
    found = checked(SuspensionForm(typed(given)))
    return Status(CREATED, suspend(seat=seat, incident=incident, now=request.now, **found))


@router.post(f"{AFTER}/suspensions/{{int:pk}}/resume", response={DONE: None})
@seated("incidents", Text("業務の再開を記録する", "Record that the work goes on"), scope="write")
def incident_resume(request: ApiRequest, seat: Seat, number: str, pk: int) -> Coded:
    """From now on. For who prepares, receives or decides."""
    row = get_object_or_404(Suspension, pk=pk, incident=incident_of(request, seat, number))
    resume(seat=seat, suspension=row, now=request.now)
    return Status(DONE, None)


@router.post(f"{AFTER}/lessons", response={CREATED: LessonTold})
@seated("incidents", Text("教訓を書く", "Write down what was learnt"), scope="write")
def incident_learn(request: ApiRequest, seat: Seat, number: str, given: LessonGiven) -> Coded:
    """For who prepares, receives or decides."""
    incident = incident_of(request, seat, number)
    text = checked(LessonForm(typed(given)))["text"]
    return Status(CREATED, lesson_told(learn(seat=seat, incident=incident, text=text, now=request.now)))


def told(incident: Incident) -> dict[str, Any]:
    """All of it as it is answered; a constant number of queries."""
    return {
        "minutes": [minutes_told(row) for row in minutes_of(incident)],
        "suspensions": list(Suspension.objects.filter(incident=incident)),
        "lessons": [
            lesson_told(row) for row in Lesson.objects.filter(incident=incident).select_related("by__person")
        ],
    }


def minutes_told(row: Minutes) -> dict[str, Any]:
    """Minutes as they are answered."""
    consent = getattr(row, "consent", None)
    topics = [{**one, "subject": words(TOPICS[one["key"]])} for one in row.topics]
    return MinutesTold.as_json(row, topics=topics, agreed_at=consent.at if consent is not None else None)


def lesson_told(row: Lesson) -> dict[str, Any]:
    """A lesson as it is answered."""
    return LessonTold.as_json(row)
