"""Declared fields as a page shows them, each party what it sees."""

from collections.abc import Iterable, Iterator, Mapping

from kokoroe.annex.text import Text
from kokoroe.declare import Field
from kokoroe.declare.kinds import said
from kokoroe.declare.lacking import is_empty
from kokoroe.declare.values import Stored


def visible(fields: Iterable[Field], party: str) -> tuple[Field, ...]:
    """The fields that a party sees."""
    return tuple(field for field in fields if not field.seen_by or party in field.seen_by)


def redacted(fields: Iterable[Field], stored: Mapping[str, Stored], party: str) -> dict[str, Stored]:
    """The values that a party sees, with what it does not see left out of tables as well."""
    found: dict[str, Stored] = {}
    for field in visible(fields, party):
        if field.key in stored:
            value = stored[field.key]
            found[field.key] = (
                [redacted(field.columns, row, party) for row in value] if field.columns and value else value
            )
    return found


def rows(fields: Iterable[Field], stored: Mapping[str, Stored]) -> Iterator[tuple[Text, Text]]:
    """What is filled in: label and value in words, in the order of the fields."""
    for field in fields:
        if not is_empty(stored.get(field.key)):
            yield field.label, said(field, stored[field.key])
