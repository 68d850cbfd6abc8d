"""What is done about an incident: an operation for each deed of the incident's page, with the same form and verb."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from django.shortcuts import get_object_or_404
from pydantic import Field

from kokoroe.accounts.probing import tried
from kokoroe.annex.text import Text
from kokoroe.api.forms import blank, checked, schema_of, typed
from kokoroe.api.guards import forbidden, seated
from kokoroe.api.problems import Problem, pointer
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import Given, When
from kokoroe.api.service import router as new_router
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.deeds import DEEDS, Deed
from kokoroe.duties.incidents.forms import acts
from kokoroe.duties.incidents.models import Incident
from kokoroe.duties.incidents.operations.incidents import ONE, incident_of, visible, whole
from kokoroe.duties.incidents.operations.schemas import WholeIncidentTold
from kokoroe.duties.incidents.response.responders import Joining, join

router = new_router("response")

MOST = 30
Key = Annotated[str, Field(max_length=40)]
Name = Annotated[str, Field(max_length=200)]

PATHS: Mapping[str, tuple[str, Text]] = {
    "leave": ("/responders/{int:pk}/leave", Text("緊急対応体制から外す", "Let somebody leave the response")),
    "done": ("/measures/done", Text("済んだ措置を記録する", "Record measures as done")),
    "inapplicable": (
        "/measures/inapplicable",
        Text("該当しない項目を記録する", "Record a measure as inapplicable"),
    ),
    "measure": ("/measures", Text("ほかの措置を記録する", "Record another measure")),
    "strike-measure": (
        "/measures/{int:pk}/strike",
        Text("措置の記録を取り消す", "Strike the record of a measure"),
    ),
    "note": ("/notes", Text("経過を記録する", "Note something on the timeline")),
    "strike-note": ("/notes/{int:pk}/strike", Text("経過の記録を取り消す", "Strike a note")),
    "task": ("/tasks", Text("是正措置を加える", "Add a corrective measure")),
    "change-task": ("/tasks/{int:pk}/change", Text("是正措置を改める", "Change a corrective measure")),
    "finish-task": (
        "/tasks/{int:pk}/finish",
        Text("是正措置の実施を記録する", "Record a corrective measure as done"),
    ),
    "drop-task": ("/tasks/{int:pk}/drop", Text("是正措置を取りやめる", "Drop a corrective measure")),
    "hand-over": (
        "/evidence/{int:pk}/hand-over",
        Text("証拠の保管を記録する", "Record who keeps a piece of evidence"),
    ),
    "rename": ("/rename", Text("件名・種別を改める", "Change title and kind")),
    "appraise": ("/appraise", Text("知った日時・確かさを改める", "Amend since when it was known")),
    "close": ("/close", Text("インシデントを終了する", "Close the incident")),
    "merge": ("/merge", Text("ほかのインシデントに統合する", "Join it with another incident")),
}
OTHER: Mapping[str, dict[str, Any]] = {
    "done": {"keys": (Annotated[list[Key], Field(max_length=100)], ...)},
    "inapplicable": {"key": (Key, ...)},
    "task": {"permanent": (bool, False)},
    "change-task": {"permanent": (bool, False), "seen": (Key | None, None)},
    "appraise": {"seen": (Annotated[int | None, Field(ge=0, le=2**53)], None)},
    "merge": {"into": (Key, ...)},
}
"""Fields that a program sends otherwise than a screen: choices that differ from case to case, and `seen`."""


class JoiningGiven(Given):
    """Somebody who joins the response, in a role."""

    name: Name
    role: Annotated[str, Field(max_length=100)]
    phone: Annotated[str, Field(max_length=50)] = ""


class JoinGiven(Given):
    """Who joins, and since when (now, where it is left out)."""

    people: Annotated[list[JoiningGiven], Field(min_length=1, max_length=MOST)]
    since: When | None = None


@router.post(f"{ONE}/responders", response=WholeIncidentTold)
@seated("prepare", Text("緊急対応体制に加える", "Let people join the response"))
def incident_join(request: ApiRequest, seat: Seat, number: str, given: JoinGiven) -> dict[str, Any]:
    """Who has the same role already is left as they are."""
    incident = own(request, seat, number)
    form = acts.NoteForm({"text": "x", "at": given.since or ""}, incident=incident)
    since = checked(form, within=())["at"]
    people = [Joining(one.name, one.role, one.phone) for one in given.people]
    join(seat=seat, incident=incident, people=people, since=since, now=request.now)
    return whole(request, seat, number)


def operation_of(name: str, deed: Deed) -> Callable[..., dict[str, Any]]:
    """The operation of a deed."""
    other = OTHER.get(name, {})
    schema = schema_of(blank(deed.form), given_name(name), without=("seen", *other), **other)

    def of_incident(request: ApiRequest, seat: Seat, number: str, given: Given) -> dict[str, Any]:
        return taken(request, seat, number, name, sent=typed(given), pk=None)

    def of_row(request: ApiRequest, seat: Seat, number: str, pk: int, given: Given) -> dict[str, Any]:
        return taken(request, seat, number, name, sent=typed(given), pk=pk)

    made: Callable[..., dict[str, Any]] = of_row if deed.of else of_incident
    made.__name__ = f"incident_{name.replace('-', '_')}"
    made.__annotations__["given"] = schema
    return made


def given_name(name: str) -> str:
    """What the schema of a deed's body is called."""
    return f"Incident{name.title().replace('-', '')}Given"


def taken(
    request: ApiRequest, seat: Seat, number: str, name: str, *, sent: dict[str, Any], pk: int | None
) -> dict[str, Any]:
    """Do it as the form says; returns the incident as it stands then."""
    deed, incident = DEEDS[name], own(request, seat, number)
    row = row_of(deed, incident, pk)
    given: dict[str, Any] = {"incident": incident, "row": row}
    if deed.form is acts.MergeForm:
        given["others"] = others(request, seat, incident)
        into = sent["into"]
        sent["into"] = next((one.pk for one in given["others"] if one.number == into), "")
        if not sent["into"]:
            raise unknown_incident(into)
    if "permanent" in sent:
        sent["permanent"] = "1" if sent["permanent"] == "true" else ""
    form = deed.form(data=sent, **given)
    if not sent.get("seen"):
        sent["seen"] = form.made_from()
    checked(form)
    deed.take(seat=seat, incident=incident, row=row, form=form, now=request.now)
    return whole(request, seat, number)


def own(request: ApiRequest, seat: Seat, number: str) -> Incident:
    """The incident, for the contractor's side. Raises Problem, Http404."""
    if seat.party != "contractor":
        raise forbidden()
    return incident_of(request, seat, number)


def row_of(deed: Deed, incident: Incident, pk: int | None) -> Any:
    """The row that the deed is about. Raises Http404 where the incident has none such."""
    if not deed.of:
        return None
    rows = getattr(incident, deed.of).all()
    row = get_object_or_404(rows.defer("content") if deed.of == "files" else rows, pk=pk)
    row.incident = incident
    return row


def others(request: ApiRequest, seat: Seat, incident: Incident) -> list[Incident]:
    """The open incidents with which this one may be one."""
    rows = visible(request, seat).filter(drill=incident.drill, closings__isnull=True)
    return list(rows.exclude(pk=incident.pk)[:100])


def unknown_incident(number: str) -> Problem:
    """What was named is none that goes on."""
    tried("into", number)
    sentence = Text(
        "続いているほかのインシデントの番号を入れてください。", "Name another incident that goes on."
    )
    return Problem("invalid", errors=[{"pointer": pointer(["into"]), "detail": sentence}])


for _name, (_path, _says) in PATHS.items():
    _operation = seated("prepare", _says)(operation_of(_name, DEEDS[_name]))
    router.post(f"{ONE}{_path}", response=WholeIncidentTold)(_operation)
