"""Sheets out of an xlsx: streamed, and bounded whatever the file says of itself."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Any

from openpyxl import load_workbook
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils import range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904

# openpyxl's reader of large files drives this parser too, but does not hand out merged cells and hidden rows;
# its other reader makes a cell for every merged one, so that one merge of a whole sheet takes all memory.
from openpyxl.worksheet._reader import FORMULA_TAG, INLINE_STRING, WorkSheetParser
from openpyxl.xml.constants import DRAWING_NS, REL_NS, SHEET_MAIN_NS
from openpyxl.xml.functions import fromstring

from kokoroe.annex.text import Text
from kokoroe.outside.workbooks import damaged, own_parts
from kokoroe.tables.cells import MAX_BESIDE, MAX_COLUMNS, MAX_ROWS, At, Cell, Row, Sheet, is_blank
from kokoroe.tables.errors import TableError

MAX_MERGED = 1_000_000
DAYS_FROM_1904 = 1_462
"""What a day that is counted from 1904 lacks to be counted from 1900."""

_SAID_BY_THE_FORMAT = re.compile(r'"[^"]*"|\\.')


def read_workbook(content: bytes) -> list[Sheet]:
    """The sheets of an xlsx or xlsm. Formulas have the value they were saved with; macros are not looked at.

    Raises:
        TableError: it is broken, or larger than a roster can be.
    """
    try:
        package = _transitional(own_parts(content))
        book: Any = load_workbook(package, read_only=True, data_only=True, keep_links=False)
        strings = _strings(package, book)
        marks = _Marks(_percent_styles(book), _struck_styles(book))
        return [_sheet(book, sheet, marks, strings) for sheet in book.worksheets]
    except (TableError, MemoryError):
        raise
    except Exception as error:  # a broken file raises anything, from KeyError to zlib.error
        raise TableError(damaged().text) from error


@dataclass(slots=True)
class _Marks:
    """What styles say of the cells of a sheet, and what was found of it."""

    percents: frozenset[int]
    struck_styles: frozenset[int]
    struck: set[At] = field(default_factory=set)
    parts: dict[At, str] = field(default_factory=dict)


class _StruckText(str):
    """A text of which parts are struck out; `left` is what would be left."""

    __slots__ = ("left",)
    left: str


class _Parser(WorkSheetParser):
    """Which remembers formulas that have no value."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.unsaved: set[At] = set()

    def parse_row(self, row: Any) -> tuple[int, list[dict[str, Any]]]:
        if len(row):
            found: tuple[int, list[dict[str, Any]]] = super().parse_row(row)
            return found
        # Of rows in which nothing stands there may be a million: nothing of them is kept.
        self.row_counter = int(row.get("r", self.row_counter + 1))
        return self.row_counter, []

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        if cell["value"] is None and len(element) and element.find(FORMULA_TAG) is not None:
            self.unsaved.add((cell["row"], cell["column"]))
        elif cell["value"] and element.get("t") == "inlineStr":
            text = element.find(INLINE_STRING)
            cell["value"] = cell["value"] if text is None else _partly_struck(cell["value"], text)
        return cell


def _sheet(book: Any, sheet: Any, marks: _Marks, strings: Any) -> Sheet:
    marks.struck, marks.parts = set(), {}
    with sheet._get_source() as source:  # noqa: SLF001 - see the import above
        parser = _Parser(
            source,
            strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,  # noqa: SLF001
            timedelta_formats=book._timedelta_formats,  # noqa: SLF001
        )
        rows = dict(_rows(sheet.title, parser, marks))
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
        struck=frozenset(marks.struck),
        struck_parts=marks.parts,
        unsaved=frozenset(parser.unsaved),
        days_later=DAYS_FROM_1904 if book.epoch == CALENDAR_MAC_1904 else 0,
    )


def _rows(name: str, parser: WorkSheetParser, marks: _Marks) -> Iterator[tuple[int, list[Cell]]]:
    found = 0
    for number, parsed in parser.parse():
        cells: list[Cell] = []
        for cell in parsed:
            value, column = cell["value"], cell["column"]
            if value is None or is_blank(value := _value(cell, marks.percents)):
                continue
            if marks.struck_styles and int(cell["style_id"]) in marks.struck_styles:
                marks.struck.add((number, column))
            if type(value) is _StruckText:
                marks.parts[number, column] = value.left
                value = str(value)
            if column > MAX_COLUMNS:
                raise _too_many(name, Text(ja=f"{MAX_COLUMNS} 列", en=f"{MAX_COLUMNS} columns"))
            cells.extend([None] * (column - len(cells)))
            cells[column - 1] = value
        if cells:
            found += 1
            if found > MAX_ROWS + MAX_BESIDE:
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


def _struck_styles(book: Any) -> frozenset[int]:
    """Cell styles that strike out what stands in a cell."""
    struck = {place for place, font in enumerate(book._fonts) if font.strike}  # noqa: SLF001
    styles = enumerate(book._cell_styles if struck else ())  # noqa: SLF001
    return frozenset(i for i, style in styles if style.fontId in struck)


def _strings(package: IO[bytes], book: Any) -> Any:
    """The workbook's texts; those that are struck out in part know what would be left."""
    strings = next((sheet._shared_strings for sheet in book.worksheets), ())  # noqa: SLF001
    with zipfile.ZipFile(package) as parts:
        name = next((each for each in parts.namelist() if each.lower() == "xl/sharedstrings.xml"), "")
        data = parts.read(name) if name else b""
    if b"<strike" not in data:
        return strings
    found = list(strings)
    for place, text in enumerate(fromstring(data)):
        if place < len(found):
            found[place] = _partly_struck(found[place], text)
    return found


def _partly_struck(whole: str, text: Any) -> str:
    """A text, which knows what would be left of it where some of its runs are struck out."""
    runs = text.findall(f"{{{SHEET_MAIN_NS}}}r")
    struck = [_is_struck(run) for run in runs]
    if not any(struck) or all(struck):
        return whole
    told = _StruckText(whole)
    told.left = "".join(_run_text(run) for run, out in zip(runs, struck, strict=True) if not out)
    return told


def _is_struck(run: Any) -> bool:
    mark = run.find(f"{{{SHEET_MAIN_NS}}}rPr/{{{SHEET_MAIN_NS}}}strike")
    return mark is not None and mark.get("val", "1") not in ("0", "false")


def _run_text(run: Any) -> str:
    return "".join(each.text or "" for each in run.findall(f"{{{SHEET_MAIN_NS}}}t"))


_STRICT = b"http://purl.oclc.org/ooxml/"
_NAMESPACES = (
    (_STRICT + b"spreadsheetml/main", SHEET_MAIN_NS.encode()),
    (_STRICT + b"officeDocument/relationships", REL_NS.encode()),
    (_STRICT + b"drawingml/main", DRAWING_NS.encode()),
    (_STRICT + b"officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
)


def _transitional(package: IO[bytes]) -> IO[bytes]:
    """A workbook in Strict Open XML under the names that its parser knows; any other as it is."""
    with zipfile.ZipFile(package) as parts:
        if not any(
            _STRICT in parts.read(name) for name in parts.namelist() if name.lower() == "xl/workbook.xml"
        ):
            package.seek(0)
            return package
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
            for entry in parts.infolist():
                data = parts.read(entry.filename)
                if entry.filename.lower().endswith((".xml", ".rels")):
                    for strict, usual in _NAMESPACES:
                        data = data.replace(strict, usual)
                copy.writestr(entry.filename, data)
    made.seek(0)
    return made


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
