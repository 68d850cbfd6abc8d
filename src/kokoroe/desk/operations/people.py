"""Who takes part in a contract: roles, and invitations that wait."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from django.shortcuts import get_object_or_404
from ninja import Status

from kokoroe.accounts.inviting import Sent, Waiting, waiting
from kokoroe.accounts.models import Invitation
from kokoroe.annex.text import Text
from kokoroe.api.forms import checked, schema_of, typed
from kokoroe.api.guards import forbidden, require_scope, seated
from kokoroe.api.paging import Cursor, Limit, page
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import Coded, From, Given, Moment, Page, Told
from kokoroe.api.service import router as new_router
from kokoroe.contracts import inviting, people
from kokoroe.contracts.forms import InvitationForm, roles_for
from kokoroe.contracts.models import ClientRole, Preparing
from kokoroe.contracts.seats import Seat
from kokoroe.desk.seating.reading import invitations_of, link_of, sees_addresses, speaks

router = new_router("people")

CREATED, DONE = 201, 204
NEWEST = 50
Party = Literal["client", "contractor"]
InvitationGiven = schema_of(InvitationForm(roles=[("", "")]), "InvitationGiven", free=("role",))


class RoleTold(Told):
    """Somebody's role. The address is told to tokens with `personal`."""

    id: int
    party: Party
    role: str
    name: Annotated[str, From("account.person.name")]
    email: str | None
    since: Moment


class InvitationTold(Told):
    """An invitation that nobody has used yet. `own`: this party made it, and may send it anew or take it back.

    `letter` says how its mail stands: shown (none was sent), waiting, sent (a mail server took it), failing, over.
    """

    id: Annotated[int, From("invitation.pk")]
    name: Annotated[str, From("invitation.name")]
    email: str | None
    expires_at: Annotated[Moment, From("invitation.expires_at")]
    expired: bool
    own: bool
    letter: Annotated[Literal["shown", "waiting", "sent", "failing", "over"], From("state")]


class PeopleTold(Told):
    """Who takes part, and who is invited; whoever stands on the roster in force takes part besides."""

    roles: list[RoleTold]
    invitations: list[InvitationTold]


class ResendGiven(Given):
    """`show`: tell the new link in the answer, and send nothing."""

    show: bool = False


class InvitedTold(Told):
    """`link` is to be passed on: good once, shown this once; null where it was mailed or nothing had to be sent."""

    link: str | None
    mailed: bool


@router.get("/contracts/{slug:code}/people", response=PeopleTold)
@seated("read", Text("参加している人", "Who takes part"))
def people_list(request: ApiRequest, seat: Seat) -> dict[str, Any]:
    """The roles of both sides, and to who may invite, the newest invitations."""
    contract = seat.contract
    roles = ClientRole.objects.filter(contract=contract, until__isnull=True).select_related("account__person")
    grants = Preparing.objects.filter(contract=contract, until__isnull=True).select_related("account__person")
    return {
        "roles": [
            *(role_told(request, seat, row, "client", row.role) for row in roles),
            *(role_told(request, seat, row, "contractor", "prepares") for row in grants),
        ],
        "invitations": invitations_told(request, seat, list(invitations_of(seat)[:NEWEST]))
        if speaks(seat)
        else [],
    }


@router.get("/contracts/{slug:code}/invitations", response=Page[InvitationTold])
@seated("read", Text("招待の一覧", "Invitations that wait"), scope="write")
def invitations(request: ApiRequest, seat: Seat, cursor: Cursor, limit: Limit) -> Mapping[str, Any]:
    """Of both sides, the newest first, for who may invite."""
    if not speaks(seat):
        raise forbidden()
    found = page(request, invitations_of(seat), lambda row: row, cursor=cursor, limit=limit)
    return {**found, "items": invitations_told(request, seat, found["items"])}


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
    return Status(CREATED, invited_told(sent))


@router.post("/contracts/{slug:code}/invitations/{int:pk}/resend", response={CREATED: InvitedTold})
@seated("read", Text("招待を送り直す", "Send an invitation anew"), scope="write", secrets=("link",))
def invitation_resend(request: ApiRequest, seat: Seat, pk: int, given: ResendGiven | None = None) -> Coded:
    """Under a new link; the old one is dead."""
    row = get_object_or_404(Invitation, grants__contract=seat.contract.pk, pk=pk)
    require_what_it_gives(request, row)
    show = given is not None and given.show
    sent = inviting.resend(seat=seat, invitation=row, show=show, now=request.now)
    return Status(CREATED, invited_told(sent))


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


def require_what_it_gives(request: ApiRequest, row: Invitation) -> None:
    """Raises Problem unless the token could have made such an invitation: its link gives what the token may lack."""
    if row.grants.get("role") == "decides":
        require_scope(request, "decide")
    if row.grants.get("audit", {}).get("personal"):
        require_scope(request, "personal")


def role_told(
    request: ApiRequest, seat: Seat, row: ClientRole | Preparing, party: Party, role: str
) -> dict[str, Any]:
    """A role as it is answered."""
    email = address(request, seat, row.account.email)
    return RoleTold.as_json(row, party=party, role=role, email=email)


def invitation_told(request: ApiRequest, seat: Seat, one: Waiting) -> dict[str, Any]:
    """An invitation as it is answered."""
    row, home = one.invitation, seat.account.person.organisation_id
    own = row.invited_by is not None and row.invited_by.person.organisation_id == home
    return InvitationTold.as_json(one, email=address(request, seat, row.email), own=own)


def invitations_told(request: ApiRequest, seat: Seat, rows: list[Invitation]) -> list[dict[str, Any]]:
    """These invitations with how their letters stand; one query."""
    return [invitation_told(request, seat, one) for one in waiting(rows, now=request.now)]


def invited_told(sent: Sent) -> dict[str, Any]:
    """What became of an invitation, as it is answered."""
    return InvitedTold.as_json(sent, link=link_told(sent))


def link_told(sent: Sent) -> str | None:
    """The link to be passed on, where no mail left."""
    return link_of(sent) or None


def address(request: ApiRequest, seat: Seat, email: str) -> str | None:
    """An address, as far as the seat sees addresses and the token reaches."""
    return email if "personal" in request.token.scopes and sees_addresses(seat) else None
