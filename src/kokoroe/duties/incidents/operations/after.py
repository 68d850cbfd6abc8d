"""What follows an incident: the consultation and its minutes, a suspension of the work, what was learnt."""

from typing import Annotated, Any

from django.http import Http404, HttpResponse
from pydantic import Field

from kokoroe.annex.text import Text
from kokoroe.api.files import PDF, bytes_of
from kokoroe.api.guards import seated
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import CREATED, From, Given, Moment, Told, When
from kokoroe.api.service import router as new_router
from kokoroe.api.texts import words
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.operating import operate
from kokoroe.duties.incidents.after import paper
from kokoroe.duties.incidents.after.consulting import asked_of, minutes_of
from kokoroe.duties.incidents.after.deeds import AFTER as OF_AFTER
from kokoroe.duties.incidents.after.form import LONGEST_LINE, LONGEST_TEXT, TOPICS
from kokoroe.duties.incidents.models import Incident, Lesson, Minutes, Suspension, incident_of
from kokoroe.duties.incidents.operations.incidents import ONE
from kokoroe.papers.handing_over import file_response

router = new_router("after")

AFTER = f"{ONE}/after"
Words = Annotated[str, Field(max_length=LONGEST_TEXT)]


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
    """Minutes as one side wrote them; agreed once the other side has confirmed them.

    `is_contested`: the client contests the answer on paper that was recorded, which is then no agreement.
    """

    number: int
    held_at: Moment
    means: str
    attended: dict[str, str]
    topics: list[TopicTold]
    party: str
    by: Annotated[str, From("by.person.name")]
    recorded_at: Moment
    agreed_at: Moment | None
    is_contested: bool
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
    return after_as_json(incident_of(seat, number, request.now))


def all_of_it(_: ApiRequest, doing: Doing, __: object) -> dict[str, Any]:
    """What follows the incident, after what was done about it or its minutes."""
    return after_as_json(doing.thing.incident if isinstance(doing.thing, Minutes) else doing.thing)


def by_fields(_: ApiRequest, __: Doing, sent: dict[str, Any]) -> dict[str, Any]:
    """The topics as the form has them, two fields for each."""
    topics = {key: sent.pop(key) for key in TOPICS if key in sent}
    return sent | {f"{key}_{part}": text for key, one in topics.items() for part, text in one.items()}


def in_topics(name: str) -> list[str]:
    """Where a field of the form stands in the body."""
    topic, _, part = name.rpartition("_")
    return [topic, part] if topic in TOPICS else [name]


operate(
    router, OF_AFTER["incident_minutes"], "incident_minutes_write", f"{AFTER}/minutes", given=MinutesGiven,
    sent=by_fields, at=in_topics, response={CREATED: AfterTold}, as_json=all_of_it,
)  # fmt: skip
operate(
    router, OF_AFTER["incident_minutes_confirm"], "incident_minutes_confirm",
    f"{AFTER}/minutes/{{int:version}}/confirm", response=AfterTold, as_json=all_of_it,
)  # fmt: skip
operate(
    router, OF_AFTER["incident_minutes_submit"], "incident_minutes_submit",
    f"{AFTER}/minutes/{{int:version}}/submit", response=AfterTold, as_json=all_of_it,
)  # fmt: skip


@router.get(f"{AFTER}/minutes/latest/paper", openapi_extra=bytes_of(PDF))
@seated("incidents", Text("協議録の下書き（PDF）", "The latest minutes as a draft (PDF)"))
def incident_minutes_paper(request: ApiRequest, seat: Seat, number: str) -> HttpResponse:
    """As they would be submitted now."""
    rows = minutes_of(incident_of(seat, number, request.now))
    if not rows:
        raise Http404
    pdf = paper.draft(rows[-1], asked=asked_of(seat.contract, request.now), now=request.now)
    return file_response(pdf, PDF, f"{paper.TITLE}.pdf")


operate(
    router, OF_AFTER["incident_suspend"], "incident_suspend", f"{AFTER}/suspensions", given="SuspensionGiven",
    response={CREATED: SuspensionTold},
)  # fmt: skip
operate(router, OF_AFTER["incident_resume"], "incident_resume", f"{AFTER}/suspensions/{{int:pk}}/resume")
operate(
    router, OF_AFTER["incident_learn"], "incident_learn", f"{AFTER}/lessons", given="LessonGiven",
    response={CREATED: LessonTold},
)  # fmt: skip


def after_as_json(incident: Incident) -> dict[str, Any]:
    """All of it as it is answered; a constant number of queries."""
    return {
        "minutes": [minutes_as_json(row) for row in minutes_of(incident)],
        "suspensions": list(Suspension.objects.filter(incident=incident)),
        "lessons": [
            LessonTold.as_json(row)
            for row in Lesson.objects.filter(incident=incident).select_related("by__person")
        ],
    }


def minutes_as_json(row: Minutes) -> dict[str, Any]:
    """Minutes as they are answered."""
    consent = getattr(row, "consent", None)
    topics = [{**one, "subject": words(TOPICS[one["key"]])} for one in row.topics]
    agreed_at = consent.at if consent is not None and not row.is_contested else None
    return MinutesTold.as_json(row, topics=topics, agreed_at=agreed_at)
