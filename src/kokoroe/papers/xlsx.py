"""Tables as xlsx: they print well, and nothing in them turns into a formula or a number."""

import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from kokoroe.outside.inert import FORMULA_STARTS

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | float | date | None

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST_TEXT = 32_767  # what Excel keeps in a cell
_NARROWEST, _WIDEST = 6, 42  # widths in half-width characters

_LINE = Side(style="thin", color="FF8C8C8C")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_SHADE = PatternFill("solid", fgColor="FFEDEDED")
_FACE = "游ゴシック"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the key of its values, its heading, its width (half-width characters) if not by content."""

    key: str
    label: str
    width: float | None = None


def put(cell: "Cell | MergedCell", value: Value) -> None:
    """Write a value: text stays text (0123, =1+1), a day is a day, control characters are left out."""
    if isinstance(value, str):
        text = ILLEGAL_CHARACTERS_RE.sub("", value.replace("\r\n", "\n"))[:_LONGEST_TEXT]
        cell.value = text
        cell.data_type = "s"  # openpyxl took =… for a formula and #N/A for an error
        cell.number_format = "@"
        if text.startswith(FORMULA_STARTS):
            cell.quotePrefix = True  # type: ignore[attr-defined, unused-ignore]
    elif isinstance(value, date):
        cell.value = value
        if cell.number_format in {"General", "@"}:
            cell.number_format = "yyyy/m/d"
    else:
        cell.value = value


def table(
    title: str, columns: Sequence[Column], rows: Iterable[Mapping[str, Value]], *, notes: Sequence[str] = ()
) -> bytes:
    """An xlsx of one sheet: title, notes, then the table, its heading kept in view and on each page."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = _sheet_name(title)
    put(sheet.cell(1, 1), title)
    sheet.cell(1, 1).font = Font(name=_FACE, size=14, bold=True)
    for at, note in enumerate(notes, start=2):
        put(sheet.cell(at, 1), note)
        sheet.cell(at, 1).font = Font(name=_FACE, size=10)
    head = len(notes) + 3
    widths = [max(_NARROWEST, _width(column.label) + 2) for column in columns]
    for at, column in enumerate(columns, start=1):
        cell = sheet.cell(head, at)
        put(cell, column.label)
        cell.font = Font(name=_FACE, size=10, bold=True)
        cell.fill = _SHADE
        cell.border = _BORDER
        cell.alignment = Alignment(vertical="center", wrap_text=True)
    last = head
    font, alignment = Font(name=_FACE, size=10), Alignment(vertical="top", wrap_text=True)
    for last, row in enumerate(rows, start=head + 1):
        for at, column in enumerate(columns, start=1):
            cell = sheet.cell(last, at)
            value = row.get(column.key)
            put(cell, value)
            cell.font, cell.border, cell.alignment = font, _BORDER, alignment
            widths[at - 1] = max(widths[at - 1], _width(value) + 2)
    for at, column in enumerate(columns):
        width = column.width if column.width is not None else min(widths[at], _WIDEST)
        sheet.column_dimensions[get_column_letter(at + 1)].width = width
    _prepare_to_print(sheet, head, last, len(columns))
    return to_bytes(book)


def to_bytes(book: Workbook) -> bytes:
    """The workbook as a file's bytes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _prepare_to_print(sheet: "Worksheet", head: int, last: int, columns: int) -> None:
    sheet.freeze_panes = f"A{head + 1}"
    sheet.auto_filter.ref = f"A{head}:{get_column_letter(columns)}{last}"
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = sheet.ORIENTATION_LANDSCAPE
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.oddFooter.center.text = "&P / &N"  # type: ignore[union-attr]


def _width(value: Value) -> int:
    if isinstance(value, date):
        return len("2026/12/31")
    lines = str(value if value is not None else "").split("\n")
    return max(sum(2 if unicodedata.east_asian_width(c) in "FWA" else 1 for c in line) for line in lines)


def _sheet_name(title: str) -> str:
    # Excel allows 31 characters, none of these, and no quote at either end.
    return "".join("-" if c in r"[]:*?/\\" else c for c in title)[:31].strip("'") or "Sheet1"
