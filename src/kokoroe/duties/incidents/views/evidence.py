"""Evidence as it leaves the server: the exact bytes under their own name, and never taken for a page."""

from django.http.response import HttpResponseBase

from kokoroe.accounts.access import AccountRequest
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.evidence import handed_out


@seated("read")
def evidence_file(request: AccountRequest, pk: int, *, seat: Seat) -> HttpResponseBase:
    """A piece of evidence."""
    return handed_out(seat, pk, request.now)
