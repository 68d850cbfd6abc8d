"""What of declared fields an entry says to everyone, what it commits to, and what is erased in time."""

from collections.abc import Iterable, Iterator, Mapping

from kokoroe.declare import Field, Kind
from kokoroe.declare.lacking import is_empty
from kokoroe.declare.values import Stored

ABOUT_PEOPLE = frozenset({Kind.PERSON, Kind.PEOPLE})
IN_WORDS = frozenset({Kind.LINE, Kind.TEXT, Kind.FILES, Kind.TABLE})
"""People write into these what they like: names too, whatever the field is for."""


def is_personal(field: Field) -> bool:
    """Whether a value may say something about a person."""
    return field.personal or field.kind in ABOUT_PEOPLE or any(is_personal(one) for one in field.columns)


def public_part(fields: Iterable[Field], stored: Mapping[str, Stored]) -> dict[str, Stored]:
    """The values that an entry may say to everyone: numbers, days, choices."""
    return {
        field.key: stored[field.key]
        for field in fields
        if not is_empty(stored.get(field.key)) and not is_personal(field) and field.kind not in IN_WORDS
    }


def commitments(fields: Iterable[Field], stored: Mapping[str, Stored]) -> dict[str, Stored]:
    """The values to which it commits by salted hashes, so that they can be erased and the proofs still hold."""
    fields = tuple(fields)
    public = public_part(fields, stored)
    return {
        field.key: stored[field.key]
        for field in fields
        if field.key not in public and not is_empty(stored.get(field.key))
    }


def personal_keys(fields: Iterable[Field]) -> Iterator[str]:
    """The keys of what goes when personal data go; `table.column` within a table."""
    for field in fields:
        if field.columns and not field.personal:
            yield from (f"{field.key}.{key}" for key in personal_keys(field.columns))
        elif is_personal(field):
            yield field.key


def blanked(fields: Iterable[Field], stored: Mapping[str, Stored]) -> dict[str, Stored]:
    """The values with what is personal taken out; rows of tables stay."""
    found: dict[str, Stored] = {}
    for field in fields:
        value: Stored = stored.get(field.key)
        if is_empty(value):
            continue
        if field.columns and not field.personal:
            found[field.key] = [blanked(field.columns, row) for row in value or ()]
        elif not is_personal(field):
            found[field.key] = value
    return found
