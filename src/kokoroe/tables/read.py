"""The way from sheets to a reading: which table, what its columns are, what each row is, what stands in each cell."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kokoroe.annex.text import Text
from kokoroe.declare import Field
from kokoroe.declare.spelling import RefusedError, as_text
from kokoroe.tables.answers import Answers
from kokoroe.tables.answers import columns_of as answered_columns
from kokoroe.tables.cells import Place, Row, Sheet
from kokoroe.tables.columns import answered, columns_of, settle
from kokoroe.tables.finding import Candidate, best_of, candidates, no_header
from kokoroe.tables.form import IGNORE, NUMBER, TableForm
from kokoroe.tables.headers import normalise
from kokoroe.tables.reading import (
    Changed,
    Choice,
    Column,
    Error,
    Found,
    Left,
    Note,
    Question,
    Reading,
    Record,
    Table,
    Why,
)
from kokoroe.tables.values import Shares, is_share, read, share_style, split_contact

NOTHING_DECIDED = Answers()

# How a row begins that is no record: totals, the end mark of a paper, footnotes; and the example to follow.
_FOOTER = re.compile(
    r"(?:合計|小計|総計|総合計|計|以上|total)(?:$|[\W\d人名])|※|注[\d)）：:]",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(r"[(（【]?(?:記入)?例[)）】]?")
_FRACTIONS = Text(
    ja="0.2 や 1 の形でした。20%、100% と読み替えています。",
    en="Written in the form of 0.2 and 1; read as 20% and 100%.",
)
_HIDDEN_ROW = Text(ja="非表示の行ですが読みました。", en="The row is hidden, and was read.")
_HIDDEN_COLUMN = Text(ja="非表示の列ですが読みました。", en="The column is hidden, and was read.")
_WHICH = Text(ja="この列を何として読むか選んでください。", en="Choose how this column is to be read.")


def read_table(
    sheets: Sequence[Sheet],
    form: TableForm,
    answers: Answers = NOTHING_DECIDED,
    remembered: Mapping[str, str] | None = None,
) -> Reading:
    """The records of a file's sheets, as far as the answers and the remembered headers decide it.

    `remembered` maps normalised headers to targets (`Column.target`).
    """
    remembered = remembered or {}
    found = list(candidates(sheets, form, answers, remembered))
    if not found:
        return Reading(form, answers, tuple(sheets), trouble=no_header(form, answers))
    best = best_of(found)
    answers = answers.on(best.sheet.name)
    table = _table(best, found, form, answers, remembered)
    reader = _Reader(table, form, answers)
    records = tuple(reader.records())
    return Reading(
        form,
        answers,
        tuple(sheets),
        sheets=tuple(_told(each, best) for each in found),
        tables=(table,),
        records=records,
        changed=tuple(reader.changed),
        left_out=tuple(reader.left),
        questions=tuple(_questions(table)),
        errors=tuple(reader.errors),
        notes=tuple(reader.notes),
    )


def _table(
    best: Candidate,
    found: Sequence[Candidate],
    form: TableForm,
    answers: Answers,
    remembered: Mapping[str, str],
) -> Table:
    columns = settle(columns_of(best.sheet, best.header, best.body, form, remembered), form)
    return Table(
        form=form,
        sheet=best.sheet.name,
        header_rows=tuple(row.number for row in best.header),
        columns=answered(columns, answered_columns(answers.given, best.sheet.name), form),
        rows=best.body,
        others=tuple(each.sheet.name for each in found if each is not best and each.score > 1),
    )


def _told(each: Candidate, best: Candidate) -> Found:
    return Found(
        each.sheet.name,
        each is best,
        len(each.body),
        Text(f"見出しが {each.score} 列分かりました。", f"{each.score} of its headers are known."),
        each.sheet.hidden,
        each.sheet.rows[each.end].number,
    )


def _questions(table: Table) -> Iterator[Question]:
    """One for each column that nobody can place."""
    targets = table.form.targets
    for column in table.unanswered:
        values = [row.cell(column.index) for row in table.rows]
        examples = tuple(dict.fromkeys(text for value in values if (text := as_text(value))))[:3]
        yield Question(
            key=f"column:{table.sheet}!{column.letter}",
            place=Place(table.sheet, 0, column.letter),
            says=_WHICH,
            choices=tuple(Choice(key, targets[key]) for key in dict.fromkeys((*column.candidates, *targets))),
            header=column.header,
            examples=examples,
            count=sum(value is not None for value in values),
            cells=tuple(row.from_(column.index) for row in table.rows if row.cell(column.index) is not None),
        )


class _Reader:
    """One pass over a table's rows, collecting what is to be said about them."""

    def __init__(self, table: Table, form: TableForm, answers: Answers) -> None:
        self.table = table
        self.form = form
        self.answers = answers
        self.columns = [column for column in table.columns if column.target not in (NUMBER, IGNORE)]
        self.numbers = table.columns_of(NUMBER)
        self.fields = [(each, found) for each in form.fields if (found := table.columns_of(each.key))]
        self.splits = [
            (column, split.into)
            for split in form.splits
            for column in table.columns
            if column.target == split.column
        ]
        self.named_by = table.columns_of(form.named_by)
        self.errors: list[Error] = []
        self.changed: list[Changed] = []
        self.left: list[Left] = []
        self.notes = [
            Note(Place(table.sheet, 0, column.letter), _HIDDEN_COLUMN, column.header)
            for column in self.columns
            if column.hidden and column.target
        ]

    def records(self) -> list[Record]:
        """One a row; a value that was refused is missing from them and among the errors."""
        lines = []
        for row in self.table.rows:
            texts = self._texts(row)
            number = "".join(as_text(row.cell(column.index)) for column in self.numbers)
            blank = not any(texts.values()) and (not number or number.isdigit())
            key = Place(self.table.sheet, row.number).key
            if blank or key in self.answers.left or self._is_footer(row, texts, number, key):
                continue
            if row.hidden:
                self.notes.append(Note(Place(self.table.sheet, row.number), _HIDDEN_ROW))
            lines.append((row, texts))
        if not self.named_by:
            self.errors.append(self._nameless())
        shares = {
            each.key: self._share_style(columns, lines) for each, columns in self.fields if is_share(each)
        }
        return [self._record(row, texts, shares) for row, texts in lines]

    def _texts(self, row: Row) -> dict[str, str]:
        """What stands in a row by column letter, as corrected."""
        typed = self.answers.typed
        return {
            column.letter: as_text(typed.get(self.table.place(row, column).key, row.cell(column.index)))
            for column in self.columns
        }

    def _is_footer(self, row: Row, texts: Mapping[str, str], number: str, key: str) -> bool:
        """A total, a footnote, an example, or the header once more on a new page."""
        first = next((text for cell in row.cells if (text := as_text(cell))), "")
        name = "".join(texts[column.letter] for column in self.named_by)
        again = all(normalise(texts[column.letter]) == column.normalised for column in self.columns)
        if again or _EXAMPLE.fullmatch(number) or (_FOOTER.match(first) and name in ("", first)):
            says = Text(ja=f"「{first}」の行は取り込みません。", en=f"The row “{first}” is left out.")
            why = Why.HEADER_AGAIN if again else Why.NOTE
            self.left.append(Left(key, Place(self.table.sheet, row.number), first, why, says))
            return True
        return False

    def _share_style(
        self, columns: Sequence[Column], lines: Sequence[tuple[Row, Mapping[str, str]]]
    ) -> Shares:
        """How the file writes shares. What was typed on screen is always a percentage."""
        letter = columns[0].letter
        style = share_style(texts[letter] for row, texts in lines if not self._is_typed(row, columns[0]))
        if style == "fraction":
            self.notes.append(Note(Place(self.table.sheet, 0, letter), _FRACTIONS, columns[0].header))
        return style

    def _is_typed(self, row: Row, column: Column) -> bool:
        return self.table.place(row, column).key in self.answers.typed

    def _record(self, row: Row, texts: Mapping[str, str], shares: Mapping[str, Shares]) -> Record:
        found: dict[str, Any] = {}
        places: dict[str, Place] = {}
        for field, column, text in self._values(texts):
            place = self.table.place(row, column)
            style = shares.get(field.key, "percent")
            try:
                value, note = read(field, text, "percent" if self._is_typed(row, column) else style)
            except RefusedError as error:
                self.errors.append(Error(place, column.header, text, error.text, field.key))
                continue
            if note:
                self.notes.append(Note(place, note, column.header))
            if value is not None:
                found[field.key] = value
                places[field.key] = place
        named_by = self.form.named_by
        for column in self.named_by[:1] if named_by not in found else ():
            label = self.form.by_key[named_by].label
            says = Text(
                ja=f"{label.ja}を入れるか、この行を取り込まない指定をしてください。",
                en=f"Enter the {label.en.lower()}, or choose not to import this row.",
            )
            self.errors.append(Error(self.table.place(row, column), column.header, "", says, named_by))
        return Record(found, self.table.sheet, row.number, places)

    def _values(self, texts: Mapping[str, str]) -> Iterator[tuple[Field, Column, str]]:
        """Each field with its (first) column and its text: parts joined, contacts split."""
        for field, columns in self.fields:
            parts = dict.fromkeys(text for column in columns if (text := texts[column.letter]))
            yield field, columns[0], "\u3000".join(parts)
        for column, into in self.splits:
            for key, text in zip(into, split_contact(texts[column.letter]), strict=True):
                yield self.form.by_key[key], column, text

    def _nameless(self) -> Error:
        """No column has what records are named by."""
        label = self.form.by_key[self.form.named_by].label
        headers = [column.header for column in self.table.columns if column.header]
        says = Text(
            ja=f"{label.ja}の列がありません。どの列か選ぶか、列を作ってください（見出し: {'、'.join(headers)}）。",
            en=f"No column has the {label.en.lower()}s. Say which one has, or add it (headers: {', '.join(headers)}).",
        )
        return Error(Place(self.table.sheet, self.table.header_row), "", "", says, self.form.named_by)
