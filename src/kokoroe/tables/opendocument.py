"""Sheets out of an OpenDocument spreadsheet (.ods): streamed, and bounded whatever the file says of itself."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any

from openpyxl.xml.functions import iterparse

from kokoroe.annex.text import Text
from kokoroe.outside.workbooks import damaged
from kokoroe.tables.cells import MAX_BESIDE, MAX_COLUMNS, MAX_ROWS, At, Cell, Row, Sheet, is_blank
from kokoroe.tables.errors import TableError

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_ROWS_WITHIN = 1_048_576
_MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_ODD = "content.xml"


def is_opendocument(content: bytes) -> bool:
    """Whether a zip is a spreadsheet of OpenDocument."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = package.namelist()
        return (
            _ODD in names and "mimetype" in names and package.read("mimetype").strip().startswith(_MIMETYPE)
        )


def read_opendocument(content: bytes) -> list[Sheet]:
    """The sheets. Formulas have the value they were saved with.

    Raises:
        TableError: it is broken, or larger than a table can be.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package, package.open(_ODD) as source:
            return list(_sheets(source))
    except (TableError, MemoryError):
        raise
    except Exception as error:  # a broken file raises anything
        raise TableError(damaged().text) from error


def _sheets(source: Any) -> Iterator[Sheet]:
    struck: set[str] = set()
    sheet = _Sheet("")
    for event, element in iterparse(source, ("start", "end")):
        if event == "start":
            if element.tag == f"{_TABLE}table":
                sheet = _Sheet(element.get(f"{_TABLE}name", ""))
        elif element.tag == f"{_STYLE}style":
            told = element.find(f"{_STYLE}text-properties")
            line = told.get(f"{_STYLE}text-line-through-style", "none") if told is not None else "none"
            if line != "none":
                struck.add(element.get(f"{_STYLE}name", ""))
        elif element.tag == f"{_TABLE}table-row":
            sheet.add(element, struck)
            element.clear()
        elif element.tag == f"{_TABLE}table":
            yield sheet.made()
            element.clear()


class _Sheet:
    """A sheet that is being read, row after row."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: dict[int, list[Cell]] = {}
        self.hidden: set[int] = set()
        self.spans: list[tuple[At, int, int]] = []
        self.struck: set[At] = set()
        self.unsaved: set[At] = set()
        self.number = 0

    def add(self, row: Any, struck: set[str]) -> None:
        """A row, as often as it says that it is repeated; blank ones are only counted."""
        again = int(row.get(f"{_TABLE}number-rows-repeated", "1"))
        cells = _cells(row, self.number + 1, struck, self.struck, self.spans, self.unsaved)
        if any(not is_blank(cell) for cell in cells):
            if len(self.rows) + again > MAX_ROWS + MAX_BESIDE:
                raise _too_many(self.name, Text(f"{MAX_ROWS} 行", f"{MAX_ROWS} rows"))
            for one in range(self.number + 1, self.number + again + 1):
                self.rows[one] = list(cells)
        if row.get(f"{_TABLE}visibility", "visible") != "visible":
            self.hidden.update(range(self.number + 1, self.number + min(again, MAX_ROWS) + 1))
        self.number = min(self.number + again, _ROWS_WITHIN)

    def made(self) -> Sheet:
        """The whole of it."""
        merged = _fill(self.rows, self.spans)
        return Sheet(
            self.name,
            tuple(Row(at, tuple(cells), at in self.hidden) for at, cells in sorted(self.rows.items())),
            merged=merged,
            struck=frozenset(self.struck),
            unsaved=frozenset(self.unsaved),
        )


def _cells(  # noqa: PLR0917 (it fills what its sheet is made of)
    row: Any,
    number: int,
    struck: set[str],
    struck_at: set[At],
    spans: list[tuple[At, int, int]],
    unsaved: set[At],
) -> list[Cell]:
    found: list[Cell] = []
    column = 0
    for cell in row:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        again = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        value = _value(cell) if cell.tag.endswith("}table-cell") else None
        if not is_blank(value):
            if column + again > MAX_COLUMNS:
                raise _too_many("", Text(f"{MAX_COLUMNS} 列", f"{MAX_COLUMNS} columns"))
            found.extend([None] * (column - len(found)))
            found.extend([value] * again)
            at = number, column + 1
            if cell.get(f"{_TABLE}style-name", "") in struck:
                struck_at.add(at)
            across = int(cell.get(f"{_TABLE}number-columns-spanned", "1"))
            down = int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
            if across > 1 or down > 1:
                spans.append((at, min(across, MAX_COLUMNS), min(down, MAX_ROWS)))
        elif cell.get(f"{_TABLE}formula") and again == 1:
            unsaved.add((number, column + 1))
        column += again
    return found


def _value(cell: Any) -> Cell:
    kind = cell.get(f"{_OFFICE}value-type", "")
    text = "\n".join(_text(each) for each in cell.findall(f"{_TEXT}p"))
    if kind == "date":
        return date.fromisoformat(cell.get(f"{_OFFICE}date-value", "")[:10])
    if kind == "percentage":
        return text or f"{float(cell.get(f'{_OFFICE}value')) * 100:.10g}%"
    if kind in ("float", "currency"):
        number = float(cell.get(f"{_OFFICE}value"))
        return int(number) if number.is_integer() else number
    return text


def _text(element: Any) -> str:
    """The text of a paragraph, its spaces and line breaks."""
    found = [element.text or ""]
    for each in element:
        if each.tag == f"{_TEXT}s":
            found.append(" " * int(each.get(f"{_TEXT}c", "1")))
        elif each.tag == f"{_TEXT}line-break":
            found.append("\n")
        elif each.tag != f"{_TEXT}ruby":
            found.append(_text(each))
        else:
            found.append("".join(_text(base) for base in each.findall(f"{_TEXT}ruby-base")))
        found.append(each.tail or "")
    return "".join(found)


def _fill(rows: dict[int, list[Cell]], spans: list[tuple[At, int, int]]) -> dict[At, At]:
    """Give every cell of a merged range the range's value; which were given whose."""
    given: dict[At, At] = {}
    width = max((len(cells) for cells in rows.values()), default=0)
    for (top, left), across, down in spans:
        value = rows[top][left - 1]
        for number in range(top, top + down):
            cells = rows.get(number)
            if cells is None:
                continue
            right = min(left + across - 1, max(width, left))
            cells.extend([None] * (right - len(cells)))
            for column in range(left, right + 1):
                if (number, column) != (top, left):
                    cells[column - 1] = value
                    given[number, column] = top, left
    return given


def _too_many(name: str, bound: Text) -> TableError:
    return TableError(
        Text(
            ja=f"シート「{name}」は {bound.ja}を超えています。表だけを新しいブックに写してください。",
            en=f"Sheet “{name}” has more than {bound.en}. Copy the table alone into a new workbook.",
        )
    )
