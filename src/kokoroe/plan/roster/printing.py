"""The roster on paper: the columns that are printed, and what a person's cells say."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from kokoroe.papers.moments import narrow_day
from kokoroe.plan.papers.data import PrintedColumn
from kokoroe.plan.roster.fields import FIELDS, Cell, OnPaper, RosterField, Value, display

Held = Sequence[Value | None]
"""What a line holds of the columns that share a cell."""

# The printed columns in the roster's order, each with what its cell has.
_PRINTED: tuple[tuple[OnPaper, tuple[RosterField, ...]], ...] = tuple(
    (
        head.on_paper,
        (head, *(each for each in FIELDS if each.on_paper and each.on_paper.within == head.key)),
    )
    for head in FIELDS
    if head.on_paper and not head.on_paper.within
)


def printed_columns() -> tuple[PrintedColumn, ...]:
    """The columns as paper has them."""
    return tuple(PrintedColumn(how.heading, how.width, how.takes_rest) for how, _fields in _PRINTED)


def cells(line: Mapping[str, Value]) -> tuple[tuple[str, ...], ...]:
    """The lines of a person's cells, in the order of the printed columns; what is empty has none."""
    written = (
        _WRITTEN[how.cell](fields, [line.get(field.key) for field in fields]) for how, fields in _PRINTED
    )
    return tuple(lines if any(lines) else () for lines in written)


def _lines(fields: Sequence[RosterField], held: Held) -> tuple[str, ...]:
    return tuple(
        narrow_day(value) if isinstance(value, date) else display(field, value)
        for field, value in zip(fields, held, strict=True)
    )


def _listed(fields: Sequence[RosterField], held: Held) -> tuple[str, ...]:
    return ("、".join(filter(None, _lines(fields, held))),)


def _period(fields: Sequence[RosterField], held: Held) -> tuple[str, ...]:
    since, until = _lines(fields, held)
    if not until:
        return (since and f"{since}〜",)
    return (f"{since}〜\n{until}" if since else f"\n〜{until}",)


def _earliest(_fields: Sequence[RosterField], held: Held) -> tuple[str, ...]:
    days = [value for value in held if isinstance(value, date)]
    return (narrow_day(min(days)),) if len(days) == len(held) else ()


_WRITTEN: Mapping[Cell, Callable[[Sequence[RosterField], Held], tuple[str, ...]]] = {
    Cell.LINES: _lines,
    Cell.LISTED: _listed,
    Cell.PERIOD: _period,
    Cell.EARLIEST: _earliest,
}
