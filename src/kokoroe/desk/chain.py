"""再委託の状況: the subcontracts below a contract, level by level, as far as those above them see."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef

from kokoroe.accounts.models import Account
from kokoroe.annex.state import State, worst
from kokoroe.annex.text import Text
from kokoroe.contracts.annexes import packs_kept
from kokoroe.contracts.models import Confirmation, Contract, ContractDate
from kokoroe.contracts.subcontracting import below
from kokoroe.contracts.terms import standing_dates
from kokoroe.desk.board import Board
from kokoroe.desk.standings import evaluated, with_freshness


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One subcontract: who, what, when, and how its duties stand. Nothing of its people and papers."""

    contract: Contract
    level: int
    dates: Mapping[str, date]
    board: Board
    opens: bool
    """Whether who looks may open the subcontract itself."""
    outlasts: bool
    """It goes on after the contract that it belongs to."""

    @property
    def worst(self) -> State:
        """The state that needs a hand first, over all topics."""
        return worst(self.board.cells.values())

    @property
    def counts(self) -> list[tuple[State, int]]:
        """How many topics are in each state, those first that need a hand."""
        counted = Counter(self.board.cells.values())
        return [(state, counted[state]) for state in State if counted[state]]

    @property
    def reading(self) -> Text | None:
        """Whose reading of the annex it goes by, while the other party does not stand by it."""
        found = self.board.reading
        return found.words(self.contract.client_label, self.contract.contractor_label) if found else None

    @property
    def asked(self) -> Confirmation | None:
        """Whether the subcontractor takes part, where it was asked."""
        return getattr(self.contract, "confirmation", None)


def chain_of(contract: Contract, account: Account, now: datetime) -> list[Link]:
    """The subcontracts below it, each after the one that it belongs to.

    They are found through `contract`, which the caller has found through `visible_to`: whoever stands above in the
    chain sees that there is a subcontract, with whom, from when to when, and how it stands.
    """
    rows = list(
        with_freshness(below(contract), now)
        .annotate(opens=Exists(Contract.objects.visible_to(account, at=now).filter(pk=OuterRef("pk"))))
        .select_related("client", "contractor", "confirmation", "standing")
        .order_by("pk")
    )
    on = dates_of([contract.pk, *(row.pk for row in rows)])
    boards = boards_of(rows, now)
    children: dict[int | None, list[Contract]] = defaultdict(list)
    for row in rows:
        children[row.parent_id].append(row)
    return [
        Link(
            contract=row,
            level=level,
            dates=on[row.pk],
            board=boards[row.pk],
            opens=row.opens,  # type: ignore[attr-defined]
            outlasts=is_after(on[row.pk], on[row.parent_id or contract.pk]),
        )
        for level, row in in_order(contract.pk, children)
    ]


def in_order(
    pk: int, children: Mapping[int | None, list[Contract]], level: int = 1
) -> Iterator[tuple[int, Contract]]:
    """Each contract with its level (1: directly below), and after it those below it."""
    for child in children.get(pk, ()):
        yield level, child
        yield from in_order(child.pk, children, level + 1)


def dates_of(keys: list[int]) -> Mapping[int, Mapping[str, date]]:
    """The dates that each contract has, by name."""
    rows: dict[int, list[ContractDate]] = {pk: [] for pk in keys}
    for row in ContractDate.objects.filter(contract__in=keys).order_by("recorded_at", "pk"):
        rows[row.contract_id].append(row)
    return {
        pk: {name: on for name, on in standing_dates(own).items() if on is not None}
        for pk, own in rows.items()
    }


def is_after(own: Mapping[str, date], outer: Mapping[str, date]) -> bool:
    """Whether a period goes on after the one that it lies in."""
    return "ends" in own and "ends" in outer and own["ends"] > outer["ends"]


def boards_of(rows: Sequence[Contract], now: datetime) -> dict[int, Board]:
    """How each stands: from the cache where that is exact, evaluated where it is not."""
    fresh = [row for row in rows if row.fresh]  # type: ignore[attr-defined]
    known = packs_kept((row.standing.pack, row.standing.digest) for row in fresh)
    boards = {row.pk: Board.from_columns(vars(row.standing), known.get(row.standing.digest)) for row in fresh}
    stale = [row for row in rows if row.pk not in boards]
    return boards | {row.pk: board for row, (board, _) in zip(stale, evaluated(stale, now), strict=True)}
