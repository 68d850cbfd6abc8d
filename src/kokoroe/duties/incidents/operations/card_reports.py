"""Reports that came by card: those that wait, and what is made of one."""

from collections.abc import Mapping
from typing import Annotated, Any

from django.shortcuts import get_object_or_404
from pydantic import Field

from kokoroe.annex.text import Text
from kokoroe.api.guards import forbidden, seated
from kokoroe.api.paging import Cursor, Limit, page
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import Given, Moment, Page, Told
from kokoroe.api.service import router as new_router
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.operating import operate
from kokoroe.duties.incidents.card_deeds import CARDS, reports
from kokoroe.duties.incidents.card_reporting import confirm
from kokoroe.duties.incidents.models import EvidenceFile, Report
from kokoroe.duties.incidents.operations.deeds import unknown_incident
from kokoroe.duties.incidents.operations.incidents import visible, whole_incident
from kokoroe.duties.incidents.operations.schemas import FileTold, WholeIncidentTold

router = new_router("incidents")

WAITING = "/contracts/{slug:code}/card-reports"


class CardReportConfirmationGiven(Given):
    """`into`: the number of an open incident that it belongs to; without it, it opens one."""

    into: Annotated[str | None, Field(max_length=40)] = None


class CardReportTold(Told):
    """What somebody without an account reported."""

    id: int
    kind: str
    noticed_at: Moment
    possibility: bool
    text: str
    drill: bool
    name: str
    reach: str
    received_at: Moment
    time_uncertain: bool


class WholeCardReportTold(CardReportTold):
    """The same with its photos."""

    files: list[FileTold]


@router.get(WAITING, response=Page[CardReportTold])
@seated("prepare", Text("確認を待つカードからの報告", "Reports by card that wait"))
def card_reports(request: ApiRequest, seat: Seat, cursor: Cursor, limit: Limit) -> Mapping[str, Any]:
    """The newest first."""
    rows = waiting(request, seat).filter(incident__isnull=True, dismissed_at__isnull=True)
    return page(request, rows, lambda row: row, cursor=cursor, limit=limit)


@router.get(f"{WAITING}/{{int:pk}}", response=WholeCardReportTold)
@seated("prepare", Text("カードからの報告", "A report by card"))
def card_report_read(request: ApiRequest, seat: Seat, pk: int) -> dict[str, Any]:
    """As it came."""
    row = report_or_404(request, seat, pk)
    return WholeCardReportTold.as_json(
        row, files=list(EvidenceFile.objects.filter(report=row).defer("content"))
    )


@router.post(f"{WAITING}/{{int:pk}}/confirm", response=WholeIncidentTold)
@seated("prepare", Text("カードからの報告を受け付ける", "Confirm a report by card"))
def card_report_confirm(
    request: ApiRequest, seat: Seat, pk: int, given: CardReportConfirmationGiven
) -> dict[str, Any]:
    """The clocks run from when it was noticed."""
    row, into = report_or_404(request, seat, pk), None
    if given.into is not None:
        rows = visible(request, seat).filter(drill=row.drill).going_on()
        into = rows.filter(number=given.into).first()
        if into is None:
            raise unknown_incident(given.into)
    incident = confirm(seat=seat, report=row, into=into, now=request.now)
    return whole_incident(request, seat, incident.number)


operate(
    router, CARDS["card_report_dismiss"], "card_report_dismiss", f"{WAITING}/{{int:pk}}/dismiss",
    given="CardReportDismissalGiven",
)  # fmt: skip


def waiting(request: ApiRequest, seat: Seat) -> Any:
    """What came by card at the contract. Raises Problem for the client's side."""
    if seat.party != "contractor":
        raise forbidden()
    return reports(Doing(seat, request.now))


def report_or_404(request: ApiRequest, seat: Seat, pk: int) -> Report:
    """One of them. Raises Http404."""
    row: Report = get_object_or_404(waiting(request, seat), pk=pk)
    return row
