"""A sheet of cells, wherever it came from, and where something stands in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from kokoroe.annex.text import Text

# A day loses its time of day; true, false, times and Excel's error values arrive as text.
Cell = str | int | float | date | None

MAX_ROWS = 20_000
"""Records that a file may have; what else stands around them may have as many rows as MAX_BESIDE."""
MAX_BESIDE = 500
MAX_COLUMNS = 300

At = tuple[int, int]
"""A cell's row and column, both from 1."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row in which something stands. `number` counts from 1 as the sheet does, `cells` from column A.

    `at` says where each cell came from where the row was made out of cells that do not stand side by side; then
    `anchor` is the cell by which the row is known.
    """

    number: int
    cells: tuple[Cell, ...]
    hidden: bool = False
    at: tuple[At, ...] | None = field(default=None, compare=False)
    anchor: At | None = field(default=None, compare=False)

    def cell(self, column: int) -> Cell:
        """The cell in a column counted from 1; None beyond the row's end."""
        return self.cells[column - 1] if column <= len(self.cells) else None

    def from_(self, column: int) -> At:
        """Where the cell of a column stands in the sheet."""
        if self.at is None or column > len(self.at):
            return self.number, column
        return self.at[column - 1]

    def holds(self, at: At) -> bool:
        """Whether a cell of the sheet is one of this row's."""
        return at[0] == self.number if self.at is None else at in self.at

    def place(self, sheet: str) -> "Place":
        """Where the row as a whole is."""
        return Place(sheet, self.number) if self.anchor is None else Place.of(sheet, self.anchor)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its rows without the blank ones, merged cells filled with their value.

    `merged` has for each cell that was filled so the one whose value it has. `struck` are cells that are struck out,
    and in `struck_parts` what would be left of those that are struck out in part. `unsaved` are formulas that were
    saved without a value. `days_later` is what a bare number of days lacks to be one of the usual calendar (1904).
    """

    name: str
    rows: tuple[Row, ...]
    hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()
    merged: Mapping[At, At] = field(default_factory=dict, compare=False)
    struck: frozenset[At] = frozenset()
    struck_parts: Mapping[At, str] = field(default_factory=dict)
    unsaved: frozenset[At] = frozenset()
    days_later: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: a cell, a row as a whole (no column), a column as a whole (row 0)."""

    sheet: str
    row: int
    column: str = ""

    @classmethod
    def of(cls, sheet: str, at: At) -> "Place":
        """A cell's, by its numbers."""
        return cls(sheet, at[0], letters(at[1]))

    @property
    def key(self) -> str:
        """What an answer names: `名簿!E8`, `名簿!8` or `名簿!E`."""
        return f"{self.sheet}!{self.column}{self.row or ''}"

    @property
    def words(self) -> Text:
        """`8行目 E列`."""
        if not self.column:
            return Text(f"{self.row}行目", f"Row {self.row}")
        if not self.row:
            return Text(f"{self.column}列", f"Column {self.column}")
        return Text(f"{self.row}行目 {self.column}列", f"Row {self.row}, column {self.column}")


def is_blank(cell: Cell) -> bool:
    """Nothing stands in it, or nothing that can be seen."""
    return cell is None or (isinstance(cell, str) and not cell.strip("\ufeff\u200b \u3000\t\r\n\xa0"))


@lru_cache(maxsize=512)
def letters(column: int) -> str:
    """The name of a column counted from 1."""
    found = ""
    while column:
        column, left = divmod(column - 1, 26)
        found = chr(ord("A") + left) + found
    return found


def number_of(letters: str) -> int:
    """The number of a column by its name; 0 for none."""
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - ord("A") + 1
    return found
