"""Declared fields as sections of a paper. Papers are in Japanese."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date

from kokoroe.annex.wareki import DateError
from kokoroe.declare import Field, Kind
from kokoroe.declare.kinds import from_json, in_a_cell, said
from kokoroe.declare.lacking import is_empty
from kokoroe.declare.values import Stored
from kokoroe.papers.moments import narrow_day
from kokoroe.papers.sections import Column, Section, Table

TALL = 2.0
"""How many times as wide as others a column of sentences is."""


def sections(
    fields: Iterable[Field], stored: Mapping[str, Stored], *, settled: bool = True
) -> Iterator[Section]:
    """The fields that are filled in or waited for; what an investigation still finds out is marked, until `settled`."""
    for field in fields:
        value = stored.get(field.key)
        if not is_empty(value) or field.required or field.found_out:
            yield section(field, value, settled=settled)


def section(field: Field, value: Stored, *, settled: bool = True) -> Section:
    """A field's section, empty or not."""
    if field.kind is Kind.TABLE and not is_empty(value):
        return Section(field.label.ja, table=table(field, value))
    pending = field.found_out and is_empty(value) and not settled
    return Section(field.label.ja, said(field, value).ja, pending=pending)


def table(field: Field, rows: Iterable[Mapping[str, Stored]]) -> Table:
    """A table's rows under its columns."""
    columns = tuple(
        Column(one.heading.ja, share=TALL if one.kind is Kind.TEXT else 1.0) for one in field.columns
    )
    cells = tuple(tuple(cell(one, row.get(one.key)) for one in field.columns) for row in rows)
    return Table(columns, cells)


def cell(column: Field, stored: Stored) -> str:
    """A value in a table of a paper; a day as papers write it."""
    value = from_json(column, stored)
    if column.kind is Kind.DAY and isinstance(value, date):
        with suppress(DateError):  # before the eras that papers count by
            return narrow_day(value)
    return in_a_cell(column, value).ja
