"""The contracts and how they stand; those that wait to be confirmed; the subcontracts below one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from django.shortcuts import get_object_or_404
from ninja import Query, Status
from pydantic import Field

from kokoroe.accounts.models import Account, Organisation
from kokoroe.annex.text import Text
from kokoroe.api.forms import checked, schema_of, typed
from kokoroe.api.guards import forbidden, seat_for, seated, signed_in
from kokoroe.api.paging import Cursor, Limit, opened, sealed
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import CREATED, Coded, From, Given, Moment, Page, Told
from kokoroe.api.service import router as new_router
from kokoroe.contracts import confirming
from kokoroe.contracts.forms import SubcontractForm
from kokoroe.contracts.models import Confirmation, Contract
from kokoroe.contracts.operations import (
    AnnexReadingTold,
    ContractTold,
    DatesTold,
    contract_as_json,
    reading_as_json,
)
from kokoroe.contracts.seats import Seat
from kokoroe.contracts.subcontracting import open_subcontract
from kokoroe.contracts.terms import dates, pack_in_force
from kokoroe.deeds.operating import operate
from kokoroe.desk.board import Board
from kokoroe.desk.chain import chain_of
from kokoroe.desk.deeds import PROPOSALS
from kokoroe.desk.portfolio import boards_of, census, narrowed, place, reading_in_words, shown

router = new_router("contracts")

Sort = Literal["attention", "due", "title"]


class DueTold(Told):
    """The duty to look at first."""

    clause: str
    state: str
    due_at: Moment | None


class StandingTold(Told):
    """A contract of the list. `lamps` has a state for each topic of its annex; `urgency` 0 says nothing is urgent."""

    code: str
    title: str
    number: str
    client: str
    contractor: str
    annex: str
    urgency: int
    lamps: dict[str, str]
    next: DueTold | None
    reading: AnnexReadingTold | None


@router.get("/contracts", response=Page[StandingTold])
@signed_in(Text("契約の一覧と状況", "The contracts and how they stand"))
def contracts(
    request: ApiRequest,
    account: Account,
    q: Annotated[str, Query("", max_length=100)],
    client: Annotated[int | None, Query(None, ge=1, le=2**62)],
    sort: Annotated[Sort, Query("attention")],
    cursor: Cursor,
    limit: Limit,
) -> Mapping[str, Any]:
    """Every contract that the account sees: what needs a hand first, what is due next, or by title.

    A contract whose place changes between two pages may be met twice or not at all: read on from the start then.
    """
    found = narrowed(Contract.objects.visible_to(account, at=request.now), q=q, client=str(client or ""))
    start = opened(request, cursor) if cursor is not None else 0
    counted = census(found, request.now, order=sort, limit=limit, offset=start)
    rows = shown(counted.page, account, request.now)
    boards = boards_of(rows, request.now)
    rows.sort(key=lambda row: place(row, boards[row["pk"]], sort))
    following = start + limit
    return {
        "items": [standing_as_json(row, boards[row["pk"]]) for row in rows],
        "next": sealed(request, following) if following < counted.total else None,
    }


def standing_as_json(row: Mapping[str, Any], board: Board) -> dict[str, Any]:
    """How a contract of the list stands, as it is answered."""
    due: datetime | None = board.next.due_at if board.next else None
    return {
        "code": row["code"],
        "title": row["title"],
        "number": row["number"],
        "client": row["client__name"],
        "contractor": row["contractor__name"],
        "annex": board.pack,
        "urgency": board.urgency,
        "lamps": {topic: state.value for topic, state in board.cells.items()},
        "reading": reading_as_json(board.reading, reading_in_words(row, board)),
        "next": {"clause": board.next.clause, "state": board.next.state.value, "due_at": due}
        if board.next
        else None,
    }


MOST = 200
SubcontractGiven = schema_of(SubcontractForm(pack="sapporo"), "SubcontractGiven", free=("annex",))


def other_party(row: Confirmation) -> Organisation:
    """Who opened the contract."""
    return row.contract.contractor if row.party == "client" else row.contract.client


class ProposalToConfirmTold(Told):
    """What somebody opened with one's organisation, as its `party`."""

    id: int
    title: Annotated[str, From("contract.title")]
    number: Annotated[str, From("contract.number")]
    party: Literal["client", "contractor"]
    other: Annotated[str, From(lambda row: other_party(row).name)]
    asked_at: Moment


class WholeProposalTold(ProposalToConfirmTold):
    """The same with the annex and the dates, before it is answered."""

    annex: str
    edition: str
    dates: DatesTold


class DeclineGiven(Given):
    """Why this is no contract of one's organisation."""

    reason: Annotated[str, Field(max_length=2000)] = ""


class SubcontractTold(Told):
    """A subcontract as those above it see it: who, what, and how it stands. `code` where it may be opened."""

    code: str | None
    level: int
    title: str
    contractor: str
    state: str
    confirmed: bool
    reading: AnnexReadingTold | None


@router.get("/proposals", response=list[ProposalToConfirmTold])
@signed_in(Text("確認を求められている契約", "Contracts to be confirmed"))
def proposals(request: ApiRequest, account: Account) -> list[dict[str, Any]]:
    """For administrators: contracts that name their organisation and that it has not answered."""
    return [
        ProposalToConfirmTold.as_json(row) for row in confirming.proposals(account, at=request.now)[:MOST]
    ]


@router.get("/proposals/{int:pk}", response=WholeProposalTold)
@signed_in(Text("確認を求められている一つの契約", "A contract to be confirmed"))
def proposal(request: ApiRequest, account: Account, pk: int) -> dict[str, Any]:
    """What it is, for who answers for the organisation."""
    asked = get_object_or_404(confirming.proposals(account, at=request.now), pk=pk)
    pack = pack_in_force(asked.contract, request.now)
    return WholeProposalTold.as_json(
        asked, annex=pack.name, edition=pack.edition, dates=dates(asked.contract)
    )


operate(
    router, PROPOSALS["proposal_confirm"], "proposal_confirm", "/proposals/{int:pk}/confirm", scope="decide",
    response=ContractTold,
    as_json=lambda request, _, contract: contract_as_json(seat_for(request, contract.code), request),
)  # fmt: skip
operate(
    router, PROPOSALS["proposal_decline"], "proposal_decline", "/proposals/{int:pk}/decline", scope="decide",
    given=DeclineGiven,
)  # fmt: skip


@router.get("/contracts/{slug:code}/subcontracts", response=list[SubcontractTold])
@seated("chain", Text("再委託の状況", "The subcontracts below"))
def subcontracts_list(request: ApiRequest, seat: Seat) -> list[dict[str, Any]]:
    """Every subcontract below this one, whatever its level."""
    return [
        {
            "code": link.contract.code if link.opens else None,
            "level": link.level,
            "title": link.contract.title,
            "contractor": link.contract.contractor.name,
            "state": link.worst.value,
            "confirmed": link.asked is None or link.asked.confirmed_at is not None,
            "reading": reading_as_json(link.board.reading, link.reading),
        }
        for link in chain_of(seat.contract, request.user, request.now)
    ]


@router.post("/contracts/{slug:code}/subcontracts", response={CREATED: ContractTold})
@seated("prepare", Text("再委託の契約を開く", "Open a subcontract"))
def subcontract_open(request: ApiRequest, seat: Seat, given: SubcontractGiven) -> Coded:
    """The contractor hands on a part of the work; the subcontractor is asked to confirm."""
    if seat.party != "contractor":
        raise forbidden()
    form = SubcontractForm(typed(given), pack=pack_in_force(seat.contract, request.now).name)
    checked(form)
    contract = open_subcontract(seat=seat, **form.as_verb(), now=request.now)
    return Status(CREATED, contract_as_json(seat_for(request, contract.code), request))
