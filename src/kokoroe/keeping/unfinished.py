"""What is open at a contract, so that its data are not erased meanwhile: each app names what can be, as it is ready."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, QuerySet, Value

from kokoroe.annex.text import Text
from kokoroe.contracts.models import Agreement
from kokoroe.declare.names import take_name


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Something that one party waits for, or that is not over. Drafts are not: they are nobody's but their writer's.

    `rows` finds such rows, each with its `contract`.
    """

    key: str
    label: Text
    rows: Callable[[], "QuerySet[Any]"]


_known: dict[str, Unfinished] = {}


def register(*found: Unfinished) -> None:
    """Add some, from an app's ready(). Raises ValueError for a key that is taken."""
    for each in found:
        take_name(_known, each.key, each, "kind of what can be unfinished")


def known() -> list[Unfinished]:
    """All that can be unfinished, in the order in which it was registered."""
    return list(_known.values())


def unfinished_at(contracts: Collection[int]) -> dict[int, tuple[Unfinished, ...]]:
    """What is unfinished at each of these contracts, by primary key; in one query."""
    first, *others = (
        each.rows()
        .filter(contract__in=contracts)
        .order_by()
        .annotate(_key=Value(each.key, output_field=CharField()), _at=F("contract"))
        .values_list("_at", "_key")
        for each in known()
    )
    there = set(first.union(*others))
    return {
        contract: tuple(each for each in known() if (contract, each.key) in there)
        for contract in {at for at, _ in there}
    }


def proposed() -> "QuerySet[Agreement]":
    """Terms that are proposed and neither agreed to nor refused."""
    return Agreement.objects.filter(agreed_at__isnull=True, refused_at__isnull=True)


PROPOSAL = Unfinished(
    "proposal", Text("回答を待っている取決めの提案", "a proposed term without an answer"), proposed
)
