"""The report book of an incident, for both parties."""

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.proof import require_fresh
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.dossier import incident_of
from kokoroe.duties.incidents.writing.book import book_pdf, name_of_file
from kokoroe.papers.handing_over import file_response
from kokoroe.papers.render import PaperError
from kokoroe.ui.templatetags.ui import said


@seated("incidents")
def book(request: AccountRequest, number: str, *, seat: Seat) -> HttpResponseBase:
    """The book as it stands now: the copy of the reader's party."""
    incident = incident_of(seat, number, request.now)
    require_fresh(request)
    try:
        pdf = book_pdf(incident, seat=seat, now=request.now)
    except PaperError as refusal:
        messages.error(request, said(refusal.text))
        return redirect("incident", seat.contract.code, incident.number)
    return file_response(pdf, "application/pdf", name_of_file(incident, now=request.now))
