"""A field of the form that grows: what it is called, how it is written, and how far the form has grown with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from kokoroe.annex.text import Text


class Kind(StrEnum):
    """How a field's value is written; every one of them is kept as a text."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"


class Growth(IntEnum):
    """How far the form has grown."""

    FIRST = 1
    DETAILED = 2
    PLAN = 3
    RESULT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field. `since`: the stage from which it is shown; `wanted`: that from which a report lacks it when empty.

    `found_out`: an investigation finds it out, so that a report without it says 調査中. `most` is the number of
    characters that it may hold.
    """

    key: str
    group: str
    label: Text
    help: Text | None = None
    kind: Kind = Kind.TEXT
    choices: Mapping[str, Text] | None = None
    since: Growth = Growth.FIRST
    wanted: Growth | None = None
    found_out: bool = False
    most: int = 4000

    def said(self, value: str) -> Text:
        """A value in words."""
        if self.choices is not None:
            return self.choices.get(value, Text(value, value))
        if self.kind is Kind.NUMBER and value.isdecimal():
            return Text(f"{int(value):,}", f"{int(value):,}")
        return Text(value, value)
