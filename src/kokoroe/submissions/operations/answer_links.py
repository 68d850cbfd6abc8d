"""Whom of a client links reach, and the links by which somebody without an account answers."""

from datetime import datetime
from typing import Any, Literal

from django.shortcuts import get_object_or_404

from kokoroe.annex.text import Text
from kokoroe.api.guards import require_scope, seated
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import CREATED, Moment, Told
from kokoroe.api.service import router as new_router
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.operating import operate
from kokoroe.submissions import labels
from kokoroe.submissions.deeds import DECIDING
from kokoroe.submissions.links import choices
from kokoroe.submissions.models import AnswerAddress, AnswerLink
from kokoroe.submissions.operations.schemas import visible

router = new_router("writings")

ADDRESSES = "/contracts/{slug:code}/answer-addresses"
LINKS = "/contracts/{slug:code}/writings/{int:pk}/links"


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
    return [recorded_as_json(row, seat) for row in addresses(request, seat)]


def by_who_decides(request: ApiRequest, _: Doing, sent: dict[str, Any]) -> dict[str, Any]:
    """Raises Problem for a token that may not decide."""
    require_scope(request, "decide")
    return sent


def by_who_writes(request: ApiRequest, _: Doing, sent: dict[str, Any]) -> dict[str, Any]:
    """Raises Problem for a token that may not write."""
    require_scope(request, "write")
    return sent


operate(
    router, DECIDING["answer_address_record"], "answer_address_record", ADDRESSES, given="AnswerAddressGiven",
    response={CREATED: AnswerAddressTold}, as_json=lambda _, doing, row: recorded_as_json(row, doing.seat),
    sent=by_who_decides, scope="read",
)  # fmt: skip
operate(
    router, DECIDING["answer_address_remove"], "answer_address_remove", f"{ADDRESSES}/{{int:pk}}/remove",
    sent=by_who_decides, scope="read",
)  # fmt: skip


@router.get(LINKS, response=list[AnswerLinkTold])
@seated("read", Text("回答用リンク", "Links to answer by"))
def answer_links(request: ApiRequest, seat: Seat, pk: int) -> list[dict[str, Any]]:
    """All of one writing, the newest first."""
    row = get_object_or_404(visible(request, seat), pk=pk)
    return [link_as_json(link, seat, request.now) for link in links(request, seat, row.pk)]


@router.get(f"{LINKS}/addresses", response=list[AddressOnRecordTold])
@seated("submit", Text("リンクを送れるアドレス", "Addresses that a link may go to"))
def answer_link_addresses(request: ApiRequest, seat: Seat, pk: int) -> list[dict[str, Any]]:
    """Those on record; none where the client decides by sign-in and recorded none itself."""
    get_object_or_404(visible(request, seat), pk=pk)
    return [AddressOnRecordTold.as_json(one) for one in choices(seat.contract, request.now)]


operate(
    router, DECIDING["answer_link_make"], "answer_link_make", LINKS, given="AnswerLinkGiven", free=("address",),
    response={CREATED: AnswerLinkTold}, as_json=lambda _, doing, made: link_as_json(made, doing.seat, doing.now),
)  # fmt: skip
operate(
    router, DECIDING["answer_link_withdraw"], "answer_link_end", f"{LINKS}/{{int:link}}/withdraw",
    sent=by_who_writes, scope="read",
)  # fmt: skip


def links(request: ApiRequest, seat: Seat, pk: int) -> Any:
    """The links of a writing of the contract."""
    rows = AnswerLink.objects.visible_to(request.user, at=request.now).select_related("account")
    return rows.filter(submission=pk, submission__contract=seat.contract)


def addresses(request: ApiRequest, seat: Seat) -> Any:
    """The addresses that the client recorded."""
    rows = AnswerAddress.objects.visible_to(request.user, at=request.now)
    return rows.filter(contract=seat.contract, removed_at__isnull=True)


def recorded_as_json(row: AnswerAddress, seat: Seat) -> dict[str, Any]:
    """A recorded address as it is answered."""
    return AnswerAddressTold.as_json(row, **({} if labels.may_write_to(seat) else {"address": None}))


def link_as_json(link: AnswerLink, seat: Seat, at: datetime) -> dict[str, Any]:
    """A link as it is answered."""
    return AnswerLinkTold.as_json(link, address=labels.address_of(link, seat), is_open=link.is_open(at))
