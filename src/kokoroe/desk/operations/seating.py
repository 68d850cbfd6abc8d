"""Who sits at a contract and why; the roster's people, their accounts, and inviting them."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from ninja import Status
from pydantic import Field

from kokoroe.annex.text import Text
from kokoroe.api.guards import forbidden, seated
from kokoroe.api.paging import Cursor, Limit, part
from kokoroe.api.problems import Problem, pointer
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import CREATED, Coded, From, Given, Moment, Page, Told
from kokoroe.api.service import router as new_router
from kokoroe.api.texts import words
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.doing import Doing
from kokoroe.desk.operations.people import address, link_as_json
from kokoroe.desk.seating.deeds import sitting
from kokoroe.desk.seating.people import Reason, Sitting
from kokoroe.desk.seating.reading import concerns, speaks
from kokoroe.plan.inviting import Candidate, candidates, invite_people

router = new_router("people")

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
    rows = [
        (sent.invitation, sent.mailed, link_as_json(sent)) for sent in done if sent.invitation is not None
    ]
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
