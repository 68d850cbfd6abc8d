"""A report that came by the card: who prepares makes an incident of it, or nothing."""

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from kokoroe.accounts.access import AccountRequest
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.pages import answer_posted
from kokoroe.duties.incidents.card_deeds import CARDS, reports
from kokoroe.duties.incidents.models import EvidenceFile


@seated("prepare")
def card_report(request: AccountRequest, pk: int, *, seat: Seat) -> HttpResponseBase:
    """The report as it came, and what can be made of it."""
    doing = Doing(seat, request.now, {"pk": pk})
    if request.method == "POST":
        return answer_posted(request, CARDS, doing)
    if seat.party != "contractor":
        raise PermissionDenied
    doing.thing = get_object_or_404(reports(doing).select_related("incident", "settled_by__person"), pk=pk)
    context = {
        "seat": seat,
        "report": doing.thing,
        "files": list(EvidenceFile.objects.filter(report=doing.thing).defer("content")),
        "join": CARDS["card_report_join"].form_for(doing),
    }
    return render(request, "incidents/card_report.html", context)
