"""The list of contracts, each with how it stands: the portfolio's own answer, by pages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Query

from kokoroe.accounts.models import Account
from kokoroe.annex.text import Text
from kokoroe.api.guards import signed_in
from kokoroe.api.paging import Cursor, Limit, opened, sealed
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import Moment, Page, Told
from kokoroe.api.service import router as new_router
from kokoroe.contracts.models import Contract
from kokoroe.desk.board import Board
from kokoroe.desk.census import census
from kokoroe.desk.portfolio import boards_of, narrowed, place, shown

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
        "items": [contract_as_json(row, boards[row["pk"]]) for row in rows],
        "next": sealed(request, following) if following < counted.total else None,
    }


def contract_as_json(row: Mapping[str, Any], board: Board) -> dict[str, Any]:
    """A contract as it is answered."""
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
        "next": {"clause": board.next.clause, "state": board.next.state.value, "due_at": due}
        if board.next
        else None,
    }
