"""What people decided about a table: plain JSON, so that it can wait beside the file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Answers:
    """All of it may be missing: then the table is read as it stands.

    `sheets` are those to be taken (several together), `header_row` the last row of the header in the first of them.
    `given`: a question's key to the choice's key; what a column is, is the question `column:名簿!E`. `taken`: keys of
    what was left out and is to be taken in after all. `left`: keys of rows and cells that are not to be taken
    (`名簿!8`, `名簿!E8`). `typed`: what is read instead of a cell, by its key.

    A key without a sheet means the first sheet that is read.
    """

    sheets: tuple[str, ...] = ()
    header_row: int | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()
    typed: Mapping[str, str] = field(default_factory=dict)

    def on(self, sheet: str) -> "Answers":
        """The same with every key's sheet written out."""
        return replace(
            self,
            given={whole(key, sheet): choice for key, choice in self.given.items()},
            taken=frozenset(whole(key, sheet) for key in self.taken),
            left=frozenset(whole(key, sheet) for key in self.left),
            typed={whole(key, sheet): text for key, text in self.typed.items()},
        )

    def to_json(self) -> dict[str, Any]:
        """As JSON keeps it; `from_json` gives it back."""
        return {
            "sheets": list(self.sheets),
            "header_row": self.header_row,
            "given": dict(self.given),
            "taken": sorted(self.taken),
            "left": sorted(self.left),
            "typed": dict(self.typed),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Answers":
        """What `to_json` kept; an empty object is no decision."""
        return cls(
            sheets=tuple(stored.get("sheets", ())),
            header_row=stored.get("header_row"),
            given=dict(stored.get("given", {})),
            taken=frozenset(stored.get("taken", ())),
            left=frozenset(stored.get("left", ())),
            typed=dict(stored.get("typed", {})),
        )


def whole(key: str, sheet: str) -> str:
    """A key with its sheet: `column:E` is `column:名簿!E`, `8` is `名簿!8`, `struck` is `struck:名簿!`."""
    if re.fullmatch("[a-z]+", key):
        return f"{key}:{sheet}!"
    kind, colon, place = key.partition(":")
    if not colon:
        kind, place = "", key
    if "!" in place:
        return key
    return f"{kind}{colon}{sheet}!{place}"


def column_answers(mapping: Mapping[str, str], sheet: str = "") -> dict[str, str]:
    """What columns are, by their letters, as answers."""
    return {
        (f"column:{sheet}!{letter}" if sheet else f"column:{letter}"): key for letter, key in mapping.items()
    }


def columns_of(given: Mapping[str, str], sheet: str) -> dict[str, str]:
    """What the columns of a sheet were said to be, by their letters."""
    start = f"column:{sheet}!"
    return {key.removeprefix(start): choice for key, choice in given.items() if key.startswith(start)}
