"""Declared fields as columns of a workbook: what heads them, what stands below, and what other people's heads mean."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from kokoroe.annex.days import JST
from kokoroe.annex.moments import Moment
from kokoroe.declare import Field
from kokoroe.declare.kinds import from_json, in_a_cell
from kokoroe.declare.spelling import bare
from kokoroe.declare.values import Stored

Cell = str | Decimal | date | datetime | None


def heads(fields: Iterable[Field]) -> tuple[str, ...]:
    """The first row; workbooks are in Japanese."""
    return tuple(field.label.ja for field in fields)


def cells(fields: Iterable[Field], stored: Mapping[str, Stored]) -> tuple[Cell, ...]:
    """A row: numbers and days as such, moments in JST without a zone (Excel has none), the rest in words."""
    return tuple(cell(field, stored.get(field.key)) for field in fields)


def cell(field: Field, stored: Stored) -> Cell:
    """A value as a workbook has it."""
    value = from_json(field, stored)
    if isinstance(value, Moment):
        return value.day if value.at is None else value.at.astimezone(JST).replace(tzinfo=None)
    if value is None or isinstance(value, Decimal | date):
        return value
    return in_a_cell(field, value).ja


def meanings(fields: Iterable[Field]) -> dict[str, str]:
    """Which field a head means, by its letters alone (`spelling.bare`); what could mean two is left out."""
    found = [
        (word, field.key)
        for field in fields
        for word in {
            bare(one) for one in (*field.words.split(), field.label.ja, field.label.en, field.heading.ja)
        }
    ]
    how_many = Counter(word for word, _key in found)
    return {word: key for word, key in found if how_many[word] == 1}
