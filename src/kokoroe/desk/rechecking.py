"""What was derived and is kept, computed again and compared: standings, and the deadlines of duties.

Whatever acts change moves the key of a standing on. What differs under a current key was changed by hand, or is a
fault.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from kokoroe.contracts.models import Contract
from kokoroe.desk.models import Standing
from kokoroe.desk.reconciling import differing
from kokoroe.desk.standings import BATCH, examined, with_freshness


@dataclass(frozen=True, slots=True)
class Differing:
    """A contract whose kept standing, or the deadlines of some duties, are not what is computed."""

    contract: Contract
    standing: bool
    duties: tuple[str, ...]


def recheck(*, now: datetime) -> Iterator[Differing]:
    """Every contract of which something kept is not what is computed at `now`; those whose key is not current wait.

    One evaluation for each contract. A contract on which somebody acts meanwhile is passed over.
    """
    keys = list(current(now).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        contracts = list(
            current(now).filter(pk__in=keys[start : start + BATCH]).select_related("tree", "standing")
        )
        found = examined(contracts, now)
        duties = differing([one.asked for one in found if one.asked is not None], now=now)
        suspects = {
            contract.pk: Differing(
                contract,
                not is_kept(contract.standing, one.board.as_columns()),
                duties.get(contract.pk, ()),
            )
            for contract, one in zip(contracts, found, strict=True)
        }
        sizes = {contract.pk: contract.tree.size for contract in contracts}
        for contract in current(now).filter(pk__in=suspects).select_related("tree"):
            one = suspects[contract.pk]
            if contract.tree.size == sizes[contract.pk] and (one.standing or one.duties):
                yield one


def current(now: datetime) -> "QuerySet[Contract]":
    """The contracts whose standing is kept under a current key."""
    return with_freshness(Contract.objects.all(), now).filter(Q(fresh=True))


def is_kept(row: Standing, computed: dict[str, object]) -> bool:
    """Whether a standing is kept as it was computed."""
    return all(getattr(row, name) == value for name, value in computed.items())
