"""Contracts: open one, one with its parties and dates, and the dates themselves."""

from datetime import date
from typing import Annotated, Any, Literal

from ninja import Status
from pydantic import Field

from kokoroe.accounts.models import Account
from kokoroe.annex.text import Text
from kokoroe.api.forms import checked, schema_of, typed
from kokoroe.api.guards import administrator, seat_for, seated, signed_in
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import CREATED, Coded, From, Moment, Told
from kokoroe.api.service import router as new_router
from kokoroe.api.texts import words
from kokoroe.contracts import moving
from kokoroe.contracts.editions import Reading, reading_of, reading_words
from kokoroe.contracts.forms import ContractForm, DateForm
from kokoroe.contracts.opening import open_contract
from kokoroe.contracts.seats import Seat
from kokoroe.contracts.terms import available_packs, dates, load_pack, pack_in_force

TITLES = {
    "contracts": Text("契約", "Contracts"),
}
router = new_router("contracts")
routers = (router,)

ContractGiven = schema_of(ContractForm(account=None), "ContractGiven", free=("annex",))  # type: ignore[arg-type]
DateGiven = schema_of(
    DateForm(), "DateGiven", without=("on",), on=(Annotated[str | None, Field(max_length=40)], ...)
)


class AnnexTold(Told):
    """別記: one that a contract may be opened under."""

    name: str
    edition: str
    title: str


class PartyTold(Told):
    """A party, with what the contract calls it."""

    id: int
    name: str
    label: str


class DatesTold(Told):
    """The five dates, as they stand now."""

    signed: date | None
    starts: date | None
    ends: date | None
    completed: date | None
    cancelled: date | None


class ContractDateTold(Told):
    """A date as it was recorded: by which party alone, and what the other one said of it."""

    id: int
    name: Literal["signed", "starts", "ends", "completed", "cancelled"]
    on: date | None
    reason: str
    recorded_at: Moment
    recorded_by: Annotated[str | None, From("recorded_by.person.name")]
    party: Annotated[Literal["client", "contractor"] | None, From(lambda row: row.mover or None)]
    opens: bool
    unasked: bool
    paper_at: Moment | None
    paper_counts: bool
    agreed_at: Moment | None
    refused_at: Moment | None
    refusal: str


class SeatTold(Told):
    """Where who asks sits, and what they may do with this token."""

    party: Literal["client", "contractor"]
    abilities: list[str]


class ConfirmationTold(Told):
    """That the other party was asked whether it takes part, and what it said; `reason` is why it declined."""

    party: Literal["client", "contractor"]
    asked_at: Moment
    confirmed_at: Moment | None
    declined_at: Moment | None
    reason: str


class AnnexReadingTold(Told):
    """Whose reading of the annex counts while the other party does not stand by it."""

    by: Literal["client", "contractor"]
    state: Literal["unconfirmed", "refused"]
    words: str


class ContractTold(Told):
    """A contract. `confirmation` is null where nobody had to be asked, `reading` once both stand by the annex."""

    code: str
    title: str
    number: str
    client: PartyTold
    contractor: PartyTold
    annex: str
    edition: str
    pack: Annotated[str, Field(description="SHA-256 of the annex's bytes, in hex.")]
    reading: AnnexReadingTold | None
    dates: DatesTold
    created_at: Moment
    confirmation: ConfirmationTold | None
    seat: SeatTold


@router.get("/annexes", response=list[AnnexTold])
@signed_in(Text("契約に付けられる別記", "The annexes that contracts can be opened under"))
def annexes(request: ApiRequest, account: Account) -> list[dict[str, Any]]:  # noqa: ARG001
    """Those that are shipped, and those in the data folder."""
    packs = [load_pack(name) for name in available_packs()]
    return [AnnexTold.as_json(pack) for pack in packs]


@router.post("/contracts", response={CREATED: ContractTold})
@administrator(Text("契約を開く", "Open a contract"))
def contract_open(request: ApiRequest, account: Account, given: ContractGiven) -> Coded:
    """Open a contract for one's own organisation."""
    form = ContractForm(typed(given), account=account)
    checked(form)
    contract = open_contract(by=account, **form.as_verb(), now=request.now)
    return Status(CREATED, contract_as_json(seat_for(request, contract.code), request))


@router.get("/contracts/{slug:code}", response=ContractTold)
@seated("read", Text("契約", "One contract"))
def contract(request: ApiRequest, seat: Seat) -> dict[str, Any]:
    """The contract with its dates, and the seat at it."""
    return contract_as_json(seat, request)


@router.get("/contracts/{slug:code}/dates", response=list[ContractDateTold])
@seated("read", Text("契約の日付の記録", "The contract's dates as recorded"))
def contract_dates(request: ApiRequest, seat: Seat) -> list[dict[str, Any]]:  # noqa: ARG001
    """Every record of a date, the newest first; the latest of a name counts."""
    rows = seat.contract.dates.select_related("recorded_by__person").order_by("-recorded_at", "-pk")[:200]
    return [ContractDateTold.as_json(row) for row in rows]


@router.post("/contracts/{slug:code}/dates", response={CREATED: ContractDateTold})
@seated("agree", Text("契約の日付を記録する", "Record a date of the contract"))
def contract_date_set(request: ApiRequest, seat: Seat, given: DateGiven) -> Coded:
    """Set one of the five dates, move it, or take it back with null. In one's own favour it waits for a yes."""
    form = DateForm(typed(given))
    if given.on is None:  # type: ignore[attr-defined]
        form.fields["on"].required = False
    found = checked(form)
    row = moving.set_date(
        seat=seat, name=found["name"], on=found["on"], reason=found["reason"], now=request.now
    )
    return Status(CREATED, ContractDateTold.as_json(row))


def contract_as_json(seat: Seat, request: ApiRequest) -> dict[str, Any]:
    """A contract as it is answered."""
    contract = seat.contract
    pack = pack_in_force(contract, request.now)
    return ContractTold.as_json(
        contract,
        client=PartyTold.as_json(contract.client, label=contract.label("client")),
        contractor=PartyTold.as_json(contract.contractor, label=contract.label("contractor")),
        annex=pack.name,
        edition=pack.edition,
        pack=pack.digest,
        reading=reading_as_json(reading_of(contract, request.now), reading_words(contract, request.now)),
        dates=dates(contract),
        confirmation=getattr(contract, "confirmation", None),
        seat={"party": seat.party, "abilities": sorted(seat.abilities)},
    )


def reading_as_json(reading: Reading | None, said: Text | None) -> dict[str, Any] | None:
    """Whose reading of the annex counts, as it is answered; null once both parties stand by it."""
    return {"by": reading.by, "state": reading.state, "words": words(said)} if reading else None
