"""Who takes part in a contract and why: roles, invitations that wait, and inviting the roster's people."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from ninja import Status
from pydantic import Field

from kokoroe.accounts.inviting import Waiting, waiting_invitations
from kokoroe.accounts.models import Invitation
from kokoroe.annex.text import Text
from kokoroe.api.guards import forbidden, require_scope, seated
from kokoroe.api.paging import Cursor, Limit, page, part
from kokoroe.api.problems import Problem, pointer
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import CREATED, Coded, From, Given, Moment, Page, Told
from kokoroe.api.service import router as new_router
from kokoroe.api.texts import words
from kokoroe.contracts.models import ClientRole, Preparing
from kokoroe.contracts.roles import PREPARES, including
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.operating import operate
from kokoroe.desk.seating.deeds import SEATING, sitting
from kokoroe.desk.seating.people import (
    Reason,
    Sitting,
    concerns,
    invitations_of,
    link_of,
    sees_addresses,
    speaks,
)
from kokoroe.plan.inviting import Candidate, candidates, invite_people

router = new_router("people")

NEWEST = 50
Party = Literal["client", "contractor"]


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

    link: Annotated[str | None, From(lambda sent: link_of(sent) or None)]
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
            *(role_as_json(request, seat, row, "client", row.role) for row in roles),
            *(role_as_json(request, seat, row, "contractor", PREPARES) for row in grants),
        ],
        "invitations": invitations_as_json(request, seat, list(invitations_of(seat)[:NEWEST]))
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
    return {**found, "items": invitations_as_json(request, seat, found["items"])}


def with_scope(request: ApiRequest, doing: Doing, sent: dict[str, Any]) -> dict[str, Any]:
    """Raises Problem unless the token may decide where somebody of the client's is to."""
    deciding = {f"client:{word}" for word in including("decide")}
    if sent["role"] in deciding and doing.seat.party == "client":
        require_scope(request, "decide")
    return sent


def as_it_was(request: ApiRequest, doing: Doing, sent: dict[str, Any]) -> dict[str, Any]:
    """Raises Problem unless the token could have made the invitation."""
    require_what_it_gives(request, doing.thing)
    return sent


operate(
    router, SEATING["contract_invite"], "people_invite", "/contracts/{slug:code}/people",
    given="InvitationGiven", sent=with_scope,
    response={CREATED: InvitedTold}, secrets=("link",),
)  # fmt: skip
operate(
    router, SEATING["contract_invitation_resend"], "invitation_resend",
    "/contracts/{slug:code}/invitations/{int:pk}/resend", given=ResendGiven | None, sent=as_it_was,
    response={CREATED: InvitedTold}, secrets=("link",),
)  # fmt: skip
operate(
    router, SEATING["contract_role_end"], "people_end", "/contracts/{slug:code}/people/{party}/{int:pk}/end",
    params={"party": Party},
)  # fmt: skip
operate(
    router, SEATING["contract_invitation_withdraw"], "invitation_withdraw",
    "/contracts/{slug:code}/invitations/{int:pk}/withdraw",
)  # fmt: skip


def require_what_it_gives(request: ApiRequest, row: Invitation) -> None:
    """Raises Problem unless the token could have made such an invitation: its link gives what the token may lack."""
    if row.grants.get("role") in including("decide"):
        require_scope(request, "decide")
    if row.grants.get("audit", {}).get("personal"):
        require_scope(request, "personal")


def role_as_json(
    request: ApiRequest, seat: Seat, row: ClientRole | Preparing, party: Party, role: str
) -> dict[str, Any]:
    """A role as it is answered."""
    email = address(request, seat, row.account.email)
    return RoleTold.as_json(row, party=party, role=role, email=email)


def invitation_as_json(request: ApiRequest, seat: Seat, one: Waiting) -> dict[str, Any]:
    """An invitation as it is answered."""
    row, home = one.invitation, seat.account.person.organisation_id
    own = row.invited_by is not None and row.invited_by.person.organisation_id == home
    return InvitationTold.as_json(one, email=address(request, seat, row.email), own=own)


def invitations_as_json(request: ApiRequest, seat: Seat, rows: list[Invitation]) -> list[dict[str, Any]]:
    """These invitations with how their letters stand."""
    return [invitation_as_json(request, seat, one) for one in waiting_invitations(rows, now=request.now)]


def address(request: ApiRequest, seat: Seat, email: str) -> str | None:
    """An address, as far as the seat sees addresses and the token reaches."""
    return email if "personal" in request.token.scopes and sees_addresses(seat) else None


ROSTER = "/contracts/{slug:code}/people/roster"
Key = Annotated[int, Field(ge=1, le=2**53)]
MOST = 500
ONE_OF_THEM = Text(
    "人を persons に入れるか、everybody を true にしてください。",
    "Name people in persons, or set everybody to true.",
)


class ReasonTold(Told):
    """What gives somebody abilities. `role`: the row under people that can be ended."""

    word: str
    why: str
    may: str
    role: int | None


class SittingTold(Told):
    """Somebody at the table. The address is told to who may see it, with `personal`."""

    name: str
    party: Literal["client", "contractor"]
    email: str | None
    is_program: bool
    vouched_by: str | None
    suspended: bool
    reasons: list[ReasonTold]


class SittingsTold(Told):
    """Everybody with more than reading; `workers` are those of the roster besides who have an account."""

    people: list[SittingTold]
    workers: int


class RosterPersonTold(Told):
    """Somebody on the roster in force. `why_not`: why no link can be made for them; the address needs `personal`."""

    person: Annotated[int, From("entry.person_id")]
    name: Annotated[str, From("entry.name")]
    role: Annotated[str, From("entry.role")]
    email: str | None
    has_account: bool
    invitation: Annotated[int | None, From("waiting.pk")]
    invited_until: Annotated[Moment | None, From("waiting.expires_at")]
    why_not: str | None


class RosterInviteGiven(Given):
    """The people by `person`, or everybody who can be invited (which needs mail)."""

    persons: Annotated[list[Key], Field(max_length=MOST, examples=[[12, 34]])] = []
    everybody: bool = False


class RosterInvitedTold(Told):
    """Somebody who was invited."""

    person: int
    invitation: int
    mailed: bool


class RosterLinkTold(Told):
    """A link to be passed on, good once, for the one person."""

    person: int
    link: str


class RosterInvitationsTold(Told):
    """Who was invited; `links`, told this once, are those that were not mailed."""

    invited: list[RosterInvitedTold]
    links: list[RosterLinkTold] | None


@router.get("/contracts/{slug:code}/access/people", response=SittingsTold)
@seated("read", Text("だれが何をできるか、それはなぜか", "Who may do what, and why"))
def sittings_read(request: ApiRequest, seat: Seat) -> dict[str, Any]:
    """For both parties to see."""
    found = sitting(Doing(seat, request.now))
    return {
        "people": [sitting_as_json(request, seat, one) for one in found if not one.is_worker],
        "workers": sum(one.is_worker for one in found),
    }


@router.get(ROSTER, response=Page[RosterPersonTold])
@seated("read", Text("名簿の人のアカウント", "The roster's people and their accounts"), scope="write")
def roster_people(request: ApiRequest, seat: Seat, cursor: Cursor, limit: Limit) -> Mapping[str, Any]:
    """Of the roster in force, for who prepares or administers for the contractor."""
    if not concerns(seat):
        raise forbidden()
    found = part(request, candidates(seat.contract, now=request.now), cursor=cursor, limit=limit)
    return {**found, "items": [candidate_as_json(request, seat, one) for one in found["items"]]}


@router.post(f"{ROSTER}/invite", response={CREATED: RosterInvitationsTold})
@seated("read", Text("名簿の人を招待する", "Invite the roster's people"), scope="write", secrets=("links",))
def roster_people_invite(request: ApiRequest, seat: Seat, given: RosterInviteGiven) -> Coded:
    """By mail; where none can leave, links are told once. All of them, or nobody."""
    if not concerns(seat):
        raise forbidden()
    if given.everybody == bool(given.persons):
        raise Problem("invalid", errors=[{"pointer": pointer(["persons"]), "detail": ONE_OF_THEM}])
    persons = None if given.everybody else list(dict.fromkeys(given.persons))
    done = invite_people(seat=seat, persons=persons, now=request.now)
    rows = [(sent.invitation, sent.mailed, link_of(sent)) for sent in done if sent.invitation is not None]
    return Status(
        CREATED,
        {
            "invited": [
                {"person": row.person_id, "invitation": row.pk, "mailed": mailed} for row, mailed, _ in rows
            ],
            "links": [{"person": row.person_id, "link": link} for row, _, link in rows if link],
        },
    )


def sitting_as_json(request: ApiRequest, seat: Seat, one: Sitting) -> dict[str, Any]:
    """Somebody at the table, as it is answered."""
    account = one.account
    vouched = account.vouched_by
    return {
        "name": account.person.name,
        "party": one.party,
        "email": address(request, seat, account.email) if account.signs_in else None,
        "is_program": not account.signs_in,
        "vouched_by": vouched.name if vouched and vouched.pk != account.person.organisation_id else None,
        "suspended": bool(one.suspended),
        "reasons": [reason_as_json(seat, reason) for reason in one.reasons],
    }


def reason_as_json(seat: Seat, reason: Reason) -> dict[str, Any]:
    """Why somebody may do what, as it is answered; the row only to the side whose role it is."""
    ends = bool(reason.can_end) and reason.can_end == seat.party and speaks(seat)
    return ReasonTold.as_json(reason, role=reason.row if ends else None)


def candidate_as_json(request: ApiRequest, seat: Seat, one: Candidate) -> dict[str, Any]:
    """Somebody on the roster, as it is answered."""
    return RosterPersonTold.as_json(
        one,
        email=address(request, seat, one.email) if one.email else None,
        has_account=one.account is not None,
        why_not=words(one.why_not) or None,
    )
