"""The one way to lock a row of a contract: found anew as the seat sees it, and held to the end of the transaction."""

from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model

from kokoroe.contracts.seats import Seat

Row = TypeVar("Row", bound=Model)


def locked(seat: Seat, row: Row, now: datetime, *, to_delete: bool = False) -> Row:
    """The row as it stands by now, locked; what was read before the lock may be out of date.

    `to_delete` also keeps others from adding rows that point to it, so that it can go with all that belongs to it.

    Raises:
        django.core.exceptions.ObjectDoesNotExist: it is gone, another contract's, or hidden from the seat.
    """
    rows: Any = type(row)._default_manager  # noqa: SLF001 (Django's own name for it)
    found: Any = (
        rows.visible_to(seat.account, at=now)
        .select_for_update(of=("self",), no_key=not to_delete)
        .get(pk=row.pk, contract=seat.contract)
    )
    found.contract = seat.contract
    kept: Row = found
    return kept
