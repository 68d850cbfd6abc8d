"""Sheets out of an xlsx: streamed, and bounded whatever the file says of itself."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils import range_boundaries

# openpyxl's reader of large files drives this parser too, but does not hand out merged cells and hidden rows;
# its other reader makes a cell for every merged one, so that one merge of a whole sheet takes all memory.
from openpyxl.worksheet._reader import WorkSheetParser

from kokoroe.annex.text import Text
from kokoroe.outside.workbooks import damaged, own_parts
from kokoroe.tables.cells import MAX_COLUMNS, MAX_ROWS, At, Cell, Row, Sheet, is_blank
from kokoroe.tables.errors import TableError

MAX_MERGED = 1_000_000

_SAID_BY_THE_FORMAT = re.compile(r'"[^"]*"|\\.')


def read_workbook(content: bytes) -> list[Sheet]:
    """The sheets of an xlsx or xlsm. Formulas have the value they were saved with; macros are not looked at.

    Raises:
        TableError: it is broken, or larger than a roster can be.
    """
    try:
        book: Any = load_workbook(own_parts(content), read_only=True, data_only=True, keep_links=False)
        percents = _percent_styles(book)
        return [_sheet(book, sheet, percents) for sheet in book.worksheets]
    except (TableError, MemoryError):
        raise
    except Exception as error:  # a broken file raises anything, from KeyError to zlib.error
        raise TableError(damaged().text) from error


def _sheet(book: Any, sheet: Any, percents: frozenset[int]) -> Sheet:
    with sheet._get_source() as source:  # noqa: SLF001 - see the import above
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,  # noqa: SLF001
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,  # noqa: SLF001
            timedelta_formats=book._timedelta_formats,  # noqa: SLF001
        )
        rows = dict(_rows(sheet.title, parser, percents))
    merged = _fill_merged(sheet.title, parser, rows)
    return Sheet(
        name=sheet.title,
        rows=tuple(
            Row(number, tuple(cells), _is_hidden(parser.row_dimensions.get(str(number), {})))
            for number, cells in sorted(rows.items())
        ),
        hidden=sheet.sheet_state != "visible",
        hidden_columns=frozenset(_hidden_columns(parser)),
        merged=merged,
    )


def _rows(name: str, parser: WorkSheetParser, percents: frozenset[int]) -> Iterator[tuple[int, list[Cell]]]:
    found = 0
    for number, parsed in parser.parse():
        cells: list[Cell] = []
        for cell in parsed:
            value, column = _value(cell, percents), cell["column"]
            if is_blank(value):
                continue
            if column > MAX_COLUMNS:
                raise _too_many(name, Text(ja=f"{MAX_COLUMNS} 列", en=f"{MAX_COLUMNS} columns"))
            cells.extend([None] * (column - len(cells)))
            cells[column - 1] = value
        if cells:
            found += 1
            if found > MAX_ROWS:
                raise _too_many(name, Text(ja=f"{MAX_ROWS} 行", en=f"{MAX_ROWS} rows"))
            yield number, cells


def _value(cell: dict[str, Any], percents: frozenset[int]) -> Cell:
    value = cell["value"]
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float) and int(cell["style_id"]) in percents:
        return f"{value * 100:.10g}%"
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, str | int | float | date):
        return value
    return str(value)


def _percent_styles(book: Any) -> frozenset[int]:
    """Cell styles that show 0.5 as 50%."""

    def code(number: int) -> str:
        if number < BUILTIN_FORMATS_MAX_SIZE:
            return BUILTIN_FORMATS.get(number) or ""
        return str(book._number_formats[number - BUILTIN_FORMATS_MAX_SIZE])  # noqa: SLF001

    styles = enumerate(book._cell_styles)  # noqa: SLF001
    return frozenset(i for i, style in styles if "%" in _SAID_BY_THE_FORMAT.sub("", code(style.numFmtId)))


def _fill_merged(name: str, parser: WorkSheetParser, rows: dict[int, list[Cell]]) -> dict[At, At]:
    """Give every cell of a merged range the range's value, within what the sheet has; which were given whose.

    A row with nothing of its own stays blank: a merge downwards adds no people.
    """
    given: dict[At, At] = {}
    last, width = max(rows, default=0), max(map(len, rows.values()), default=0)
    filled = 0
    for merge in parser.merged_cells.mergeCell if parser.merged_cells else ():
        left, top, right, bottom = (bound or 0 for bound in range_boundaries(merge.ref))
        value = rows[top][left - 1] if top in rows and left <= len(rows[top]) else None
        right = min(right, width)
        for number in range(top, min(bottom, last) + 1) if value is not None else ():
            filled += 1 + right - left
            if filled > MAX_MERGED:
                raise _too_many(name, Text(ja=f"{MAX_MERGED} の結合セル", en=f"{MAX_MERGED} merged cells"))
            if cells := rows.get(number):
                cells.extend([None] * (right - len(cells)))
                cells[left - 1 : right] = [value] * (right - left + 1)
                given.update(((number, column), (top, left)) for column in range(left, right + 1))
                given.pop((top, left), None)
    return given


def _too_many(name: str, bound: Text) -> TableError:
    return TableError(
        Text(
            ja=f"シート「{name}」は {bound.ja}を超えています。名簿だけを新しいブックに写してください。",
            en=f"Sheet “{name}” has more than {bound.en}. Copy the roster alone into a new workbook.",
        )
    )


def _hidden_columns(parser: WorkSheetParser) -> Iterator[int]:
    for attributes in parser.column_dimensions.values():
        if _is_hidden(attributes):
            yield from range(int(attributes["min"]), min(int(attributes["max"]), MAX_COLUMNS) + 1)


def _is_hidden(attributes: dict[str, str]) -> bool:
    return attributes.get("hidden") in ("1", "true")
