"""Evidence as it leaves the server: the exact bytes under their own name, and never taken for a page."""

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from kokoroe.accounts.access import AccountRequest
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.evidence import attached
from kokoroe.duties.incidents.models import EvidenceFile


@seated("read")
def evidence_file(request: AccountRequest, pk: int, *, seat: Seat) -> HttpResponseBase:
    """A piece of evidence, for those who prepare, and for who handed it in; for others there is none."""
    visible = EvidenceFile.objects.visible_to(request.user, at=request.now).filter(contract=seat.contract)
    found = get_object_or_404(visible, pk=pk)
    prepares = seat.party == "contractor" and seat.may("prepare")
    if not prepares and found.by_id != request.user.pk:
        raise Http404
    return attached(bytes(found.content), found.name)
