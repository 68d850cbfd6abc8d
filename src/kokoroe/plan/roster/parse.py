"""A table, read as it was decided, into people; with everything that is wrong, by row and column."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from openpyxl.utils import column_index_from_string

from kokoroe.annex.text import Text
from kokoroe.declare import Field
from kokoroe.declare.spelling import RefusedError, as_text
from kokoroe.plan.roster.checks import check_people
from kokoroe.plan.roster.columns import IGNORE, NUMBER, Column, Table, answer, find_table
from kokoroe.plan.roster.draft import Draft
from kokoroe.plan.roster.errors import CellError, Note
from kokoroe.plan.roster.fields import BY_KEY, FIELDS, Value
from kokoroe.plan.roster.files import read_sheets
from kokoroe.plan.roster.headers import normalise
from kokoroe.plan.roster.people import Person
from kokoroe.plan.roster.sheets import Row
from kokoroe.plan.roster.values import Shares, read, share_style, split_contact

# How a row begins that is no person: totals, the end mark of a paper, footnotes; and the example to follow.
_FOOTER = re.compile(
    r"(?:合計|小計|総計|総合計|計|以上|total)(?:$|[\W\d人名])|※|注[\d)）：:]",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(r"[(（【]?(?:記入)?例[)）】]?")
_NO_NAME = Text(
    ja="氏名を入れるか、この行を取り込まない指定をしてください。",
    en="Enter the name, or choose not to import this row.",
)
_FRACTIONS = Text(
    ja="0.2 や 1 の形でした。20%、100% と読み替えています。",
    en="Written in the form of 0.2 and 1; read as 20% and 100%.",
)
_HIDDEN_ROW = Text(ja="非表示の行ですが読みました。", en="The row is hidden, and was read.")
_HIDDEN_COLUMN = Text(ja="非表示の列ですが読みました。", en="The column is hidden, and was read.")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What came out of a table. Only when `ok` are the people a roster."""

    people: tuple[Person, ...]
    errors: tuple[CellError, ...]
    notes: tuple[Note, ...]

    @property
    def ok(self) -> bool:
        """The whole of it is right."""
        return not self.errors


def read_roster(
    content: bytes, filename: str, draft: Draft | None = None, remembered: Mapping[str, str] | None = None
) -> tuple[Table, Parsed]:
    """A file's roster, from bytes to people, as far as the draft and the remembered headers decide it.

    Raises:
        RosterError: the file cannot be read, or holds no roster.
    """
    draft = draft or Draft()
    sheets = read_sheets(content, filename)
    table = find_table(sheets, remembered, sheet=draft.sheet, header_row=draft.header_row)
    table = answer(table, draft.mapping)
    return table, parse(table, draft)


def parse(table: Table, draft: Draft | None = None) -> Parsed:
    """The people of a table whose columns were answered, with the draft's skips and corrections."""
    people, errors, notes = _Reader(table, draft or Draft()).people()
    errors = [*_header_errors(table), *errors, *check_people(table, people)]
    errors.sort(key=lambda error: (error.row, column_index_from_string(error.column) if error.column else 0))
    return Parsed(tuple(people), tuple(errors), tuple(notes))


class _Reader:
    """One pass over a table's rows, collecting what is to be said about them."""

    def __init__(self, table: Table, draft: Draft) -> None:
        self.table = table
        self.draft = draft
        self.columns = [column for column in table.columns if column.target not in (NUMBER, IGNORE)]
        self.numbers = table.columns_of(NUMBER)
        self.fields = [(field, found) for field in FIELDS if (found := table.columns_of(field.key))]
        self.contact = table.columns_of("contact")
        self.errors: list[CellError] = []
        self.notes = [
            Note(0, column.letter, _HIDDEN_COLUMN)
            for column in self.columns
            if column.hidden and column.target
        ]

    def people(self) -> tuple[list[Person], list[CellError], list[Note]]:
        """The people, one a row; a value that was refused is missing from them and among the errors."""
        lines = []
        for row in self.table.rows:
            texts = self._texts(row)
            number = "".join(as_text(row.cell(column.index)) for column in self.numbers)
            blank = not any(texts.values()) and (not number or number.isdigit())
            if blank or row.number in self.draft.skips or self._is_footer(row, texts, number):
                continue
            if row.hidden:
                self.notes.append(Note(row.number, "", _HIDDEN_ROW))
            lines.append((row.number, texts))
        shares = self._share_style(lines)
        return [self._person(row, texts, shares) for row, texts in lines], self.errors, self.notes

    def _texts(self, row: Row) -> dict[str, str]:
        """What stands in a row by column letter, as corrected."""
        typed = self.draft.corrections
        return {
            column.letter: as_text(typed.get((row.number, column.letter), row.cell(column.index)))
            for column in self.columns
        }

    def _is_footer(self, row: Row, texts: Mapping[str, str], number: str) -> bool:
        """A total, a footnote, an example, or the header once more on a new page."""
        first = next((text for cell in row.cells if (text := as_text(cell))), "")
        name = "".join(texts[column.letter] for column in self.table.columns_of("name"))
        again = all(normalise(texts[column.letter]) == column.normalised for column in self.columns)
        if again or _EXAMPLE.fullmatch(number) or (_FOOTER.match(first) and name in ("", first)):
            says = Text(ja=f"「{first}」の行は取り込みません。", en=f"The row “{first}” is left out.")
            self.notes.append(Note(row.number, "", says))
            return True
        return False

    def _share_style(self, lines: Sequence[tuple[int, Mapping[str, str]]]) -> Shares:
        """How the file writes shares. What was typed on screen is always a percentage."""
        for column in self.table.columns_of("share"):
            letter = column.letter
            style = share_style(texts[letter] for row, texts in lines if not self._is_typed(row, column))
            if style == "fraction":
                self.notes.append(Note(0, letter, _FRACTIONS))
            return style
        return "percent"

    def _is_typed(self, row: int, column: Column) -> bool:
        return (row, column.letter) in self.draft.corrections

    def _person(self, row: int, texts: Mapping[str, str], shares: Shares) -> Person:
        found: dict[str, Value] = {}
        for field, column, text in self._values(texts):
            try:
                value, note = read(field, text, "percent" if self._is_typed(row, column) else shares)
            except RefusedError as error:
                self.errors.append(CellError(row, column.letter, column.header, text, error.text))
                continue
            if note:
                self.notes.append(Note(row, column.letter, note))
            if value is not None:
                found[field.key] = value
        for column in self.table.columns_of("name")[:1] if "name" not in found else ():
            self.errors.append(CellError(row, column.letter, column.header, "", _NO_NAME))
        return Person(found, row=row)

    def _values(self, texts: Mapping[str, str]) -> Iterator[tuple[Field, Column, str]]:
        """Each field with its (first) column and its text: parts joined, contacts split."""
        for field, columns in self.fields:
            parts = dict.fromkeys(text for column in columns if (text := texts[column.letter]))
            yield field, columns[0], "\u3000".join(parts)
        for column in self.contact:
            phone, email = split_contact(texts[column.letter])
            yield BY_KEY["phone"], column, phone
            yield BY_KEY["email"], column, email


def _header_errors(table: Table) -> Iterator[CellError]:
    for column in table.unanswered:
        says = Text(ja="この列を何として読むか選んでください。", en="Choose how this column is to be read.")
        yield CellError(table.header_row, column.letter, column.header, column.header, says)
    if not table.columns_of("name"):
        headers = [column.header for column in table.columns if column.header]
        says = Text(
            ja=f"氏名の列がありません。どの列か選ぶか、列を作ってください（見出し: {'、'.join(headers)}）。",
            en=f"No column has the names. Say which one has, or add it (headers: {', '.join(headers)}).",
        )
        yield CellError(table.header_row, "", "", "", says)
