"""People as a table: the shape of an export, which an import reads back to the same people."""

import csv
import io
from collections.abc import Sequence
from datetime import date

from openpyxl import Workbook

from kokoroe.annex.text import Text
from kokoroe.declare import Field
from kokoroe.outside.inert import inert
from kokoroe.papers.xlsx import put
from kokoroe.plan.roster.fields import FIELDS, ROSTER, display
from kokoroe.plan.roster.people import Person
from kokoroe.tables.errors import TableError


def to_rows(
    people: Sequence[Person], language: str = "ja", *, fields: Sequence[Field] = FIELDS
) -> list[list[str | int | date]]:
    """The header and one row a person: a number, then every field (or those given) in its order.

    Days are days; all else is text, a share as `50%` because a bare 1 could be a hundred.
    """
    header: list[str | int | date] = ["No.", *(field.label.in_language(language) for field in fields)]
    return [header, *([number, *_cells(person, language, fields)] for number, person in enumerate(people, 1))]


def _cells(person: Person, language: str, fields: Sequence[Field]) -> list[str | int | date]:
    found: list[str | int | date] = []
    for field in fields:
        value = person.get(field.key)
        found.append(value if isinstance(value, date) else display(field, value, language))
    return found


def to_xlsx(people: Sequence[Person], language: str = "ja", *, fields: Sequence[Field] = FIELDS) -> bytes:
    """The table as a workbook with one plain sheet. Text stays text, even where it begins with `=`."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = ROSTER.title.in_language(language)
    for number, row in enumerate(to_rows(people, language, fields=fields), 1):
        for column, value in enumerate(row, 1):
            if value:
                put(sheet.cell(number, column), value)
    sheet.freeze_panes = "C2"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def to_csv(people: Sequence[Person], language: str = "ja", encoding: str = "utf-8-sig") -> bytes:
    """The table as CSV, in UTF-8 with the mark that Excel looks for, or in another encoding such as cp932.

    What a spreadsheet would take for a formula has an apostrophe before it, which an import takes away again.

    Raises:
        TableError: a character (𠮷, say) is not in that encoding; the error names it.
    """
    stream = io.StringIO()
    csv.writer(stream).writerows(
        [inert(cell) if isinstance(cell, str) else cell for cell in row] for row in to_rows(people, language)
    )
    try:
        return stream.getvalue().encode(encoding)
    except UnicodeEncodeError as error:
        character = error.object[error.start]
        raise TableError(
            Text(
                ja=f"「{character}」は {encoding} にありません。UTF-8 で書き出してください。",
                en=f"“{character}” is not in {encoding}. Export as UTF-8.",
            )
        ) from error
