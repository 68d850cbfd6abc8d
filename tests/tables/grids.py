"""Sheets drawn as text, so that an example is seen as the person who made the file saw it.

One line is a row, `|` parts its cells. `<` is merged with the cell at its left, `^` with the one above. `\\n` breaks a
line within a cell. Figures are numbers and `2026-04-01` is a date, unless a `'` stands before them. `~~so~~` is struck
out, the whole cell or a part of it; `=so` is a formula that was saved without a value; a row with `#` in front is hidden.
"""

import io
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

Sheets = tuple[tuple[str, str], ...]

_STRUCK = re.compile(r"~~(.+?)~~")


def rows_of(drawn: str) -> list[list[str]]:
    """The cells of a drawn sheet, as text."""
    lines = drawn.strip("\n").split("\n")
    indent = min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), default=0)
    return [
        [cell.strip(" ").replace("\\n", "\n") for cell in line[indent:].split("|")] if line.strip() else []
        for line in lines
    ]


def xlsx(*sheets: tuple[str, str]) -> bytes:
    """A workbook of drawn sheets, by title. One whose title ends in `#` is hidden."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, drawn in sheets:
        sheet = book.create_sheet(title.rstrip("#"))
        if title.endswith("#"):
            sheet.sheet_state = "hidden"
        _draw(sheet, rows_of(drawn))
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The workbook's bytes."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def csv(drawn: str, delimiter: str = ",", encoding: str = "utf-8-sig", newline: str = "\r\n") -> bytes:
    """A drawn sheet as a text file; nothing is quoted that is not drawn so."""
    lines = (delimiter.join(row) for row in rows_of(drawn))
    return (newline.join(lines) + newline).encode(encoding)


def people_of(drawn: str) -> list[dict[str, str]]:
    """Drawn people: the first row has the fields' keys; what is empty is left out."""
    if not drawn.strip():
        return []
    keys, *rows = rows_of(drawn)
    return [{key: cell for key, cell in zip(keys, row, strict=False) if cell} for row in rows if row]


def _draw(sheet: Worksheet, rows: list[list[str]]) -> None:
    for number, row in enumerate(rows, 1):
        if row and row[0].startswith("#"):
            row[0] = row[0].removeprefix("#").strip()
            sheet.row_dimensions[number].hidden = True
        for column, text in enumerate(row, 1):
            if text and text not in "<^":
                cell = sheet.cell(number, column)
                if (whole := _STRUCK.fullmatch(text)) and "~~" not in whole[1]:
                    cell.value, cell.font = _value(whole[1]), Font(strike=True)
                elif _STRUCK.search(text):
                    cell.value = CellRichText(*_pieces(text))
                else:
                    cell.value = _value(text)
    for area in _merged(rows):
        sheet.merge_cells(start_row=area[0], start_column=area[1], end_row=area[2], end_column=area[3])


def _value(text: str) -> Any:
    if re.fullmatch(r"0|-?[1-9]\d*", text):
        return int(text)
    if re.fullmatch(r"\d+\.\d+", text):
        return float(text)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return datetime.fromisoformat(text)
    return text.removeprefix("'")


def _pieces(text: str) -> Iterator[str | TextBlock]:
    at = 0
    for found in _STRUCK.finditer(text):
        if found.start() > at:
            yield text[at : found.start()]
        yield TextBlock(InlineFont(strike=True), found[1])
        at = found.end()
    if at < len(text):
        yield text[at:]


def _merged(rows: list[list[str]]) -> Iterator[tuple[int, int, int, int]]:
    """The merged areas: to the right of a cell as long as there are `<`, and below as long as there are `^`."""
    for top, row in enumerate(rows, 1):
        for left, text in enumerate(row, 1):
            if text in ("<", "^", ""):
                continue
            right = left
            while right < len(row) and row[right] == "<":
                right += 1
            bottom = top
            while bottom < len(rows) and len(rows[bottom]) >= left and rows[bottom][left - 1] == "^":
                bottom += 1
            if (right, bottom) != (left, top):
                yield top, left, bottom, right
