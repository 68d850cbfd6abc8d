"""Audits: let somebody read for a time, see what they opened, end it."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from django.shortcuts import get_object_or_404
from ninja import Status

from kokoroe.annex.text import Text
from kokoroe.api.forms import checked, schema_of, typed
from kokoroe.api.guards import forbidden, require_scope, seated
from kokoroe.api.paging import Cursor, Limit, page
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import Coded, From, Moment, Page, Told
from kokoroe.api.service import router as new_router
from kokoroe.api.texts import words
from kokoroe.contracts import auditing
from kokoroe.contracts.grants import Audit, AuditLook
from kokoroe.contracts.seats import Seat
from kokoroe.desk.operations.people import InvitedTold, invited_told
from kokoroe.desk.seating.auditors import let_audit
from kokoroe.desk.seating.forms import AuditForm
from kokoroe.desk.seating.words import opened

router = new_router("people")

CREATED, DONE = 201, 204
AUDITS = "/contracts/{slug:code}/access/audits"
AuditGiven = schema_of(AuditForm(may_lend_personal=True), "AuditGiven")


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


@router.post(AUDITS, response={CREATED: InvitedTold})
@seated("read", Text("監査の閲覧を認める", "Let somebody audit"), scope="write", secrets=("link",))
def audit_grant(request: ApiRequest, seat: Seat, given: AuditGiven) -> Coded:
    """An account at once, anybody else by an invitation. Who lends personal columns needs `personal` too."""
    if given.personal:  # type: ignore[attr-defined]
        require_scope(request, "personal")
        if not seat.may("personal"):
            raise forbidden()
    form = AuditForm(typed(given), may_lend_personal=seat.may("personal"))
    checked(form)
    return Status(CREATED, invited_told(let_audit(seat=seat, form=form, now=request.now)))


@router.get(f"{AUDITS}/{{int:pk}}/looks", response=Page[LookTold])
@seated("read", Text("監査で開かれたもの", "What an auditor opened"))
def audit_looks(request: ApiRequest, seat: Seat, pk: int, cursor: Cursor, limit: Limit) -> Mapping[str, Any]:
    """The newest first, for both parties to see."""
    audit = get_object_or_404(Audit, contract=seat.contract, pk=pk)
    return page(request, audit.looks.all(), look_told, cursor=cursor, limit=limit)


@router.post(f"{AUDITS}/{{int:pk}}/end", response={DONE: None})
@seated("read", Text("監査の閲覧を終える", "End an audit"), scope="write")
def audit_end(request: ApiRequest, seat: Seat, pk: int) -> Coded:
    """From now on; what was looked at stays on record."""
    row = get_object_or_404(Audit, contract=seat.contract, pk=pk)
    auditing.end_audit(seat=seat, audit=row, now=request.now)
    return Status(DONE, None)


def audit_told(row: Any) -> dict[str, Any]:
    """An audit as it is answered."""
    return AuditTold.as_json(row)


def look_told(row: AuditLook) -> dict[str, Any]:
    """What was opened, as it is answered."""
    return LookTold.as_json(row, route_words=words(opened(row.route)))
