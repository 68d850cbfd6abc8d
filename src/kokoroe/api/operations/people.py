"""Who takes part in a contract: roles, and invitations that wait."""

from typing import Any, Literal

from django.shortcuts import get_object_or_404
from ninja import Status

from kokoroe.accounts.models import Invitation
from kokoroe.annex.text import Text
from kokoroe.api.forms import checked, schema_of, typed
from kokoroe.api.guards import require_scope, seated
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import Coded, Moment, Told
from kokoroe.api.service import router as new_router
from kokoroe.contracts import inviting, people
from kokoroe.contracts.forms import InvitationForm, roles_for
from kokoroe.contracts.models import ClientRole, Preparing
from kokoroe.contracts.seats import Seat
from kokoroe.desk.seating.page import link_of

router = new_router("people")

CREATED, DONE = 201, 204
Party = Literal["client", "contractor"]
InvitationGiven = schema_of(InvitationForm(roles=[("", "")]), "InvitationGiven", free=("role",))


class RoleTold(Told):
    """Somebody's role. The address is told to tokens with `personal`."""

    id: int
    party: Party
    role: str
    name: str
    email: str | None
    since: Moment


class InvitationTold(Told):
    """An invitation that nobody has used yet."""

    id: int
    name: str
    email: str | None
    expires_at: Moment


class PeopleTold(Told):
    """Who takes part, and who is invited; whoever stands on the roster in force takes part besides."""

    roles: list[RoleTold]
    invitations: list[InvitationTold]


class InvitedTold(Told):
    """`link` is to be passed on: good once, shown this once; null where it was mailed or nothing had to be sent."""

    link: str | None
    mailed: bool


@router.get("/contracts/{slug:code}/people", response=PeopleTold)
@seated("read", Text("参加している人", "Who takes part"))
def people_list(request: ApiRequest, seat: Seat) -> dict[str, Any]:
    """The roles of both sides, and to who may invite, the invitations."""
    contract = seat.contract
    roles = ClientRole.objects.filter(contract=contract, until__isnull=True).select_related("account__person")
    grants = Preparing.objects.filter(contract=contract, until__isnull=True).select_related("account__person")
    may_invite = any(seat.may(ability) for ability in ("prepare", "decide", "administer"))
    waiting = Invitation.objects.filter(
        grants__contract=contract.pk,
        used_at__isnull=True,
        withdrawn_at__isnull=True,
        expires_at__gt=request.now,
    )
    return {
        "roles": [
            *(role_told(request, row, "client", row.role) for row in roles),
            *(role_told(request, row, "contractor", "prepares") for row in grants),
        ],
        "invitations": [invitation_told(request, row) for row in waiting] if may_invite else [],
    }


@router.post("/contracts/{slug:code}/people", response={CREATED: InvitedTold})
@seated("read", Text("人を招待する", "Invite somebody"), scope="write", secrets=("link",))
def people_invite(request: ApiRequest, seat: Seat, given: InvitationGiven) -> Coded:
    """Give somebody a role; `role` is client:decides, client:handles, client:reads or contractor:prepares."""
    found = checked(InvitationForm(typed(given), roles=roles_for(seat)))
    party, _, role = found["role"].partition(":")
    if role == "decides" and seat.party == "client":
        require_scope(request, "decide")
    sent = inviting.invite_and_send(
        seat=seat,
        party="client" if party == "client" else "contractor",
        role=role,
        name=found["name"],
        email=found["email"],
        now=request.now,
    )
    return Status(CREATED, {"link": link_of(sent) or None, "mailed": sent.mailed})


@router.post("/contracts/{slug:code}/invitations/{int:pk}/resend", response={CREATED: InvitedTold})
@seated("read", Text("招待を送り直す", "Send an invitation anew"), scope="write", secrets=("link",))
def invitation_resend(request: ApiRequest, seat: Seat, pk: int) -> Coded:
    """Under a new link; the old one is dead."""
    row = get_object_or_404(Invitation, grants__contract=seat.contract.pk, pk=pk)
    sent = inviting.resend(seat=seat, invitation=row, show=False, now=request.now)
    return Status(CREATED, {"link": link_of(sent) or None, "mailed": sent.mailed})


@router.post("/contracts/{slug:code}/people/{party}/{int:pk}/end", response={DONE: None})
@seated("read", Text("役割を終える", "End somebody's role"), scope="write")
def people_end(request: ApiRequest, seat: Seat, party: Party, pk: int) -> Coded:
    """From now on; what they did stays."""
    rows: Any = ClientRole.objects if party == "client" else Preparing.objects
    role = get_object_or_404(rows.select_related("account__person"), contract=seat.contract, pk=pk)
    people.end_role(seat=seat, role=role, now=request.now)
    return Status(DONE, None)


@router.post("/contracts/{slug:code}/invitations/{int:pk}/withdraw", response={DONE: None})
@seated("read", Text("招待を取り消す", "Take an invitation back"), scope="write")
def invitation_withdraw(request: ApiRequest, seat: Seat, pk: int) -> Coded:
    """Its link opens nothing from now on."""
    row = get_object_or_404(Invitation, grants__contract=seat.contract.pk, pk=pk)
    people.withdraw_invitation(seat=seat, invitation=row, now=request.now)
    return Status(DONE, None)


def role_told(request: ApiRequest, row: ClientRole | Preparing, party: Party, role: str) -> dict[str, Any]:
    """A role as it is answered."""
    return {
        "id": row.pk,
        "party": party,
        "role": role,
        "name": row.account.person.name,
        "email": address(request, row.account.email),
        "since": row.since,
    }


def invitation_told(request: ApiRequest, row: Invitation) -> dict[str, Any]:
    """An invitation as it is answered."""
    return {
        "id": row.pk,
        "name": row.name,
        "email": address(request, row.email),
        "expires_at": row.expires_at,
    }


def address(request: ApiRequest, email: str) -> str | None:
    """An address, as far as the token reaches."""
    return email if "personal" in request.token.scopes else None
