"""Until when a contract's personal data are kept: who holds them, and asking for longer."""

from datetime import date
from typing import Annotated, Any, Literal

from django.db.models import QuerySet

from kokoroe.annex.text import Text
from kokoroe.api.guards import seated
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import CREATED, From, Moment, Told
from kokoroe.api.service import router as new_router
from kokoroe.api.texts import words
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.operating import operate
from kokoroe.keeping.actions import WHO_MAY
from kokoroe.keeping.deeds import OF_CONTRACTS
from kokoroe.keeping.erasing import kinds_of_contract
from kokoroe.keeping.mine import when
from kokoroe.keeping.models import ContractRetention, Hold
from kokoroe.keeping.periods import keepings

router = new_router("contracts")

NEWEST = 200
KEEPING = "/contracts/{slug:code}/keeping"


class HoldTold(Told):
    """A stop of every erasure at the contract. The reason is told to who speaks for a party."""

    id: int
    party: Literal["client", "contractor"]
    reason: str | None
    placed_at: Moment
    placed_by: Annotated[str, From("placed_by.person.name")]
    lifted_at: Moment | None
    lifted_by: Annotated[str | None, From("lifted_by.person.name")]


class KeepingTold(Told):
    """`until` is the day from which the personal data may go; null while it is not known. `held`: they may not."""

    ended_on: date | None
    months: int
    asked_months: int | None
    until: date | None
    until_words: str
    held: bool
    kinds: list[str]
    holds: list[HoldTold]


@router.get(KEEPING, response=KeepingTold)
@seated("read", Text("個人データの保存", "How long personal data are kept"))
def keeping_read(request: ApiRequest, seat: Seat) -> dict[str, Any]:  # noqa: ARG001
    """For both parties to see."""
    return keeping_as_json(seat)


operate(
    router, OF_CONTRACTS["hold_place"], "keeping_hold", f"{KEEPING}/holds", given="HoldGiven",
    response={CREATED: HoldTold}, as_json=lambda _, doing, row: hold_as_json(row, doing.seat),
)  # fmt: skip
operate(router, OF_CONTRACTS["hold_lift"], "keeping_lift", f"{KEEPING}/holds/{{int:pk}}/lift")
operate(
    router, OF_CONTRACTS["keep_longer"], "keeping_longer", f"{KEEPING}/longer", given="LongerGiven",
    response={CREATED: KeepingTold}, as_json=lambda _, doing, __: keeping_as_json(doing.seat),
)  # fmt: skip


def keeping_as_json(seat: Seat) -> dict[str, Any]:
    """How long the contract's personal data are kept, as it is answered."""
    time = keepings([seat.contract])[seat.contract.pk]
    asked = ContractRetention.objects.filter(contract=seat.contract).order_by("-months").first()
    return KeepingTold.as_json(
        time,
        asked_months=asked.months if asked else None,
        until_words=words(when(time)),
        held=bool(time.held_by),
        kinds=[words(kind.label) for kind in kinds_of_contract()],
        holds=[hold_as_json(row, seat) for row in holds(seat)[:NEWEST]],
    )


def holds(seat: Seat) -> "QuerySet[Hold]":
    """The contract's holds, the newest first."""
    rows = Hold.objects.filter(contract=seat.contract).select_related(
        "placed_by__person", "lifted_by__person"
    )
    return rows.order_by("-placed_at", "-pk")


def hold_as_json(row: Hold, seat: Seat) -> dict[str, Any]:
    """A hold as it is answered."""
    reason = row.reason if any(seat.may(ability) for ability in WHO_MAY) else None
    return HoldTold.as_json(row, reason=reason)
