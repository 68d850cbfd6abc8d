"""Audits: let somebody read for a time, see what they opened, end it."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from django.shortcuts import get_object_or_404

from kokoroe.annex.text import Text
from kokoroe.api.guards import forbidden, require_scope, seated
from kokoroe.api.paging import Cursor, Limit, page
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import CREATED, From, Moment, Page, Told
from kokoroe.api.service import router as new_router
from kokoroe.api.texts import words
from kokoroe.contracts.grants import Audit, AuditLook
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.operating import operate
from kokoroe.desk.operations.people import InvitedTold, invited_as_json
from kokoroe.desk.seating.deeds import SEATING
from kokoroe.desk.seating.words import opened

router = new_router("people")

AUDITS = "/contracts/{slug:code}/access/audits"


class AuditTold(Told):
    """Somebody who may read for a time; `looks` is how much they opened."""

    id: int
    name: Annotated[str, From("account.person.name")]
    organisation: Annotated[str, From("account.person.organisation.name")]
    party: Literal["client", "contractor"]
    purpose: str
    personal: bool
    since: Moment
    until: Moment
    looks: Annotated[int, From("opened")]


class LookTold(Told):
    """A page, paper or operation that an auditor opened. `what` names the things it was of."""

    id: int
    at: Moment
    route: str
    route_words: str
    what: str


def may_lend(request: ApiRequest, doing: Doing, sent: dict[str, Any]) -> dict[str, Any]:
    """Raises Problem unless who lends personal columns sees them, and the token does."""
    if sent.get("personal") == "true":
        require_scope(request, "personal")
        if not doing.seat.may("personal"):
            raise forbidden()
    return sent


operate(
    router, SEATING["audit_grant"], "audit_grant", AUDITS, given="AuditGiven", sent=may_lend,
    response={CREATED: InvitedTold}, as_json=lambda _, __, sent: invited_as_json(sent), secrets=("link",),
)  # fmt: skip


@router.get(f"{AUDITS}/{{int:pk}}/looks", response=Page[LookTold])
@seated("read", Text("監査で開かれたもの", "What an auditor opened"))
def audit_looks(request: ApiRequest, seat: Seat, pk: int, cursor: Cursor, limit: Limit) -> Mapping[str, Any]:
    """The newest first, for both parties to see."""
    audit = get_object_or_404(Audit, contract=seat.contract, pk=pk)
    return page(request, audit.looks.all(), look_as_json, cursor=cursor, limit=limit)


operate(router, SEATING["audit_end"], "audit_end", f"{AUDITS}/{{int:pk}}/end")


def look_as_json(row: AuditLook) -> dict[str, Any]:
    """What was opened, as it is answered."""
    return LookTold.as_json(row, route_words=words(opened(row.route)))
