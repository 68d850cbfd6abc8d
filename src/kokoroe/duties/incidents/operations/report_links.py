"""Report links: made for wallet cards and posters, printed, revoked."""

from typing import Any, Literal

from django.db.models import Count, Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from kokoroe.annex.text import Text
from kokoroe.api.files import PDF, bytes_of
from kokoroe.api.guards import not_found, seated
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import CREATED, Moment, Told
from kokoroe.api.service import router as new_router
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.operating import operate
from kokoroe.duties.incidents.models import ReportLink
from kokoroe.duties.incidents.procedure import links
from kokoroe.duties.incidents.procedure.deeds import LINKS as OF_LINKS
from kokoroe.duties.incidents.procedure.paper import PRINTED, name_of
from kokoroe.duties.incidents.procedure.versions import in_force
from kokoroe.papers.handing_over import file_response

router = new_router("procedure")

LINKS = "/contracts/{slug:code}/report-links"


class LinkTold(Told):
    """A link. `address` opens the form for a report without an account; null once it is revoked."""

    id: int
    label: str
    address: str | None
    created_at: Moment
    revoked_at: Moment | None
    used: int
    used_at: Moment | None


@router.get(LINKS, response=list[LinkTold])
@seated("prepare", Text("報告用のリンク", "Report links"))
def report_links(request: ApiRequest, seat: Seat) -> list[dict[str, Any]]:
    """The newest first, five hundred at most."""
    server = links.whole("")
    return [link_as_json(row, server) for row in visible(request, seat)[:500]]


def as_made(request: ApiRequest, doing: Doing, made: ReportLink) -> dict[str, Any]:
    """The new link with its address."""
    return link_as_json(visible(request, doing.seat).get(pk=made.pk), links.whole(""))


operate(
    router, OF_LINKS["report_link_make"], "report_link_make", LINKS, given="ReportLinkGiven",
    response={CREATED: LinkTold}, as_json=as_made,
)  # fmt: skip
operate(router, OF_LINKS["report_link_revoke"], "report_link_end", f"{LINKS}/{{int:pk}}/revoke")


@router.get(f"{LINKS}/{{int:pk}}/papers/{{slug:kind}}", openapi_extra=bytes_of(PDF))
@seated("prepare", Text("携行カード・掲示（PDF）", "Wallet cards or a poster (PDF)"))
def report_link_paper(
    request: ApiRequest, seat: Seat, pk: int, kind: Literal["card", "poster"]
) -> HttpResponse:
    """With the link's QR code, by the procedure in force; without one, or once it was revoked, there is none."""
    link = link_or_404(request, seat, pk)
    current = in_force(seat.contract, request.now)
    if current is None or link.revoked_at is not None:
        raise not_found()
    current.contract = seat.contract
    word, make = PRINTED[kind]
    return file_response(make(current, link, now=request.now), PDF, name_of(word, current, request.now))


def visible(request: ApiRequest, seat: Seat) -> Any:
    """The contract's links with their use."""
    rows = ReportLink.objects.visible_to(request.user, at=request.now).filter(contract=seat.contract)
    return rows.annotate(used=Count("reports"), used_at=Max("reports__received_at"))


def link_or_404(request: ApiRequest, seat: Seat, pk: int) -> ReportLink:
    """One of them. Raises Http404."""
    link: ReportLink = get_object_or_404(visible(request, seat), pk=pk)
    link.contract = seat.contract
    return link


def link_as_json(link: Any, server: str) -> dict[str, Any]:
    """A link as it is answered; `server` is where its address begins."""
    path = reverse("incident_card_report", args=[link.token])
    return LinkTold.as_json(link, address=f"{server}{path}" if link.revoked_at is None else None)
