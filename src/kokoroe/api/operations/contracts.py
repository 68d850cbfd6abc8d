"""Contracts: open one, the list with how each stands, one with its dates, and the dates themselves."""

from datetime import date
from typing import Any, Literal

from kokoroe.annex.text import Text
from kokoroe.api.guards import seated
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import Moment, Told
from kokoroe.api.service import router as new_router
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat
from kokoroe.contracts.terms import dates, pack_in_force

router = new_router("contracts")


class PartyTold(Told):
    """A party, with what the contract calls it."""

    id: int
    name: str
    label: str


class DatesTold(Told):
    """The five dates, as recorded now."""

    signed: date | None
    starts: date | None
    ends: date | None
    completed: date | None
    cancelled: date | None


class SeatTold(Told):
    """Where who asks sits, and what they may do with this token."""

    party: Literal["client", "contractor"]
    abilities: list[str]


class ContractTold(Told):
    """A contract."""

    code: str
    title: str
    number: str
    client: PartyTold
    contractor: PartyTold
    annex: str
    edition: str
    dates: DatesTold
    created_at: Moment
    seat: SeatTold


@router.get("/contracts/{slug:code}", response=ContractTold)
@seated("read", Text("契約", "One contract"))
def contract(request: ApiRequest, seat: Seat) -> dict[str, Any]:
    """The contract with its dates, and the seat at it."""
    return told(seat, request)


def told(seat: Seat, request: ApiRequest) -> dict[str, Any]:
    """A contract as it is answered; two queries."""
    contract = seat.contract
    pack = pack_in_force(contract, request.now)
    return {
        "code": contract.code,
        "title": contract.title,
        "number": contract.number,
        "client": party_told(contract, "client"),
        "contractor": party_told(contract, "contractor"),
        "annex": pack.name,
        "edition": pack.edition,
        "dates": dates(contract),
        "created_at": contract.created_at,
        "seat": {"party": seat.party, "abilities": sorted(seat.abilities)},
    }


def party_told(contract: Contract, party: str) -> dict[str, Any]:
    """A party as it is answered."""
    organisation = contract.client if party == "client" else contract.contractor
    return {"id": organisation.pk, "name": organisation.name, "label": contract.label(party)}
