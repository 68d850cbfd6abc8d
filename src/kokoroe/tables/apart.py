"""A stranger's file as sheets: looked over here, parsed in a process apart.

`read` runs there; it imports what it needs by being in this module, since the process starts for one task.
"""

from datetime import date
from typing import Any

from kokoroe.outside.apart import Plain, apart
from kokoroe.outside.refused import FileRefused
from kokoroe.tables.cells import Row, Sheet
from kokoroe.tables.errors import TableError
from kokoroe.tables.files import parsed, refuse_unfit


def sheets_of(content: bytes, filename: str) -> list[Sheet]:
    """As `files.read_sheets`. Raises TableError."""
    refuse_unfit(content)
    try:
        found, _ = apart(f"{__name__}:read", content, {"filename": filename})
    except FileRefused as error:
        raise TableError(error.text) from error
    return [sheet_of(each) for each in found["sheets"]]


def read(content: bytes, said: Plain) -> tuple[Plain, bytes]:
    """Apart: the sheets as plain values."""
    return {"sheets": [plain_sheet(sheet) for sheet in parsed(content, said["filename"])]}, b""


def plain_sheet(sheet: Sheet) -> dict[str, Any]:
    """A sheet as JSON has it."""
    return {
        "name": sheet.name,
        "rows": [[row.number, list(map(plain, row.cells)), row.hidden] for row in sheet.rows],
        "hidden": sheet.hidden,
        "hidden_columns": sorted(sheet.hidden_columns),
        "merged": [[*at, *origin] for at, origin in sheet.merged.items()],
        "struck": sorted(sheet.struck),
        "struck_parts": [[*at, left] for at, left in sheet.struck_parts.items()],
        "unsaved": sorted(sheet.unsaved),
        "days_later": sheet.days_later,
    }


def sheet_of(stored: Plain) -> Sheet:
    """The sheet again."""
    return Sheet(
        stored["name"],
        tuple(Row(number, tuple(map(cell_of, cells)), hidden) for number, cells, hidden in stored["rows"]),
        stored["hidden"],
        frozenset(stored["hidden_columns"]),
        merged={(row, column): (top, left) for row, column, top, left in stored["merged"]},
        struck=frozenset(map(tuple, stored["struck"])),
        struck_parts={(row, column): left for row, column, left in stored["struck_parts"]},
        unsaved=frozenset(map(tuple, stored["unsaved"])),
        days_later=stored["days_later"],
    )


def plain(value: Any) -> Any:
    """A cell as JSON has it: a day is a list of its text alone."""
    return [value.isoformat()] if isinstance(value, date) else value


def cell_of(value: Any) -> Any:
    """The cell again."""
    return date.fromisoformat(value[0]) if isinstance(value, list) else value
