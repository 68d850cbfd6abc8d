"""新旧対照: what is said otherwise than before, field by field and row by row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kokoroe.annex.text import Text, listed, say
from kokoroe.declare.field import TABLE, TEXT, Field
from kokoroe.declare.kinds import said
from kokoroe.declare.lacking import is_empty
from kokoroe.declare.values import Stored

NOTHING = Text("", "")
Row = Mapping[str, Stored]


class How(StrEnum):
    """What became of it."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs, in words; `old` or `new` is empty where one of the two does not say it."""

    key: str
    how: How
    item: Text
    old: Text
    new: Text


def differences(
    fields: Iterable[Field], old: Mapping[str, Stored], new: Mapping[str, Stored]
) -> Iterator[Difference]:
    """Everything in which two sets of stored values differ, in the order of the fields. Empty is equal to not there."""
    for field in fields:
        before, after = old.get(field.key), new.get(field.key)
        if field.kind is TABLE:
            yield from differing_rows(field, before or (), after or ())
        elif before != after and not (is_empty(before) and is_empty(after)):
            yield Difference(
                field.key, how_of(before, after), field.label, said(field, before), said(field, after)
            )


def differing_rows(field: Field, old: Sequence[Row], new: Sequence[Row]) -> Iterator[Difference]:
    """Rows that came, went, read differently or stand elsewhere; a row is known by what its naming column says."""
    before, after = named(field, old), named(field, new)
    for key, row in after.items():
        if key not in before:
            yield Difference(field.key, How.ADDED, title(field, row), NOTHING, summary(field, row))
        else:
            yield from differing_cells(field, before[key], row)
    for key, row in before.items():
        if key not in after:
            yield Difference(field.key, How.REMOVED, title(field, row), summary(field, row), NOTHING)
    stay_before = [key for key in before if key in after]
    stay_after = [key for key in after if key in before]
    if stay_before != stay_after:
        item = say("{what}：順序", "{what}: order", what=field.label)
        yield Difference(field.key, How.CHANGED, item, in_order(stay_before), in_order(stay_after))


def differing_cells(field: Field, old: Row, new: Row) -> Iterator[Difference]:
    """Each column of a row that reads differently."""
    for column in field.columns:
        before, after = old.get(column.key), new.get(column.key)
        if before != after and not (is_empty(before) and is_empty(after)):
            item = say("{row}：{column}", "{row}: {column}", row=title(field, new), column=column.label)
            yield Difference(field.key, How.CHANGED, item, said(column, before), said(column, after))


def how_of(before: Stored, after: Stored) -> How:
    """Whether it came, went or changed."""
    if is_empty(before):
        return How.ADDED
    return How.REMOVED if is_empty(after) else How.CHANGED


def named(field: Field, rows: Sequence[Row]) -> dict[tuple[str, int], Row]:
    """Rows by their names; the second of a name is another one. Rows without names are known by their places."""
    keyed: dict[tuple[str, int], Row] = {}
    for row in rows:
        name, again = name_of(field, row), 0
        while (name, again) in keyed:
            again += 1
        keyed[name, again] = row
    return keyed


def name_of(field: Field, row: Row) -> str:
    """What a row is known by."""
    return said(field.column(field.named_by), row.get(field.named_by)).ja if field.named_by else ""


def title(field: Field, row: Row) -> Text:
    """A row by the table's word for one, and its name."""
    name = name_of(field, row).partition("\n")[0]
    return say("{row} {name}", "{row} {name}", row=field.row or field.label, name=name)


def summary(field: Field, row: Row) -> Text:
    """A row in one line; its name is in its title, unless that says only a part of it."""
    words = [
        said(column, row[column.key])
        for column in field.columns
        if not is_empty(row.get(column.key)) and (column.key != field.named_by or column.kind is TEXT)
    ]
    return listed(words) if words else Text("－", "–")


def in_order(keys: Sequence[tuple[str, int]]) -> Text:
    """Names in their order."""
    words = " → ".join(name.partition("\n")[0] for name, _ in keys)
    return Text(words, words)
