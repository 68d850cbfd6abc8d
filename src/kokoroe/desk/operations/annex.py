"""The annex by which a contract goes: what it is, what another one would change, and both parties' word on it."""

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.datastructures import MultiValueDict
from ninja import File, Status, UploadedFile
from pydantic import Field

from kokoroe.annex.text import Text
from kokoroe.api.files import BYTES
from kokoroe.api.forms import checked
from kokoroe.api.guards import seated
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import CREATED, Coded, From, Given, Moment, Told
from kokoroe.api.service import router as new_router
from kokoroe.contracts.editions import propose_pack, record_pack_agreement
from kokoroe.contracts.models import ContractPack, MovePaper
from kokoroe.contracts.seats import Seat
from kokoroe.contracts.terms import row_in_force
from kokoroe.deeds.operating import operate
from kokoroe.desk.annex import bytes_of, compared
from kokoroe.desk.deeds import PACKS
from kokoroe.packs.brought import LARGEST
from kokoroe.papers.handing_over import file_response
from kokoroe.submissions.forms.fields import AmendmentForm

router = new_router("contracts")
PACK = "/contracts/{slug:code}/packs/{int:pk}"
MOST = 200


class PackTold(Told):
    """An annex that one party named: the one that the contract was opened with, or one that was proposed."""

    id: int
    name: str
    edition: str
    pack: Annotated[str, From("digest"), Field(description="SHA-256 of its bytes, in hex.")]
    opens: bool
    party: Annotated[Literal["client", "contractor"], From("mover")]
    reason: str
    recorded_at: Moment
    recorded_by: Annotated[str | None, From("recorded_by.person.name")]
    unasked: bool
    paper_at: Moment | None
    paper_counts: bool
    agreed_at: Moment | None
    refused_at: Moment | None
    refusal: str


class PartTold(Told):
    """One thing that would read otherwise."""

    item: str
    old: str
    new: str


class DutyChangeTold(Told):
    """A duty that comes, goes or changes; `parts` says what of it."""

    duty: Annotated[str, From("id")]
    clause: Annotated[str, From("duty.clause")]
    wording: Annotated[str, From("duty.wording")]
    how: Literal["added", "removed", "changed"]
    parts: list[PartTold]


class PackChangesTold(Told):
    """What an annex changes against the one in force, in words; nothing where only the spelling differs."""

    duties: list[DutyChangeTold]
    others: list[PartTold]


class PackGiven(Given):
    """The name of an installed annex, or the text of the files of one."""

    name: Annotated[str, Field(max_length=100)] = ""
    pack_yaml: Annotated[str, Field(max_length=LARGEST)] = ""
    forms_yaml: Annotated[str, Field(max_length=LARGEST)] = ""
    reason: Annotated[str, Field(max_length=2000)] = ""


@router.get("/contracts/{slug:code}/packs", response=list[PackTold])
@seated("read", Text("契約の別記の記録", "The contract's annexes as named"))
def packs_list(request: ApiRequest, seat: Seat) -> list[dict[str, Any]]:  # noqa: ARG001
    """Every annex that a party named, the newest first. One counts from when the other party agreed to it."""
    rows = seat.contract.packs.select_related("recorded_by__person").order_by("-recorded_at", "-pk")[:MOST]
    return [PackTold.as_json(row) for row in rows]


@router.get(f"{PACK}/changes", response=PackChangesTold | None)
@seated("read", Text("別記の違い", "What an annex changes"))
def pack_changes(request: ApiRequest, seat: Seat, pk: int) -> dict[str, Any] | None:
    """Against the one in force; null where one of both cannot be read any more."""
    row = get_object_or_404(ContractPack, pk=pk, contract=seat.contract)
    found = compared(row_in_force(seat.contract, request.now), row)
    return PackChangesTold.as_json(found) if found else None


@router.get(f"{PACK}/file", openapi_extra=BYTES)
@seated("read", Text("別記の控え（ファイル）", "The annex as it was kept"))
def pack_file(request: ApiRequest, seat: Seat, pk: int) -> HttpResponse:  # noqa: ARG001
    """The exact bytes; of an annex with forms they are one text of all its files."""
    return bytes_of(get_object_or_404(ContractPack, pk=pk, contract=seat.contract))


@router.post("/contracts/{slug:code}/packs", response={CREATED: PackTold})
@seated("agree", Text("別記の変更を提案する", "Propose another annex"))
def pack_propose(request: ApiRequest, seat: Seat, given: PackGiven) -> Coded:
    """It counts once the other party agrees, and from then on."""
    sent = {"pack.yaml": given.pack_yaml, "forms.yaml": given.forms_yaml}
    files = {name: text.encode() for name, text in sent.items() if text}
    row = propose_pack(seat=seat, name=given.name, files=files or None, reason=given.reason, now=request.now)
    return Status(CREATED, PackTold.as_json(row))


operate(router, PACKS["contract_pack_agree"], "pack_agree", f"{PACK}/agree", response=PackTold)
operate(
    router,
    PACKS["contract_pack_refuse"],
    "pack_refuse",
    f"{PACK}/refuse",
    response=PackTold,
    given="PackRefusalGiven",
)


@router.post(f"{PACK}/record", response=PackTold)
@seated("agree", Text("別記への同意を紙から記録する", "Record an agreement to an annex from paper"))
def pack_record(request: ApiRequest, seat: Seat, pk: int, scan: File[UploadedFile]) -> ContractPack:
    """With its scan (PDF, JPEG or PNG up to 10 MB), as multipart/form-data; it stays marked until it is confirmed."""
    row = get_object_or_404(ContractPack, pk=pk, contract=seat.contract)
    form = AmendmentForm(files=MultiValueDict({"scan": [scan]}))
    checked(form)
    return record_pack_agreement(seat=seat, pack=row, **form.as_verb(), now=request.now)


@router.get(f"{PACK}/scan", openapi_extra=BYTES)
@seated("agree", Text("別記への同意の写し（ファイル）", "The scan of an agreement to an annex"))
def pack_scan(request: ApiRequest, seat: Seat, pk: int) -> HttpResponse:  # noqa: ARG001
    """The exact bytes."""
    found = get_object_or_404(MovePaper, contractpack=pk, contract=seat.contract)
    return file_response(bytes(found.content), found.media_type, found.filename)
