"""Filling the client's own xlsx form: its heading is found, rows go beneath it, and its looks are kept."""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from typing import TYPE_CHECKING

from openpyxl.cell.cell import Cell
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange

from kokoroe.annex.text import Text
from kokoroe.outside.refused import FileRefused
from kokoroe.outside.workbooks import Bounds, holding
from kokoroe.papers.workbook import BOUNDS, parts_of, read_workbook
from kokoroe.papers.xlsx import Value, put, to_bytes

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

# A row's cells as text -> the field of each known heading, by index from 0. It lives where the fields do.
Match = Callable[[Sequence[str]], Mapping[int, str]]

SEARCHED_ROWS = 60
FEWEST_HEADINGS = 2
MOST_ROWS, MOST_COLUMNS = 20_000, 300
# The field whose cells a form may have numbered beforehand.
NUMBER = "number"

# openpyxl loses these when it saves.
_LOST_PARTS = (
    ("xl/ctrlProps/", Text(ja="フォームコントロール（ボタン、チェックボックス）", en="form controls")),
    ("xl/activeX/", Text(ja="ActiveX コントロール", en="ActiveX controls")),
    ("xl/media/", Text(ja="画像", en="pictures")),
    ("xl/externalLinks/", Text(ja="外部ブックへのリンク", en="links to other workbooks")),
    ("xl/slicers/", Text(ja="スライサー", en="slicers")),
)
_SHAPES = (b"<xdr:sp ", b"<xdr:sp>", b"<xdr:cxnSp", b"<xdr:grpSp")


def fill_template(
    template: bytes,
    rows: Sequence[Mapping[str, Value]],
    *,
    match: Match,
    labels: Mapping[str, str] | None = None,
    bounds: Bounds = BOUNDS,
) -> tuple[bytes, tuple[Text, ...]]:
    """The form with the rows in it, and what its sender should look at before it goes out.

    `match` recognises headings; `labels` names fields in warnings. A number goes into a cell with a percent
    format as that many percent. Where rows are too few, the last is repeated and what is below moves down.

    Raises:
        FileRefused: no xlsx, too large, with macros, or no row of headings is recognised.
    """
    warnings = list(_losses(template, bounds))
    book = read_workbook(template, bounds=bounds)
    book.template = False
    form = _Form.find(book.worksheets, match)
    warnings += form.make_room(len(rows))
    for at, row in enumerate(rows, start=form.first):
        for column, field in form.fields.items():
            cell = form.sheet.cell(at, column)
            if isinstance(cell, Cell) and (field in row or field != NUMBER):
                _put_in_form(cell, row.get(field))
    placed = set(form.fields.values())
    left = sorted(
        {f for row in rows for f, value in row.items() if value not in (None, "") and f not in placed}
    )
    if left:
        names = "、".join((labels or {}).get(field, field) for field in left)
        warnings.append(
            Text(
                ja=f"様式に列のない項目は書き込んでいません: {names}。",
                en=f"The form has no column for these, so they were left out: {names}.",
            )
        )
    return to_bytes(book), tuple(warnings)


class _Form:
    """Where a form's table stands: its sheet, the field of each column, and its rows from `first` on."""

    def __init__(self, sheet: "Worksheet", fields: dict[int, str], heading: int) -> None:
        self.sheet = sheet
        self.fields = fields
        self.heading = heading
        self.width = sheet.max_column
        self.first = heading + 1

    @classmethod
    def find(cls, sheets: Sequence["Worksheet"], match: Match) -> "_Form":
        best: tuple[int, Worksheet | None, int] = (0, None, 0)
        for sheet in sheets:
            _refuse_far_cells(sheet)
            for row in range(1, min(sheet.max_row, SEARCHED_ROWS) + 1):
                found = len(match(_texts(sheet, row)))
                if found > best[0]:
                    best = (found, sheet, row)
        count, sheet_found, row = best
        if sheet_found is None or count < FEWEST_HEADINGS:
            raise FileRefused(
                Text(
                    ja=f"見出しの行が見つかりません。各シートの先頭{SEARCHED_ROWS}行に、氏名・所属などの見出しが"
                    "並ぶ行が要ります。",
                    en=f"No row of headings was found. One of the first {SEARCHED_ROWS} rows of a sheet "
                    "needs headings such as 氏名 and 所属.",
                )
            )
        # A heading of two rows: 連絡先 above 電話 and メール, the others merged over both.
        bottom = max(
            [row]
            + [
                r.max_row
                for r in sheet_found.merged_cells.ranges
                if r.min_row == row and r.max_col == r.min_col
            ]
        )
        fields: dict[int, str] = {}
        for each in range(row, bottom + 1):
            fields |= {column + 1: field for column, field in match(_texts(sheet_found, each)).items()}
        return cls(sheet_found, fields, bottom)

    def make_room(self, count: int) -> list[Text]:
        """Find the prepared rows, add what is missing; says what of the form the sender should look at."""
        warnings = []
        while self._is_example(self.first):
            self.first += 1
        if self.first > self.heading + 1:
            filled = f"{self.heading + 1}〜{self.first - 1}"
            warnings.append(
                Text(
                    ja=f"様式の {filled} 行目には記入例などがあるので、その下に書き込みました。",
                    en=f"Rows {filled} of the form are filled in already (an example?); the new are beneath.",
                )
            )
        prepared = self._prepared()
        missing = count - prepared
        if missing <= 0:
            return warnings
        self._move_down(self.first + prepared, missing)
        for row in range(self.first + prepared, self.first + count):
            self._dress(row, self.first + prepared - 1 if prepared else self.heading, formulas=prepared > 0)
        warnings.append(
            Text(
                ja=f"様式の行が足りないので、{missing} 行を加えました。ページの区切りを確かめてください。",
                en=f"The form had too few rows; {missing} were added. Look at the page breaks.",
            )
        )
        if self._has_formulas_outside(count):
            warnings.append(
                Text(
                    ja="表の外の数式は書き換えていません。加えた行が範囲に入っているか確かめてください。",
                    en="Formulas outside the table were not rewritten. See that they cover the added rows.",
                )
            )
        return warnings

    def _is_example(self, row: int) -> bool:
        filled = sum(
            self.sheet.cell(row, column).value not in (None, "")
            for column, field in self.fields.items()
            if field != NUMBER
        )
        return filled >= FEWEST_HEADINGS

    def _prepared(self) -> int:
        count = 0
        while self.first + count <= self.sheet.max_row and self._is_prepared(self.first + count):
            count += 1
        return count

    def _is_prepared(self, row: int) -> bool:
        lines = [self.sheet.cell(at, min(self.fields)).border.left.style for at in (self.first, row)]
        return lines[0] == lines[1] and all(self._is_free(row, column) for column in range(1, self.width + 1))

    def _is_free(self, row: int, column: int) -> bool:
        cell = self.sheet.cell(row, column)
        if cell.value in (None, ""):
            return True
        if column not in self.fields:
            return cell.data_type == "f"
        return self.fields[column] == NUMBER and (cell.data_type == "f" or str(cell.value).strip().isdigit())

    def _move_down(self, start: int, rows: int) -> None:
        sheet, last = self.sheet, self.sheet.max_row
        if start <= last:
            heights = {row: sheet.row_dimensions[row].height for row in range(start, last + 1)}
            merged = [r for r in sheet.merged_cells.ranges if r.min_row >= start]
            for each in merged:
                sheet.merged_cells.remove(each)
            sheet.move_range(f"A{start}:{get_column_letter(self.width)}{last}", rows=rows)
            for each in merged:
                each.shift(row_shift=rows)
                sheet.merged_cells.add(each)
            for row in range(start, start + rows):
                sheet.row_dimensions[row].height = None
            for row, height in heights.items():
                sheet.row_dimensions[row + rows].height = height
        for validation in sheet.data_validations.dataValidation:
            for area in validation.sqref.ranges:
                _stretch(area, start, rows)
        area = sheet.print_area
        if area and "," not in area:
            printed = CellRange(area.rpartition("!")[2].replace("$", ""))
            _stretch(printed, start, rows)
            sheet.print_area = printed.coord

    def _dress(self, row: int, model: int, *, formulas: bool) -> None:
        sheet = self.sheet
        sheet.row_dimensions[row].height = sheet.row_dimensions[model].height if formulas else None
        for column in range(1, self.width + 1):
            source, cell = sheet.cell(model, column), sheet.cell(row, column)
            if not formulas:
                cell.border = copy(source.border)  # type: ignore[assignment]
                continue
            # openpyxl's own way to copy a style whole
            cell._style = copy(source._style)  # type: ignore[union-attr]  # noqa: SLF001
            if source.data_type == "f" and isinstance(source.value, str) and isinstance(cell, Cell):
                cell.value = Translator(source.value, source.coordinate).translate_formula(cell.coordinate)
        if formulas:
            for area in [r for r in sheet.merged_cells.ranges if r.min_row == r.max_row == model]:
                sheet.merge_cells(
                    start_row=row, end_row=row, start_column=area.min_col, end_column=area.max_col
                )

    def _has_formulas_outside(self, count: int) -> bool:
        inside = range(self.first, self.first + count)
        return any(
            cell.data_type == "f" for row in self.sheet.iter_rows() for cell in row if cell.row not in inside
        )


def _stretch(area: CellRange, start: int, rows: int) -> None:
    """An area that ends in the table's last row, or below it, takes in the added rows."""
    if area.max_row >= start - 1:
        area.expand(down=rows)
        if area.min_row >= start:
            area.shrink(top=rows)


def _refuse_far_cells(sheet: "Worksheet") -> None:
    """Raises FileRefused where a form reaches so far that looking at its cells, blank ones too, would take long."""
    if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
        at = f"{get_column_letter(sheet.max_column)}{sheet.max_row}"
        raise FileRefused(
            Text(
                ja=f"シート「{sheet.title}」は {at} まで使われています（{MOST_ROWS:,} 行、{MOST_COLUMNS} 列まで）。"
                "表の外の行と列を削除して保存し、選び直してください。",
                en=f"Sheet “{sheet.title}” reaches to {at} (at most {MOST_ROWS:,} rows and {MOST_COLUMNS} columns). "
                "Delete the rows and columns outside the table, save, and choose it again.",
            )
        )


def _put_in_form(cell: Cell, value: Value) -> None:
    if isinstance(value, int | float) and "%" in cell.number_format:
        value = value / 100
    put(cell, value)


def _texts(sheet: "Worksheet", row: int) -> list[str]:
    values = (sheet.cell(row, column).value for column in range(1, sheet.max_column + 1))
    return ["" if value is None else str(value) for value in values]


def _losses(template: bytes, bounds: Bounds) -> Sequence[Text]:
    parts = parts_of(template, bounds=bounds)
    lost = [what for prefix, what in _LOST_PARTS if any(part.startswith(prefix) for part in parts)]
    drawings = [part for part in parts if part.startswith("xl/drawings/drawing")]
    if holding(template, drawings, _SHAPES):
        lost.append(Text(ja="図形", en="shapes"))
    if not lost:
        return []
    return [
        Text(
            ja=f"様式にある次のものは、書き込んだファイルでは失われます: {'、'.join(w.ja for w in lost)}。"
            "要るときは、書き込んだ表を元の様式に貼り付けてください。",
            en=f"These parts of the form are lost in the filled file: {', '.join(w.en for w in lost)}. "
            "If they matter, paste the filled table into the original form.",
        )
    ]
