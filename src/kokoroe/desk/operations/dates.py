"""The contract's dates that one party recorded: the other agrees, refuses, or its agreement comes on paper."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.datastructures import MultiValueDict
from ninja import File, UploadedFile

from kokoroe.annex.text import Text
from kokoroe.api.files import BYTES
from kokoroe.api.forms import checked
from kokoroe.api.guards import seated
from kokoroe.api.request import ApiRequest
from kokoroe.api.service import router as new_router
from kokoroe.contracts import moving
from kokoroe.contracts.models import ContractDate, MovePaper
from kokoroe.contracts.operations import ContractDateTold
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.operating import operate
from kokoroe.desk.deeds import DATES
from kokoroe.papers.handing_over import file_response
from kokoroe.submissions.forms.fields import AmendmentForm

router = new_router("contracts")
DATE = "/contracts/{slug:code}/dates/{int:pk}"

operate(
    router, DATES["contract_date_agree"], "contract_date_agree", f"{DATE}/agree", response=ContractDateTold
)
operate(
    router, DATES["contract_date_refuse"], "contract_date_refuse", f"{DATE}/refuse",
    response=ContractDateTold, given="DateRefusalGiven",
)  # fmt: skip


@router.post(f"{DATE}/record", response=ContractDateTold)
@seated("agree", Text("日付への同意を紙から記録する", "Record an agreement to a date from paper"))
def contract_date_record(request: ApiRequest, seat: Seat, pk: int, scan: File[UploadedFile]) -> ContractDate:
    """With its scan (PDF, JPEG or PNG up to 10 MB), as multipart/form-data; it stays marked until it is confirmed."""
    row = get_object_or_404(ContractDate, pk=pk, contract=seat.contract)
    form = AmendmentForm(files=MultiValueDict({"scan": [scan]}))
    checked(form)
    return moving.record_agreement(seat=seat, date=row, **form.as_verb(), now=request.now)


@router.get(f"{DATE}/scan", openapi_extra=BYTES)
@seated("agree", Text("日付への同意の写し（ファイル）", "The scan of an agreement to a date"))
def contract_date_scan(request: ApiRequest, seat: Seat, pk: int) -> HttpResponse:  # noqa: ARG001
    """The exact bytes."""
    found = get_object_or_404(MovePaper, contractdate=pk, contract=seat.contract)
    return file_response(bytes(found.content), found.media_type, found.filename)
