"""What is done about an incident: an operation for each deed of the incident's page, with the same form and verb.

Files come as multipart, and are given out as the exact bytes.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.datastructures import MultiValueDict
from ninja import File, Form, Status, UploadedFile
from pydantic import Field

from kokoroe.accounts.probing import note_probe
from kokoroe.annex.text import Text
from kokoroe.api.files import BYTES
from kokoroe.api.forms import checked
from kokoroe.api.guards import forbidden, seated
from kokoroe.api.problems import Problem, pointer
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import CREATED, Coded, Given, When
from kokoroe.api.service import router as new_router
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.operating import operate
from kokoroe.duties.incidents.deeds import ALONE, DEEDS, open_beside
from kokoroe.duties.incidents.elsewhere import contracts_beside
from kokoroe.duties.incidents.evidence import handed_out
from kokoroe.duties.incidents.models import Incident, incident_of
from kokoroe.duties.incidents.moving import latest_scan, record_agreement
from kokoroe.duties.incidents.operations.incidents import ONE, whole_incident
from kokoroe.duties.incidents.operations.schemas import FileTold, WholeIncidentTold
from kokoroe.duties.incidents.response import exhibits
from kokoroe.duties.incidents.response.responders import Joining, join
from kokoroe.papers.handing_over import file_response
from kokoroe.submissions.forms.fields import AmendmentForm

router = new_router("response")

MOST = 30
Key = Annotated[str, Field(max_length=40)]
Name = Annotated[str, Field(max_length=200)]

PATHS: Mapping[str, str] = {
    "incident_leave": "/responders/{int:pk}/leave",
    "incident_done": "/measures/done",
    "incident_inapplicable": "/measures/inapplicable",
    "incident_measure": "/measures",
    "incident_strike_measure": "/measures/{int:pk}/strike",
    "incident_note": "/notes",
    "incident_strike_note": "/notes/{int:pk}/strike",
    "incident_task": "/tasks",
    "incident_change_task": "/tasks/{int:pk}/change",
    "incident_finish_task": "/tasks/{int:pk}/finish",
    "incident_drop_task": "/tasks/{int:pk}/drop",
    "incident_hand_over": "/evidence/{int:pk}/hand-over",
    "incident_rename": "/rename",
    "incident_appraise": "/appraise",
    "incident_close": "/close",
    "incident_reopen": "/reopen",
    "incident_merge": "/merge",
    "incident_elsewhere": "/elsewhere",
}
ANSWERS: Mapping[str, str] = {
    "incident_awareness_agree": "/awareness/agree",
    "incident_awareness_refuse": "/awareness/refuse",
}
"""The client's, to a time of awareness that waits for it."""
OTHER: Mapping[str, dict[str, Any]] = {
    "incident_done": {"keys": (Annotated[list[Key], Field(max_length=100)], ...)},
    "incident_inapplicable": {"key": (Key, ...)},
    "incident_task": {"permanent": (bool, False)},
    "incident_change_task": {"permanent": (bool, False), "seen": (Key | None, None)},
    "incident_appraise": {"seen": (Annotated[int | None, Field(ge=0, le=2**53)], None)},
    "incident_merge": {"into": (Key, ...)},
    "incident_elsewhere": {"contract": (Key, ...)},
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
    incident = contractors_incident(request, seat, number)
    doing = Doing(seat, request.now, thing=incident)
    since = checked(DEEDS["incident_leave"].form_for(doing, {"at": given.since or ""}))["at"]
    people = [Joining(one.name, one.role, one.phone) for one in given.people]
    join(seat=seat, incident=incident, people=people, since=since, now=request.now)
    return whole_incident(request, seat, number)


def as_form(_: ApiRequest, doing: Doing, sent: dict[str, Any]) -> dict[str, Any]:
    """What a program sends, as the screen's form reads it: another incident by its key, yes as a choice."""
    if "permanent" in sent:
        sent["permanent"] = "1" if sent["permanent"] == "true" else ""
    if "into" in sent:
        into = next((one.pk for one in open_beside(doing) if one.number == sent["into"]), None)
        if into is None:
            raise unknown_incident(sent["into"])
        sent["into"] = into
    if "contract" in sent:
        beside = contracts_beside(doing.thing, doing.account, doing.now)
        contract = next((one.pk for one in beside if one.code == sent["contract"]), None)
        if contract is None:
            raise unknown_contract(sent["contract"])
        sent["contract"] = contract
    return sent


def contractors_incident(request: ApiRequest, seat: Seat, number: str) -> Incident:
    """The incident, for the contractor's side. Raises Problem, Http404."""
    if seat.party != "contractor":
        raise forbidden()
    return incident_of(seat, number, request.now)


def unknown_incident(number: str) -> Problem:
    """What was named is none that goes on."""
    note_probe("into", number)
    sentence = Text(
        "続いているほかのインシデントの番号を入れてください。", "Name another incident that goes on."
    )
    return Problem("invalid", errors=[{"pointer": pointer(["into"]), "detail": sentence}])


def unknown_contract(code: str) -> Problem:
    """What was named is none of the contracts to which the happening can be reported."""
    note_probe("contract", code)
    sentence = Text(
        "この出来事をまだ報告していない、ほかの契約の識別子を入れてください。",
        "Name another contract under which this has not been reported yet.",
    )
    return Problem("invalid", errors=[{"pointer": pointer(["contract"]), "detail": sentence}])


class ExhibitGiven(Given):
    """What the files prove."""

    note: Annotated[str, Field(max_length=2000)] = ""


@router.post(f"{ONE}/evidence", response={CREATED: list[FileTold]})
@seated("prepare", Text("証拠を加える", "Add evidence"))
def evidence_add(
    request: ApiRequest,
    seat: Seat,
    number: str,
    given: Form[ExhibitGiven],
    files: File[list[UploadedFile]],
) -> Coded:
    """Up to ten files, 12 MB together; the ledger keeps their hashes."""
    incident = contractors_incident(request, seat, number)
    doing = Doing(seat, request.now, thing=incident)
    form = DEEDS["incident_exhibit"].form_for(doing, {"note": given.note}, request.FILES)
    found = checked(form, as_fields=True)
    del files  # the form has read them
    made = exhibits.add(seat=seat, incident=incident, **found, now=request.now)
    return Status(CREATED, [FileTold.as_json(one) for one in made])


@router.get("/contracts/{slug:code}/evidence/{int:pk}", openapi_extra=BYTES)
@seated("read", Text("証拠（ファイル）", "A piece of evidence"))
def evidence_file(request: ApiRequest, seat: Seat, pk: int) -> HttpResponse:
    """The exact bytes, for those who prepare, and for who handed it in."""
    return handed_out(seat, pk, request.now)


for _name, _path in ANSWERS.items():
    operate(
        router,
        ALONE[_name],
        _name,
        f"{ONE}{_path}",
        given="AwarenessRefusalGiven" if _name.endswith("refuse") else "",
        response=WholeIncidentTold,
        as_json=lambda request, doing, _: whole_incident(request, doing.seat, doing.key["number"]),
        scope="decide",
        also="personal",
    )


@router.post(f"{ONE}/awareness/record", response=WholeIncidentTold)
@seated(
    "prepare", Text("知った日時への同意を紙から記録する", "Record an agreement to the awareness from paper")
)
def incident_awareness_record(
    request: ApiRequest, seat: Seat, number: str, scan: File[UploadedFile]
) -> dict[str, Any]:
    """With its scan (PDF, JPEG or PNG up to 10 MB), as multipart/form-data; it stays marked until it is confirmed."""
    incident = contractors_incident(request, seat, number)
    form = AmendmentForm(files=MultiValueDict({"scan": [scan]}))
    checked(form)
    record_agreement(seat=seat, incident=incident, **form.as_verb(), now=request.now)
    return whole_incident(request, seat, number)


@router.get(f"{ONE}/awareness/scan", openapi_extra=BYTES)
@seated(
    "incidents", Text("知った日時への同意の写し（ファイル）", "The scan of an agreement to the awareness")
)
def incident_awareness_scan(request: ApiRequest, seat: Seat, number: str) -> HttpResponse:
    """The exact bytes, for those who may answer."""
    if not seat.may("agree"):
        raise forbidden()
    paper = latest_scan(incident_of(seat, number, request.now))
    return file_response(bytes(paper.content), paper.media_type, paper.filename)


for _name, _path in PATHS.items():
    operate(
        router,
        DEEDS[_name],
        _name,
        f"{ONE}{_path}",
        given=f"{_name.title().replace('_', '')}Given",
        more=OTHER.get(_name),
        sent=as_form,
        response=WholeIncidentTold,
        as_json=lambda request, doing, _: whole_incident(request, doing.seat, doing.key["number"]),
    )
