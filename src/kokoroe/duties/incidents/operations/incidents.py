"""Incidents: report one, what became of one's own report, the list, one with its stages and clock, its timeline."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from django.shortcuts import get_object_or_404
from ninja import File, Query, Status, UploadedFile
from ninja import Form as FormParameter
from pydantic import Field

from kokoroe.annex.text import Text
from kokoroe.api.forms import ENGLISH, blank, checked, schema_of, typed
from kokoroe.api.guards import forbidden, seated
from kokoroe.api.paging import Cursor, Limit, page, part
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import CREATED, Coded, From, Moment, Page, Told
from kokoroe.api.scopes import SCOPE_OF
from kokoroe.api.service import router as new_router
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.operating import operate
from kokoroe.duties.incidents import reporting
from kokoroe.duties.incidents.deeds import ALONE
from kokoroe.duties.incidents.dossier import OnRecord, on_record
from kokoroe.duties.incidents.models import Incident, Report, incident_of
from kokoroe.duties.incidents.operations import schemas
from kokoroe.duties.incidents.operations.schemas import IncidentTold, TimelineTold, WholeIncidentTold
from kokoroe.duties.incidents.page.timeline import timeline
from kokoroe.duties.incidents.stages import stages_of
from kokoroe.plan.chain import chain

router = new_router("incidents")

INCIDENTS = "/contracts/{slug:code}/incidents"
ONE = f"{INCIDENTS}/{{slug:number}}"

Reference = Annotated[
    str,
    Field(
        min_length=1,
        max_length=40,
        description="報告する側の番号。同じ番号の報告は一度だけ受け付けます。",
        json_schema_extra={
            ENGLISH: "The caller’s own number of it: a report with the same one is taken once."
        },
    ),
]
ReportGiven = schema_of(
    blank(reporting.ClientForm),
    "IncidentReportGiven",
    without=("when", "age", "key"),
    reference=(Reference, ...),
)


class OwnReportTold(Told):
    """One's own report: the incident it opened, what is due first, and who was woken."""

    id: int
    reference: Annotated[str, From("key")]
    incident: Annotated[str, From("incident.number")]
    received_at: Moment
    time_uncertain: bool
    noticed_at: Moment
    drill: bool
    due_at: Moment | None
    told: int


@router.post(INCIDENTS, response={CREATED: OwnReportTold})
@seated("read", Text("インシデントを報告する", "Report an incident"), scope="incident")
def incident_report(request: ApiRequest, seat: Seat, given: ReportGiven) -> Coded:
    """It is open from here on: its clocks run, and the contractor's chain is alerted. Without `noticed_at`: now.

    Where the client reports, `noticed_at` is when it knew; the contractor's clocks run from now.
    """
    return Status(CREATED, own_as_json(seat, reported(request, seat, typed(given)), request))


@router.post("/contracts/{slug:code}/incident-reports", response={CREATED: OwnReportTold})
@seated(
    "read", Text("写真を付けてインシデントを報告する", "Report an incident with photos"), scope="incident"
)
def incident_report_with_photos(
    request: ApiRequest, seat: Seat, given: FormParameter[ReportGiven], photos: File[list[UploadedFile]]
) -> Coded:
    """The same as multipart/form-data, with up to ten files, 12 MB together."""
    del photos  # the form reads them
    return Status(CREATED, own_as_json(seat, reported(request, seat, typed(given), request.FILES), request))


@router.get("/contracts/{slug:code}/incident-reports/{str:reference}", response=OwnReportTold)
@seated("read", Text("自分の報告", "One’s own report"), scope="incident")
def incident_report_own(request: ApiRequest, seat: Seat, reference: str) -> dict[str, Any]:
    """By the caller's own reference."""
    own = Report.objects.visible_to(request.user, at=request.now).filter(
        contract=seat.contract, by=request.user, incident__isnull=False
    )
    return own_as_json(seat, get_object_or_404(own.select_related("incident"), key=reference), request)


@router.get(INCIDENTS, response=Page[IncidentTold])
@seated("incidents", Text("インシデントの一覧", "Incidents"))
def incidents(
    request: ApiRequest,
    seat: Seat,
    cursor: Cursor,
    limit: Limit,
    only: Annotated[Literal["open", "ended"] | None, Query(None)],
    drill: Annotated[bool | None, Query(None)],
) -> Mapping[str, Any]:
    """The newest first, each with how it stands."""
    rows = visible(request, seat).prefetch_related("appraisals", "closings__into")
    if only is not None:
        rows = rows.going_on() if only == "open" else rows.ended()
    if drill is not None:
        rows = rows.filter(drill=drill)
    shown = page(request, rows, lambda row: row, cursor=cursor, limit=limit)
    for row in shown["items"]:
        row.contract = seat.contract
    live = [row for row in shown["items"] if row.closing is None]
    stages = stages_of(live, request.now) if live else {}
    return {**shown, "items": [schemas.incident_as_json(row, stages.get(row.pk)) for row in shown["items"]]}


@router.get(ONE, response=WholeIncidentTold)
@seated("incidents", Text("インシデント", "One incident"))
def incident_read(request: ApiRequest, seat: Seat, number: str) -> dict[str, Any]:
    """With its stages and clock, what was put in writing, who was told, and for the contractor its response."""
    return whole_incident(request, seat, number)


@router.get(f"{ONE}/timeline", response=Page[TimelineTold])
@seated("incidents", Text("インシデントの経過", "The timeline of an incident"))
def incident_timeline(
    request: ApiRequest, seat: Seat, number: str, cursor: Cursor, limit: Limit
) -> Mapping[str, Any]:
    """The latest first; the client sees what it was told, what it decided, and since when it was known."""
    lines = timeline(record_of(request, seat, number), whole=seat.party == "contractor")
    shown = part(request, lines, cursor=cursor, limit=limit)
    return {**shown, "items": [TimelineTold.as_json(one) for one in shown["items"]]}


operate(
    router, ALONE["incident_acknowledged"], "incident_acknowledge",
    f"{ONE}/deadlines/{{int:pk}}/acknowledge", scope=SCOPE_OF["incidents"],
)  # fmt: skip


def reported(request: ApiRequest, seat: Seat, sent: dict[str, Any], files: Any = None) -> Report:
    """The report as the form takes it. Raises Problem, NotPossible."""
    ours = seat.party == "contractor"
    if not ours and (seat.audit or not any(map(seat.may, reporting.CLIENT_REPORTS))):
        raise forbidden()
    when = "other" if sent.get("noticed_at") else "now"
    kind = reporting.AccountForm if ours else reporting.ClientForm
    form = kind({**sent, "when": when, "key": sent["reference"]}, files, now=request.now)
    checked(form, as_fields=files is not None)
    return reporting.report(seat=seat, now=request.now, **form.as_verb())


def visible(request: ApiRequest, seat: Seat) -> Any:
    """The contract's incidents."""
    return Incident.objects.visible_to(request.user, at=request.now).filter(contract=seat.contract)


def record_of(request: ApiRequest, seat: Seat, number: str) -> OnRecord:
    """Everything on record of it. Raises Http404."""
    return on_record(incident_of(seat, number, request.now), request.now)


def whole_incident(request: ApiRequest, seat: Seat, number: str) -> dict[str, Any]:
    """The incident as it is answered."""
    found = record_of(request, seat, number)
    return schemas.whole_incident_as_json(found, party=seat.party, reader=request.user, now=request.now)


def own_as_json(seat: Seat, row: Report, request: ApiRequest) -> dict[str, Any]:
    """A report as its own author sees it."""
    assert row.incident is not None, "a report by an account is an incident's from the first"
    row.incident.contract = seat.contract
    stages = stages_of([row.incident], request.now)[row.incident.pk]
    return {
        "id": row.pk,
        "reference": row.key,
        "incident": row.incident.number,
        "received_at": row.received_at,
        "time_uncertain": row.time_uncertain,
        "noticed_at": row.noticed_at,
        "drill": row.drill,
        "due_at": min((stage.answer.due_at for stage in stages if stage.answer.due_at), default=None),
        "told": len(chain(seat.contract, request.now)),
    }
