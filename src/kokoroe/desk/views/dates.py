"""変更の合意の写し: the scan by which one party recorded that the other agreed to a date."""

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.proof import require_fresh
from kokoroe.contracts.access import seated
from kokoroe.contracts.models import MovePaper
from kokoroe.contracts.seats import Seat
from kokoroe.papers.handing_over import file_response


@seated("agree")
def contract_date_scan(request: AccountRequest, pk: int, *, seat: Seat) -> HttpResponseBase:
    """The scan's bytes, for those who may answer."""
    found = get_object_or_404(MovePaper, contractdate=pk, contract=seat.contract)
    require_fresh(request)
    return file_response(bytes(found.content), found.media_type, found.filename)
