"""回答用リンク: for a client without an account, made by the contractor, withdrawn by either side."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404
from ninja import Status

from kokoroe.annex.text import Text
from kokoroe.api.forms import checked, schema_of, typed
from kokoroe.api.guards import forbidden, seated
from kokoroe.api.operations.writings import visible
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import Coded, Moment, Told
from kokoroe.api.service import router as new_router
from kokoroe.contracts.seats import Seat
from kokoroe.submissions.forms.links import LinkForm
from kokoroe.submissions.links import choices, make_link, withdraw_link
from kokoroe.submissions.models import CLOSING, AnswerLink, Step
from kokoroe.submissions.views.links import rows_of

router = new_router("writings")

CREATED, DONE = 201, 204
LINKS = "/contracts/{slug:code}/writings/{int:pk}/links"
LinkGiven = schema_of(LinkForm(choices=[]), "AnswerLinkGiven", free=("address",))


class AnswerLinkTold(Told):
    """A link: `address` as far as this seat may see it; `open` while it can still be answered by."""

    id: int
    address: str
    open: bool
    created_at: Moment


class AddressTold(Told):
    """An address on record, to which a link may be sent."""

    name: str
    address: str


class AnswerLinksTold(Told):
    """The links there are and were, and, for who submits, the addresses on record."""

    links: list[AnswerLinkTold]
    addresses: list[AddressTold]


@router.get(LINKS, response=AnswerLinksTold)
@seated("read", Text("回答用リンク", "Links to answer by"), scope="personal")
def answer_links(request: ApiRequest, seat: Seat, pk: int) -> dict[str, Any]:
    """For both parties to see."""
    ended = Step.objects.filter(submission=OuterRef("pk"), name__in=CLOSING)
    found = get_object_or_404(visible(request, seat).annotate(ended=Exists(ended)), pk=pk)
    found.contract = seat.contract
    is_open = bool(found.verb) and not found.ended  # type: ignore[attr-defined]
    may_make = is_open and seat.party == "contractor" and seat.may("submit")
    rows = rows_of(request, found, seat, is_open=is_open)  # type: ignore[arg-type]
    return {
        "links": [link_told(row) for row in rows],
        "addresses": [
            {"name": one.name, "address": one.address}
            for one in (choices(seat.contract, request.now) if may_make else [])
        ],
    }


@router.post(LINKS, response={DONE: None})
@seated("submit", Text("回答用リンクを送る", "Send a link to answer by"))
def answer_link_send(request: ApiRequest, seat: Seat, pk: int, given: LinkGiven) -> Coded:
    """By mail, to one of the addresses on record; whoever opens it is sent a code there."""
    if seat.party != "contractor":
        raise forbidden()
    found = get_object_or_404(visible(request, seat), pk=pk)
    found.contract = seat.contract
    form = LinkForm(typed(given), choices=choices(seat.contract, request.now))
    make_link(seat=seat, submission=found, address=checked(form)["address"], now=request.now)
    return Status(DONE, None)


@router.post(f"{LINKS}/{{int:link}}/withdraw", response={DONE: None})
@seated("read", Text("回答用リンクを取り消す", "Withdraw a link"), scope="write")
def answer_link_withdraw(request: ApiRequest, seat: Seat, pk: int, link: int) -> Coded:
    """It opens nothing any more."""
    rows = AnswerLink.objects.visible_to(request.user, at=request.now)
    found = get_object_or_404(rows, pk=link, submission=pk, submission__contract=seat.contract)
    withdraw_link(seat=seat, link=found, now=request.now)
    return Status(DONE, None)


def link_told(row: dict[str, Any]) -> dict[str, Any]:
    """A link as it is answered."""
    link = row["link"]
    return {
        "id": link.pk,
        "address": str(row["address"]),
        "open": bool(row["is_open"]),
        "created_at": link.created_at,
    }
