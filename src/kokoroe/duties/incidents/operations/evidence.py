"""Evidence: put files to an incident, fetch the exact bytes again."""

from typing import Annotated

from django.http import HttpResponse
from ninja import File, Form, Status, UploadedFile
from pydantic import Field

from kokoroe.annex.text import Text
from kokoroe.api.files import BYTES
from kokoroe.api.forms import checked
from kokoroe.api.guards import seated
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import CREATED, Coded, Given
from kokoroe.api.service import router as new_router
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.doing import Doing
from kokoroe.duties.incidents.deeds import DEEDS
from kokoroe.duties.incidents.evidence import handed_out
from kokoroe.duties.incidents.operations.deeds import contractors_incident
from kokoroe.duties.incidents.operations.incidents import ONE
from kokoroe.duties.incidents.operations.schemas import FileTold
from kokoroe.duties.incidents.response import exhibits

router = new_router("response")


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
    form = DEEDS["exhibit"].form_for(doing, {"note": given.note}, request.FILES)
    found = checked(form, as_fields=True)
    del files  # the form has read them
    made = exhibits.add(seat=seat, incident=incident, **found, now=request.now)
    return Status(CREATED, [FileTold.as_json(one) for one in made])


@router.get("/contracts/{slug:code}/evidence/{int:pk}", openapi_extra=BYTES)
@seated("read", Text("証拠（ファイル）", "A piece of evidence"))
def evidence_file(request: ApiRequest, seat: Seat, pk: int) -> HttpResponse:
    """The exact bytes, for those who prepare, and for who handed it in."""
    return handed_out(seat, pk, request.now)
