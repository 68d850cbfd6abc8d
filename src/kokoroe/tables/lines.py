"""What each row below a header is: a record, or a note, a total, a heading, a blank line and the like."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kokoroe.annex.text import Text
from kokoroe.declare import Spelling
from kokoroe.declare.spelling import as_text
from kokoroe.tables import words
from kokoroe.tables.answers import Answers
from kokoroe.tables.cells import At, Row, Sheet, is_blank
from kokoroe.tables.form import IGNORE, TableForm
from kokoroe.tables.headers import normalise
from kokoroe.tables.layout import LONGEST_HEADER, sideways
from kokoroe.tables.names import is_reading_row, unframed
from kokoroe.tables.reading import Choice, Left, Question, Table, Why
from kokoroe.tables.values import is_choice

LONGEST_SHOWN = 200
LONGEST_HEADING = 30
LONGEST_NAME = 12
NEAR = 2  # rows between a title and what it is the title of
PAIR = 2
UNSAVED = "="
Own = tuple[int, str]
"""A column and the text in it."""
SHOWN = 6

SAYS = {
    Why.NOTE: Text("表の注記と見て、取り込みません。", "It reads as a note, and is left out."),
    Why.TOTAL: Text("合計の行と見て、取り込みません。", "It reads as a total, and is left out."),
    Why.EXAMPLE: Text("記入例と見て、取り込みません。", "It reads as an example to follow, and is left out."),
    Why.HEADER_AGAIN: Text("見出しの繰り返しです。", "It is the header once more."),
    Why.HEADING: Text(
        "表の中の見出しと見て、取り込みません。", "It reads as a heading between rows, and is left out."
    ),
    Why.NOBODY: Text(
        "まだ人が決まっていない行と見て、取り込みません。", "Nobody is named in it yet; it is left out."
    ),
    Why.BLANK_LINE: Text("番号だけの空の行です。", "A numbered line with nothing in it."),
    Why.ROW: Text("取り込まない指定の行です。", "Somebody left this row out."),
    Why.STRUCK: Text("取消線の行です。取り込みません。", "The row is struck out, and left out."),
    Why.SECOND_TABLE: Text("別の表と見て、取り込みません。", "It reads as another table, and is left out."),
    Why.COLUMN: Text("取り込まない列です。", "This column is left out."),
    Why.AROUND: Text("表の外に書いてあります。", "It stands outside the table."),
    Why.PART: Text("このほかの人がいると書いてあります。", "It says that there are others."),
}


@dataclass(slots=True)
class Line:
    """A row that is a record, with its texts by column letter and what rows around it say of it."""

    row: Row
    texts: dict[str, str]
    reading: str = ""
    reading_at: At | None = None
    heading: str = ""
    heading_at: At | None = None


@dataclass(slots=True)
class Sorted:
    """The rows of a table, sorted."""

    records: list[Line] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    second: tuple[Row, ...] = ()
    taken: list[At] = field(default_factory=list)


def ends_of(text: str) -> str:
    """The beginning and the end of a text: what a row is shows there, and a cell may have 32,767 letters."""
    return text if len(text) <= 2 * LONGEST_SHOWN else text[:LONGEST_SHOWN] + text[-LONGEST_SHOWN:]


class Sorter:
    """One pass over a table's rows."""

    def __init__(
        self, table: Table, sheet: Sheet, form: TableForm, answers: Answers, skipped: frozenset[int]
    ) -> None:
        self.table, self.sheet, self.form, self.answers, self.skipped = table, sheet, form, answers, skipped
        self.columns = [column for column in table.columns if column.target not in (form.number, IGNORE)]
        self.places = {column.index: column for column in self.columns}
        self.numbers = table.columns_of(form.number)
        self.named_by = table.columns_of(form.named_by)
        self.name_at = frozenset(column.index for column in self.named_by)
        self.number_at = frozenset(column.index for column in self.numbers)
        self.nobody = frozenset(map(words.folded, form.nobody.split()))
        self.is_person = form.by_key[form.named_by].spelling is Spelling.NAME
        self.merged = sheet.merged
        self.done = Sorted()
        self.heading: tuple[str, At] | None = None
        self.headings: list[Left] = []
        self.in_notes = False

    def sorted(self) -> Sorted:
        """All rows."""
        rows = list(self._with_readings(self.table.rows))
        for place, (row, reading) in enumerate(rows):
            if self._second_begins(row, rows[place - 1][0] if place else None):
                self._leave_second([each for each, _ in rows[place:]])
                break
            self._sort(row, reading)
        self._settle_headings()
        return self.done

    # Readings in rows of their own

    def _with_readings(self, rows: Sequence[Row]) -> Iterator[tuple[Row, tuple[str, At] | None]]:
        """The rows, and beside a record the reading that stands above or below its name."""
        if not self._readings_apart(rows):
            yield from ((row, None) for row in rows)
            return
        place = 0
        column = self.named_by[0].index
        found = [place for place, row in enumerate(rows) if self._alone_reading(row) is not None]
        above = sum(self._is_name_row(rows, place + 1) for place in found)
        below = sum(self._is_name_row(rows, place - 1) for place in found)
        before = above >= below
        while place < len(rows):
            row = rows[place]
            other = rows[place + 1] if place + 1 < len(rows) else None
            mine = self._alone_reading(row)
            theirs = self._alone_reading(other) if other is not None else None
            if before and mine is not None and other is not None and theirs is None and self._is_named(other):
                yield other, (mine, row.from_(column))
                place += 2
            elif (
                not before
                and mine is None
                and theirs is not None
                and other is not None
                and self._is_named(row)
            ):
                yield row, (theirs, other.from_(column))
                place += 2
            else:
                yield row, None
                place += 1

    def _readings_apart(self, rows: Sequence[Row]) -> bool:
        """Whether readings stand in rows of their own: some do, and as many names beside them."""
        if not self.form.reading or len(self.named_by) != 1 or self.table.columns_of(self.form.reading):
            return False
        found = [place for place, row in enumerate(rows) if self._alone_reading(row) is not None]
        if not found:
            return False
        named = sum(
            1
            for place in found
            if any(
                0 <= other < len(rows)
                and self._alone_reading(rows[other]) is None
                and self._is_named(rows[other])
                for other in (place - 1, place + 1)
            )
        )
        return 2 * named >= len(found)

    def _alone_reading(self, row: Row) -> str | None:
        """The reading, where nothing else of its own stands in the row, or all else is shared with the next."""
        column = self.named_by[0].index
        text = as_text(row.cell(column))
        if not text or not is_reading_row(text):
            return None
        for other, cell in enumerate(row.cells, 1):
            if other == column or is_blank(cell) or sideways(row, other, self.merged):
                continue
            at = row.from_(other)
            if at not in self.merged and (at[0] + 1, at[1]) not in self.merged:
                return None
        return unframed(text)

    def _is_named(self, row: Row) -> bool:
        return any(not is_blank(row.cell(column.index)) for column in self.named_by)

    def _is_name_row(self, rows: Sequence[Row], place: int) -> bool:
        """Whether a row has a name of its own, and is neither a reading nor a heading or note."""
        if not 0 <= place < len(rows):
            return False
        row = rows[place]
        own = self._own(row)
        if not self._is_named(row) or self._alone_reading(row) is not None:
            return False
        alone = len(own) == 1 and any(holds for _, holds in self._signs_alone(row, *own[0]))
        return not alone

    # Second tables

    def _second_begins(self, row: Row, before: Row | None) -> bool:
        """Whether a row is the header of another table."""
        known: dict[int, str] = {}
        own = 0
        for column, cell in enumerate(row.cells, 1):
            if is_blank(cell) or sideways(row, column, self.merged):
                continue
            own += 1
            if isinstance(cell, str) and len(cell) <= LONGEST_HEADER and not self._is_choice(column, cell):
                target = self.form.meanings.get(normalise(cell))
                if target:
                    known[column] = target
        if not known or 2 * len(known) < own or self._is_header(row):
            return False
        targets = set(known.values())
        gap = before is None or row.number - before.number > 1 or len(self._own(before)) == 1
        if self.form.named_by in targets:
            value = any(column not in known and not is_blank(row.cell(column)) for column in self.name_at)
            return gap if value or len(targets) == 1 else True
        return gap and len(targets) > 1

    def _is_choice(self, column: int, cell: str) -> bool:
        """Whether it is a value of the column's own rather than a header: 作業従事者 below 役割."""
        place = self.places.get(column)
        field = self.form.by_key.get(place.target or "") if place is not None else None
        return field is not None and bool(field.choices) and is_choice(field, cell)

    def _is_header(self, row: Row) -> bool:
        """Whether it is the table's own header once more."""
        cells = [(column, as_text(row.cell(column.index))) for column in self.table.columns]
        told = [(column, text) for column, text in cells if text]
        same = [1 for column, text in told if normalise(text) and normalise(text) in column.normalised]
        return len(told) > 1 and len(same) == len(told)

    def _leave_second(self, rows: Sequence[Row]) -> None:
        """Another table: asked about where its rows have names, said so where they have none."""
        title = self.done.left[-1] if self.done.left and self._belongs(self.done.left[-1], rows[0]) else None
        line = self.done.records[-1] if self.done.records else None
        cells = [at for row in rows for at in self._cells(row)]
        texts = [self._text(row) for row in rows]
        if title is not None:
            self.done.left.pop()
            cells = [*title.cells, *cells]
            texts = [title.text, *texts]
        elif line is not None and len(self._own(line.row)) == 1 and rows[0].number - line.row.number <= NEAR:
            self.done.records.pop()
            cells = [*self._cells(line.row), *cells]
            texts = [self._text(line.row), *texts]
        place = rows[0].place(self.sheet.name)
        key = f"table:{place.key}"
        answer = self.answers.given.get(key)
        named = self.form.named_by in {
            self.form.meanings.get(normalise(as_text(cell)))
            for cell in rows[0].cells
            if isinstance(cell, str)
        }
        if answer == "take":
            self.done.second = tuple(rows)
            self.done.taken.extend(at for at in cells if at[0] < rows[0].number)
            return
        if answer == "leave" or not named:
            text = " / ".join(texts)[:LONGEST_SHOWN]
            says = SAYS[Why.SECOND_TABLE]
            self.done.left.append(
                Left(
                    key,
                    place,
                    text,
                    Why.SECOND_TABLE,
                    says,
                    weighty=answer is None,
                    can_be_taken=False,
                    cells=tuple(cells),
                )
            )
            return
        title_text = self.form.title
        self.done.questions.append(
            Question(
                key,
                place,
                Text(
                    f"{rows[0].number}行目から別の表があります。この表の人も{title_text.ja}に入れますか。",
                    f"Another table begins in row {rows[0].number}. Do its rows belong to the {title_text.en} too?",
                ),
                (
                    Choice("leave", Text("入れない", "No, leave them out")),
                    Choice("take", Text("入れる", "Yes, take them in")),
                ),
                examples=tuple(texts[:SHOWN]),
                count=len(rows) - 1,
                cells=tuple(cells),
            )
        )

    def _belongs(self, left: Left, row: Row) -> bool:
        """Whether what was left out just before is the title of the table that begins here."""
        return left.why in (Why.HEADING, Why.NOTE) and 0 < row.number - left.place.row <= NEAR

    # Single rows

    def _sort(self, row: Row, reading: tuple[str, At] | None) -> None:
        texts = self._texts(row)
        key = row.place(self.sheet.name).key
        if key in self.answers.left:
            self._leave(row, Why.ROW)
            return
        why = None if key in self.answers.taken else self._why(row, texts)
        if why is Why.HEADING:
            self._head(row)
        elif why is Why.ROW:
            pass  # nothing of its own stands in it
        elif why is not None:
            self._leave(row, why)
        else:
            line = Line(row, texts)
            if reading is not None:
                line.reading, line.reading_at = reading
                self.done.taken.append(reading[1])
            if self.heading is not None:
                line.heading, line.heading_at = self.heading
            self.done.records.append(line)
        self.in_notes = why is Why.NOTE

    def _texts(self, row: Row) -> dict[str, str]:
        """What stands in a row by column letter, as corrected."""
        if not self.answers.typed:
            return {column.letter: as_text(row.cell(column.index)) for column in self.columns}
        typed = self.answers.typed
        return {
            column.letter: as_text(typed.get(self.table.place(row, column).key, row.cell(column.index)))
            for column in self.columns
        }

    def _why(self, row: Row, texts: dict[str, str]) -> Why | None:
        """Why a row is no record; None where it is one."""
        own = self._own(row)
        if not own:
            return None if self._is_typed_in(row) else Why.ROW
        return next((why for why, holds in self._signs(row, texts, own) if holds), None)

    def _signs(self, row: Row, texts: dict[str, str], own: Sequence[Own]) -> Iterator[tuple[Why, bool]]:
        """What a row may be, and whether it is: the first that holds counts."""
        name = "".join(texts[column.letter] for column in self.named_by)
        number = "".join(as_text(row.cell(column.index)) for column in self.numbers)
        yield Why.EXAMPLE, bool(number) and words.is_example(number)
        only_numbers = all(column in self.number_at for column, _ in own)
        first = own[0][1]
        yield Why.BLANK_LINE, only_numbers and (words.is_code(first) or not words.folded(first).strip("()."))
        yield Why.HEADER_AGAIN, self._is_header(row)
        if len(own) == 1:
            yield from self._signs_alone(row, *own[0])
        else:
            yield from self._signs_of_several(own)
        if name:
            yield Why.EXAMPLE, words.begins_as_example(name)
            yield Why.NOBODY, words.is_nobody(name, self.nobody) and not words.is_ditto(name)
            # A word that heads columns is nobody's name.
            yield Why.NOTE, self.is_person and normalise(name) in self.form.meanings

    def _signs_alone(self, row: Row, column: int, text: str) -> Iterator[tuple[Why, bool]]:
        """What a row may be in which one text stands."""
        in_name = column in self.name_at
        wide = self._width(row, column) > 1
        single = len(self.columns) + len(self.numbers) == 1
        yield Why.TOTAL, words.is_total(text)
        yield Why.NOTE, words.is_note(text)
        yield Why.EXAMPLE, in_name and words.begins_as_example(text)
        yield (
            Why.HEADING,
            words.is_heading(text) or (words.is_body(text) and not single and (self.is_person or wide)),
        )
        yield (Why.HEADING if len(text) <= LONGEST_HEADING else Why.NOTE), wide
        if in_name:
            return
        yield Why.NOTE, self.in_notes
        first = min(self.name_at, default=min((each.index for each in self.columns), default=1))
        yield Why.BLANK_LINE, (column in self.number_at or column < first) and words.is_code(text)
        numbered = column in self.number_at
        yield (
            (Why.HEADING if numbered and len(text) <= LONGEST_NAME else Why.NOTE),
            (numbered or column not in self.places),
        )

    def _signs_of_several(self, own: Sequence[Own]) -> Iterator[tuple[Why, bool]]:
        """What a row may be in which several texts stand."""
        first, texts = own[0][1], [text for _, text in own[1:]]
        named = [text for column, text in own if column in self.name_at]
        counted = all(words.is_count(text) or text == UNSAVED for text in texts)
        nobody = not named or named[0] == first
        yield Why.TOTAL, words.is_total(first) and counted and (nobody or words.is_count(named[0]))
        pair = len(own) == PAIR
        yield Why.NOTE, len(own) <= PAIR + 1 and words.is_label(first) and (nobody or pair)
        numbered = pair and words.is_code(first)
        yield Why.NOTE, pair and words.is_note(texts[0]) and (numbered or self.in_notes)
        yield Why.NOTE, numbered and self.in_notes and not self._is_name(own)
        yield Why.NOTE, all(words.is_framed(text) for _, text in own) and not self.done.records

    def _is_typed_in(self, row: Row) -> bool:
        """Whether somebody typed something into a row in which nothing stands of its own."""
        typed = self.answers.typed
        return bool(typed) and any(self.table.place(row, column).key in typed for column in self.columns)

    def _is_name(self, own: Sequence[Own]) -> bool:
        return any(column in self.name_at and len(text) <= LONGEST_NAME for column, text in own)

    def _own(self, row: Row) -> list[Own]:
        """The columns and texts in which something of the row's own stands; `=` for a formula without a value."""
        found = []
        for column, cell in enumerate(row.cells, 1):
            if column in self.skipped:
                continue
            at = row.from_(column)
            if is_blank(cell):
                if at in self.sheet.unsaved:
                    found.append((column, UNSAVED))
            elif not self.merged or at not in self.merged:
                found.append((column, ends_of(as_text(cell))))
        if self.sheet.unsaved:
            beyond = len(row.cells) + 1
            found.extend(
                (at[1], UNSAVED)
                for at in sorted(self.sheet.unsaved)
                if at[0] == row.number and at[1] >= beyond and row.at is None
            )
        return found

    def _width(self, row: Row, column: int) -> int:
        """Over how many of the table's columns a cell is merged."""
        if not self.merged:
            return 1
        at = row.from_(column)
        covered = [
            each.index for each in self.table.columns
            if each.index == column or self.merged.get(row.from_(each.index)) == at
        ]  # fmt: skip
        return len(covered)

    # What is left out

    def _cells(self, row: Row) -> tuple[At, ...]:
        return tuple(
            row.from_(column)
            for column, cell in enumerate(row.cells, 1)
            if not is_blank(cell) and row.from_(column) not in self.merged
        )

    def _text(self, row: Row) -> str:
        return " ".join(" ".join(text.split("\n")) for _, text in self._own(row))[:LONGEST_SHOWN]

    def _leave(self, row: Row, why: Why) -> None:
        place = row.place(self.sheet.name)
        weighty = why is Why.NOBODY or self._could_be_a_record(row, why)
        takable = why not in (Why.HEADER_AGAIN, Why.BLANK_LINE)
        text = self._text(row)
        if why in (Why.EXAMPLE, Why.NOBODY) and not text:
            text = " ".join(as_text(cell) for cell in row.cells if not is_blank(cell))
        self.done.left.append(
            Left(place.key, place, text, why, SAYS[why], weighty, takable, self._cells(row))
        )

    def _could_be_a_record(self, row: Row, why: Why) -> bool:
        """Whether what reads as a note or heading could be data: several cells, or one as short as a name."""
        own = self._own(row)
        if why not in (Why.NOTE, Why.HEADING) or not own:
            return False
        column, text = own[0]
        if len(own) > 1:
            return True
        plain = not (words.is_heading(text) or words.is_note(text)) or text[:1] in "※＊*"
        return (
            plain and column in self.name_at and len(text) <= LONGEST_NAME and self._width(row, column) == 1
        )

    def _head(self, row: Row) -> None:
        """A heading between rows: what it says of those below is settled when all rows are known."""
        column, text = self._own(row)[0]
        self.heading = (words.folded_heading(text), row.from_(column))
        self._leave(row, Why.HEADING)
        self.headings.append(self.done.left[-1])

    def _settle_headings(self) -> None:
        """Offer headings as what the form says they tell, where no column has it; or take them so."""
        below = {line.heading_at for line in self.done.records if line.heading_at is not None}
        told = [left for left in self.headings if left.cells and left.cells[0] in below]
        key = f"headings:{self.sheet.name}!"
        chosen = self.answers.given.get(key)
        field = self.form.by_key.get(self.form.headed)
        has = field is not None and any(
            line.texts.get(column.letter)
            for line in self.done.records
            for column in self.table.columns_of(field.key)
        )
        takes = {left.key for left in told if chosen == "take" or left.key in self.answers.taken}
        if field is not None and told and not has and chosen is None and not takes:
            self.done.left = [left for left in self.done.left if left not in told]
            examples = tuple(dict.fromkeys(left.text for left in told))
            self.done.questions.append(
                Question(
                    key,
                    told[0].place,
                    Text(
                        f"表の中の見出しを、その下の人の「{field.label.ja}」としますか。",
                        f"Are the headings between the rows the {field.label.en.lower()} of those below?",
                    ),
                    (
                        Choice("take", Text("する", "Yes")),
                        Choice("leave", Text("しない（取り込まない）", "No, leave them out")),
                    ),
                    examples=examples[:SHOWN],
                    count=len(told),
                    cells=tuple(at for left in told for at in left.cells),
                )
            )
        if takes:
            self.done.left = [left for left in self.done.left if left.key not in takes]
            self.done.taken.extend(at for left in told if left.key in takes for at in left.cells)
        kept = {left.cells[0] for left in told if left.key in takes}
        for line in self.done.records:
            if line.heading_at not in kept:
                line.heading, line.heading_at = "", None
