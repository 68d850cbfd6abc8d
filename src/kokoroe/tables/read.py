"""The way from sheets to a reading: which table, what its columns are, what each row is, what stands in each cell."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from kokoroe.annex.text import Text
from kokoroe.declare.spelling import as_text
from kokoroe.tables.answers import Answers
from kokoroe.tables.answers import columns_of as answered_columns
from kokoroe.tables.cells import At, Place, Row, Sheet, is_blank
from kokoroe.tables.columns import answered, columns_of, is_month, settle
from kokoroe.tables.finding import Candidate, candidates, chosen_of, no_header
from kokoroe.tables.form import IGNORE, TableForm
from kokoroe.tables.layout import columns_to_skip
from kokoroe.tables.lines import LONGEST_SHOWN, SAYS, Sorter
from kokoroe.tables.reading import Choice, Column, Left, Question, Reading, Table, Why
from kokoroe.tables.records import Reader

NOTHING_DECIDED = Answers()
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
    if not found or (answers.sheets and not any(each.sheet.name in answers.sheets for each in found)):
        return Reading(form, answers, tuple(sheets), trouble=no_header(form, answers))
    chosen = chosen_of(found, form, answers)
    answers = answers.on(chosen.taken[0].sheet.name)
    parts = [part for each in chosen.taken for part in _Part(each, form, answers, remembered).all()]
    return Reading(
        form,
        answers,
        tuple(sheets),
        sheets=tuple(chosen.told(found, {part.table.sheet: len(part.reader.records) for part in parts})),
        tables=tuple(replace(part.table, others=chosen.others) for part in parts),
        records=tuple(record for part in parts for record in part.reader.records),
        changed=tuple(each for part in parts for each in part.reader.changed),
        left_out=tuple(each for part in parts for each in (*part.left, *part.reader.left)),
        questions=(
            *chosen.questions,
            *(each for part in parts for each in (*part.questions, *part.reader.questions)),
        ),
        errors=tuple(each for part in parts for each in part.reader.errors),
        notes=tuple(each for part in parts for each in part.reader.notes),
        taken_at=frozenset((part.table.sheet, at) for part in parts for at in part.taken),
    )


class _Part:
    """One table of one sheet, read."""

    def __init__(
        self, found: Candidate, form: TableForm, answers: Answers, remembered: Mapping[str, str]
    ) -> None:
        self.found, self.form, self.answers, self.remembered = found, form, answers, remembered
        self.sheet = found.sheet
        skipped = columns_to_skip(found.header, found.body, self.sheet.merged)
        columns = columns_of(self.sheet, found.header, found.body, form, remembered, skipped)
        columns = [self._placed(column) for column in columns]
        self.table = Table(
            form=form,
            sheet=self.sheet.name,
            header_rows=tuple(row.number for row in found.header),
            columns=answered(settle(columns, form), answered_columns(answers.given, self.sheet.name), form),
            rows=found.body,
            shape=found.view.shape,
        )
        self.skipped = skipped
        self.questions: list[Question] = []
        self.left: list[Left] = []
        self.taken: list[At] = [*found.view.labels]
        self._around()
        self.rows = Sorter(self.table, self.sheet, form, answers, skipped).sorted()
        if self.rows.second:
            rows = frozenset(id(row) for row in self.rows.second)
            self.table = replace(
                self.table, rows=tuple(row for row in self.table.rows if id(row) not in rows)
            )
        self.reader = Reader(self.table, self.sheet, form, answers)
        self.reader.read(self.rows)
        self._columns()
        self.taken.extend(self.reader.taken)

    def all(self) -> "Iterator[_Part]":
        """This table and those below it that belong to it."""
        part: _Part | None = self
        while part is not None:
            yield part
            part = part.second()

    def second(self) -> "_Part | None":
        """The table that begins below, where somebody said that it belongs to this one."""
        if not self.rows.second:
            return None
        view = replace(self.found.view, labels=(), aside=())
        sheet = replace(self.sheet, rows=self.rows.second)
        again = Candidate(replace(view, sheet=sheet), 0, 0, 1, self.found.origin)
        return _Part(again, self.form, self.answers, self.remembered)

    def _placed(self, column: Column) -> Column:
        """In a table that is not upright, a column is named by the cell of its header."""
        last = self.found.header[-1]
        return column if last.at is None else replace(column, at=last.from_(column.index))

    def _around(self) -> None:
        """What stands above the header, and between cards; the header's own cells are taken."""
        for row in self.found.header:
            self.taken.extend(self._cells(row))
        for row in self.sheet.rows[: self.found.start]:
            self._leave(row.place(self.sheet.name), self._cells(row))
        aside: dict[int, list[At]] = {}
        for at in self.found.view.aside:
            aside.setdefault(at[0], []).append(at)
        for number, cells in aside.items():
            self._leave(Place(self.sheet.name, number), cells)

    def _leave(self, place: Place, cells: Iterable[At]) -> None:
        cells = tuple(cells)
        if not cells:
            return
        rows = {row.number: row for row in self.found.origin.rows}
        texts = [as_text(rows[at[0]].cell(at[1])) for at in cells if at[0] in rows]
        text = " ".join(texts)[:LONGEST_SHOWN]
        key = f"around:{place.key}"
        self.left.append(
            Left(key, place, text, Why.AROUND, SAYS[Why.AROUND], can_be_taken=False, cells=cells)
        )

    def _cells(self, row: Row) -> list[At]:
        return [
            row.from_(column)
            for column, cell in enumerate(row.cells, 1)
            if not is_blank(cell) and row.from_(column) not in self.sheet.merged
        ]

    def _columns(self) -> None:
        """Columns that are asked about, and those that are left out."""
        left_rows = {at for left in (*self.left, *self.reader.left) for at in left.cells}
        left_rows |= {at for question in self.reader.questions for at in question.cells}
        self._between(left_rows)
        months = [column for column in self.table.unanswered if is_month(column.header)]
        asked = [column for column in self.table.unanswered if column not in months or len(months) < 2]  # noqa: PLR2004
        for column in asked:
            self.questions.append(self._asked(column, left_rows))
        if len(months) > 1:
            self._ask_months(months, left_rows)
        for column in self.table.columns:
            if column.target == IGNORE and column.status != "empty":
                cells = tuple(self._below(column, left_rows))
                place = Place(self.sheet.name, 0, column.letter)
                text = " ".join(filter(None, (column.header, *self._examples(column))))
                self.left.append(Left(place.key, place, text, Why.COLUMN, SAYS[Why.COLUMN], cells=cells))

    def _between(self, but: set[At]) -> None:
        """What stands in columns that are no columns of the table, beside a record."""
        for row in self.table.rows if self.skipped else ():
            cells = [
                row.from_(column)
                for column in sorted(self.skipped)
                if not is_blank(row.cell(column)) and row.from_(column) not in self.sheet.merged
            ]
            for at in cells:
                if at not in but:
                    place = Place.of(self.sheet.name, at)
                    text = as_text(row.cell(at[1] if row.at is None else row.at.index(at) + 1))
                    says = SAYS[Why.AROUND]
                    self.left.append(
                        Left(f"around:{place.key}", place, text, Why.AROUND, says, True, False, (at,))
                    )

    def _below(self, column: Column, but: set[At]) -> Iterator[At]:
        for row in self.table.rows:
            at = row.from_(column.index)
            if not is_blank(row.cell(column.index)) and at not in but and at not in self.sheet.merged:
                yield at

    def _examples(self, column: Column) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for line in self.rows.records:
            text = as_text(line.row.cell(column.index))
            if text:
                found[text[:60]] = None
            if len(found) == 3:  # noqa: PLR2004
                break
        return tuple(found)

    def _asked(self, column: Column, but: set[At]) -> Question:
        targets = self.form.targets
        cells = tuple(self._below(column, but))
        return Question(
            key=f"column:{self.sheet.name}!{column.letter}",
            place=Place(self.sheet.name, 0, column.letter),
            says=_WHICH,
            choices=tuple(Choice(key, targets[key]) for key in dict.fromkeys((*column.candidates, *targets))),
            header=column.header,
            examples=self._examples(column),
            count=len(cells),
            cells=cells,
        )

    def _ask_months(self, months: Sequence[Column], but: set[At]) -> None:
        """One question for columns that are months or days."""
        key = f"months:{self.sheet.name}!"
        if self.answers.given.get(key) == "leave":
            chosen = {column.index for column in months}
            self.table = replace(
                self.table,
                columns=tuple(
                    replace(each, status="answered", target=IGNORE) if each.index in chosen else each
                    for each in self.table.columns
                ),
            )
            return
        self.questions.append(
            Question(
                key,
                Place(self.sheet.name, 0, months[0].letter),
                Text(
                    "月や日ごとの列があります。取り込む項目がないので、取り込まなくてよいですか。",
                    "There are columns for months or days, which have no place here. May they be left out?",
                ),
                (Choice("leave", Text("取り込まない", "Yes, leave them out")),),
                header=months[0].header,
                examples=tuple(column.header for column in months[:6]),
                count=len(months),
                cells=tuple(at for column in months for at in self._below(column, but)),
            )
        )
