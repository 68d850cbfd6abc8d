"""A sheet of cells, wherever it came from."""

from dataclasses import dataclass
from datetime import date

# A day loses its time of day; true, false, times and Excel's error values arrive as text.
Cell = str | int | float | date | None

MAX_ROWS = 20_000
MAX_COLUMNS = 300


@dataclass(frozen=True, slots=True)
class Row:
    """A row in which something stands. `number` counts from 1 as the sheet does, `cells` from column A."""

    number: int
    cells: tuple[Cell, ...]
    hidden: bool = False

    def cell(self, column: int) -> Cell:
        """The cell in a column counted from 1; None beyond the row's end."""
        return self.cells[column - 1] if column <= len(self.cells) else None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its rows without the blank ones, merged cells filled with their value."""

    name: str
    rows: tuple[Row, ...]
    hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()


def is_blank(cell: Cell) -> bool:
    """Nothing stands in it, or nothing that can be seen."""
    return cell is None or (isinstance(cell, str) and not cell.strip("\ufeff\u200b \u3000\t\r\n\xa0"))
