"""Whom of a client links reach, and the links by which somebody without an account answers."""

from datetime import datetime
from typing import Any, Literal

from django.shortcuts import get_object_or_404
from ninja import Status

from kokoroe.annex.text import Text
from kokoroe.api.forms import checked, schema_of, typed
from kokoroe.api.guards import require_scope, seated
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import Coded, Moment, Told
from kokoroe.api.service import router as new_router
from kokoroe.contracts.seats import Seat
from kokoroe.submissions import labels
from kokoroe.submissions.addresses import OnRecord, record_address, remove_address
from kokoroe.submissions.forms.links import AddressForm, LinkForm
from kokoroe.submissions.links import choices, make_link, withdraw_link
from kokoroe.submissions.models import AnswerAddress, AnswerLink
from kokoroe.submissions.operations.schemas import visible

router = new_router("writings")

CREATED, DONE = 201, 204
ADDRESSES = "/contracts/{slug:code}/answer-addresses"
LINKS = "/contracts/{slug:code}/writings/{int:pk}/links"

AddressGiven = schema_of(AddressForm(), "AnswerAddressGiven")
LinkGiven = schema_of(LinkForm(choices=()), "AnswerLinkGiven", free=("address",))


class AnswerAddressTold(Told):
    """An address that the client's own people recorded; null for tokens that may not see it."""

    id: int
    name: str
    address: str | None
    at: Moment


class AnswerLinkTold(Told):
    """A link. `source` says who put its address on record; the address is in part where it may not be seen."""

    id: int
    name: str
    address: str
    source: Literal["client", "accepted", "submitted"]
    created_at: Moment
    expires_at: Moment
    opened_at: Moment | None
    used_at: Moment | None
    withdrawn_at: Moment | None
    is_open: bool


class AddressOnRecordTold(Told):
    """An address to which a link may be sent."""

    name: str
    address: str
    source: Literal["client", "accepted", "submitted"]


@router.get(ADDRESSES, response=list[AnswerAddressTold])
@seated("read", Text("回答者のアドレスの一覧", "Addresses for links"))
def answer_addresses(request: ApiRequest, seat: Seat) -> list[dict[str, Any]]:
    """Those that the client's own people recorded, for somebody without an account."""
    return [recorded_told(row, seat) for row in addresses(request, seat)]


@router.post(ADDRESSES, response={CREATED: AnswerAddressTold})
@seated("read", Text("回答者のアドレスを登録する", "Record an address for links"))
def answer_address_record(request: ApiRequest, seat: Seat, given: AddressGiven) -> Coded:
    """For who decides or administers for the client."""
    require_scope(request, "decide")
    made = record_address(seat=seat, now=request.now, **checked(AddressForm(typed(given))))
    return Status(CREATED, recorded_told(made, seat))


@router.post(f"{ADDRESSES}/{{int:pk}}/remove", response={DONE: None})
@seated("read", Text("回答者のアドレスを外す", "Remove an address for links"))
def answer_address_remove(request: ApiRequest, seat: Seat, pk: int) -> Coded:
    """No further link goes there."""
    require_scope(request, "decide")
    row = get_object_or_404(addresses(request, seat), pk=pk)
    remove_address(seat=seat, address=row, now=request.now)
    return Status(DONE, None)


@router.get(LINKS, response=list[AnswerLinkTold])
@seated("read", Text("回答用リンク", "Links to answer by"))
def answer_links(request: ApiRequest, seat: Seat, pk: int) -> list[dict[str, Any]]:
    """All of one writing, the newest first."""
    row = get_object_or_404(visible(request, seat), pk=pk)
    return [link_told(link, seat, request.now) for link in links(request, seat, row.pk)]


@router.get(f"{LINKS}/addresses", response=list[AddressOnRecordTold])
@seated("submit", Text("リンクを送れるアドレス", "Addresses that a link may go to"))
def answer_link_addresses(request: ApiRequest, seat: Seat, pk: int) -> list[dict[str, Any]]:
    """Those on record; none where the client decides by sign-in and recorded none itself."""
    get_object_or_404(visible(request, seat), pk=pk)
    return [address_told(one) for one in choices(seat.contract, request.now)]


@router.post(LINKS, response={CREATED: AnswerLinkTold})
@seated("submit", Text("回答用リンクを送る", "Send a link to answer by"))
def answer_link_make(request: ApiRequest, seat: Seat, pk: int, given: LinkGiven) -> Coded:
    """By mail, to an address on record. The link itself is in that mail alone."""
    row = get_object_or_404(visible(request, seat).prefetch_related("steps"), pk=pk)
    form = LinkForm(typed(given), choices=choices(seat.contract, request.now))
    made = make_link(seat=seat, submission=row, address=checked(form)["address"], now=request.now)
    return Status(CREATED, link_told(made, seat, request.now))


@router.post(f"{LINKS}/{{int:link}}/withdraw", response={DONE: None})
@seated("read", Text("回答用リンクを取り消す", "Withdraw a link to answer by"))
def answer_link_end(request: ApiRequest, seat: Seat, pk: int, link: int) -> Coded:
    """It opens nothing any more, at once; for who submits, or handles for the client."""
    require_scope(request, "write")
    row = get_object_or_404(links(request, seat, pk), pk=link)
    withdraw_link(seat=seat, link=row, now=request.now)
    return Status(DONE, None)


def links(request: ApiRequest, seat: Seat, pk: int) -> Any:
    """The links of a writing of the contract."""
    rows = AnswerLink.objects.visible_to(request.user, at=request.now).select_related("account")
    return rows.filter(submission=pk, submission__contract=seat.contract)


def addresses(request: ApiRequest, seat: Seat) -> Any:
    """The addresses that the client recorded."""
    rows = AnswerAddress.objects.visible_to(request.user, at=request.now)
    return rows.filter(contract=seat.contract, removed_at__isnull=True)


def recorded_told(row: AnswerAddress, seat: Seat) -> dict[str, Any]:
    """A recorded address as it is answered."""
    return AnswerAddressTold.as_json(row, **({} if labels.may_write_to(seat) else {"address": None}))


def link_told(link: AnswerLink, seat: Seat, at: datetime) -> dict[str, Any]:
    """A link as it is answered."""
    return AnswerLinkTold.as_json(link, address=labels.address_of(link, seat), is_open=link.is_open(at))


def address_told(one: OnRecord) -> dict[str, Any]:
    """An address on record as it is answered."""
    return AddressOnRecordTold.as_json(one)
