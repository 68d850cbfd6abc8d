"""What came out of a file: records, and everything that a person should see or decide before they are taken.

Every cell in which something stands ends in exactly one of four: it was taken, taken otherwise than it stands
(`changed`), left out (`left_out`), or somebody is asked about it (`questions`, `errors`). `account` counts them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from kokoroe.annex.text import Text
from kokoroe.tables.answers import Answers
from kokoroe.tables.cells import At, Place, Row, Sheet, is_blank, letters, number_of
from kokoroe.tables.form import IGNORE, TableForm
from kokoroe.tables.headers import normalise

Status = Literal["known", "remembered", "answered", "number", "held", "ask", "empty", "beside"]
Shape = Literal["upright", "vertical", "cards"]


class Fate(StrEnum):
    """Where a cell ended."""

    TAKEN = "taken"
    CHANGED = "changed"
    LEFT_OUT = "left out"
    ASKED = "asked"


class Why(StrEnum):
    """Why something was left out, or taken otherwise than it stands; `Left.says` and `Changed.says` say it."""

    AROUND = "around"
    """Titles above the table."""
    NOTE = "note"
    """Notes, seals and signatures below it or between its rows."""
    TOTAL = "total"
    EXAMPLE = "example"
    HEADER_AGAIN = "header again"
    HEADING = "heading"
    NOBODY = "nobody"
    """A place for which there is no record yet."""
    BLANK_LINE = "blank line"
    """A numbered line in which nobody stands."""
    STRUCK = "struck"
    SECOND_TABLE = "second table"
    COLUMN = "column"
    """A column that the form has no place for, or that somebody leaves out."""
    ROW = "row"
    """Somebody said so."""
    DITTO = "ditto"
    MARK = "mark"
    READING = "reading"
    SPLIT = "split"
    SPELLING = "spelling"
    EMPTY = "empty"
    """It says that there is nothing (なし, 未受講)."""
    PART = "part"
    """Of a cell with several things in it, what belongs elsewhere."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column and how it is read. `target` is a key of `TableForm.targets`, or None: it is asked about.

    `candidates` are the readings to offer first. In a table whose fields stand one below the other, or in cards,
    `at` is where its header stands; then its letter is that cell's key.
    """

    index: int
    header: str
    status: Status
    target: str | None = None
    candidates: tuple[str, ...] = ()
    hidden: bool = False
    at: At | None = field(default=None, compare=False)

    @property
    def letter(self) -> str:
        """The column's name in the sheet."""
        if self.at is not None:
            return f"{letters(self.at[1])}{self.at[0]}"
        return letters(self.index)

    @property
    def normalised(self) -> str:
        """The header as it is remembered for the next file."""
        return normalise(self.header)


@dataclass(frozen=True, slots=True)
class Table:
    """A table found in a sheet: the rows under its header are records, totals and footnotes.

    `header_rows` are the rows of its header, the last one last.
    """

    form: TableForm
    sheet: str
    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    shape: Shape = "upright"
    others: tuple[str, ...] = ()

    @property
    def header_row(self) -> int:
        """The last row of the header."""
        return self.header_rows[-1]

    @property
    def unanswered(self) -> tuple[Column, ...]:
        """The columns that must be asked about before anything is taken over."""
        return tuple(column for column in self.columns if column.status == "ask")

    def columns_of(self, key: str) -> tuple[Column, ...]:
        """The columns that make a field, in the order in which they are joined."""
        targets = self.form.columns_for(key)
        found = [column for column in self.columns if column.target in targets]
        return tuple(sorted(found, key=lambda column: targets.index(column.target or "")))

    def place(self, row: Row, column: Column) -> Place:
        """Where the cell of a row stands."""
        return Place.of(self.sheet, row.from_(column.index))


@dataclass(frozen=True, slots=True)
class Found:
    """A sheet of the file. `records` is how many it seems to have, `why` what speaks for or against it."""

    name: str
    taken: bool
    records: int
    why: Text
    hidden: bool = False
    header_row: int | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """What was read from one row. `places` has for each field the cell it came from (the first of several)."""

    values: Mapping[str, Any]
    sheet: str
    row: int
    places: Mapping[str, Place] = field(default_factory=dict, compare=False)
    part: int = 0
    """Which of several that stood in one row."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something to be told that changes no value: a hidden row was read. Row 0: the column or sheet as a whole."""

    place: Place
    says: Text
    header: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """A value that was taken otherwise than it stands: before and after, as people read them."""

    place: Place
    header: str
    field: str
    before: str
    after: str
    why: Why
    says: Text


@dataclass(frozen=True, slots=True)
class Left:
    """What was left out. It is taken in after all by its key in `Answers.taken`, where it `can_be_taken`.

    `weighty`: it could be data, so that somebody has to look at it. `cells` are those it had.
    """

    key: str
    place: Place
    text: str
    why: Why
    says: Text
    weighty: bool = False
    can_be_taken: bool = True
    cells: tuple[At, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question."""

    key: str
    label: Text
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to decide, by `Answers.given[key]`. There is one for a kind, with examples, not one for each row.

    For a question about a column, `place` is the column and the choices are `TableForm.targets`, the likely ones first.
    """

    key: str
    place: Place
    says: Text
    choices: tuple[Choice, ...]
    header: str = ""
    examples: tuple[str, ...] = ()
    count: int = 1
    cells: tuple[At, ...] = field(default=(), compare=False)

    @property
    def kind(self) -> str:
        """What is asked: `sheet`, `column`, `struck` and so on."""
        return self.key.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Error:
    """One thing to put right: `says` has what is expected and what to do. `value` is the cell's own text.

    It is answered by typing (`Answers.typed[place.key]`) or by leaving the row out (`Answers.left`); one of the
    whole table (row 0 or no column) by a question's answer or in the file.
    """

    place: Place
    header: str
    value: str
    says: Text
    field: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as it is read with these answers. Without a table, `trouble` says why none was found."""

    form: TableForm
    answers: Answers
    content: tuple[Sheet, ...] = field(repr=False)
    sheets: tuple[Found, ...] = ()
    tables: tuple[Table, ...] = ()
    records: tuple[Record, ...] = ()
    changed: tuple[Changed, ...] = ()
    left_out: tuple[Left, ...] = ()
    questions: tuple[Question, ...] = ()
    errors: tuple[Error, ...] = ()
    notes: tuple[Note, ...] = ()
    trouble: Text | None = None
    filename: str = ""
    taken_at: frozenset[tuple[str, At]] = field(default=frozenset(), compare=False, repr=False)
    """Cells that were taken in some other way than as a column's value: a heading, a header."""

    @property
    def ok(self) -> bool:
        """Nothing is wrong and nothing is asked."""
        return not (self.trouble or self.questions or self.errors)

    @property
    def to_look_at(self) -> bool:
        """Something in it should be seen by a person before it is taken."""
        return not self.ok or any(left.weighty for left in self.left_out)

    def to_remember(self) -> dict[str, str]:
        """What a person's answers teach for the next file: normalised headers with their targets."""
        return {
            column.normalised: column.target
            for table in self.tables
            for column in table.columns
            if column.status == "answered" and column.target and column.normalised
        }

    def account(self) -> dict[tuple[str, At], Fate]:
        """Where each cell of the sheets that were read ended, in which something stands.

        Raises ValueError where a cell has no fate.
        """
        found: dict[tuple[str, At], Fate] = dict(self._fates())
        lost = [
            (sheet.name, at)
            for sheet in self.content
            if any(each.name == sheet.name and each.taken for each in self.sheets)
            for row in sheet.rows
            for at in ((row.number, column) for column in range(1, len(row.cells) + 1))
            if not is_blank(row.cell(at[1])) and at not in sheet.merged and (sheet.name, at) not in found
        ]
        if lost:
            raise ValueError(f"no fate: {lost}")
        return found

    def _fates(self) -> Iterator[tuple[tuple[str, At], Fate]]:
        """Cells with their fates; of a cell that comes twice the later counts."""
        for table in self.tables:
            read = [column for column in table.columns if column.target not in (None, IGNORE)]
            for row in table.rows:
                yield from (((table.sheet, row.from_(column.index)), Fate.TAKEN) for column in read)
        yield from ((taken, Fate.TAKEN) for taken in self.taken_at)
        for fate, told in ((Fate.LEFT_OUT, self.left_out), (Fate.ASKED, self.questions)):
            for each in told:
                yield from (((each.place.sheet, at), fate) for at in each.cells)
        for changed in self.changed:
            yield (changed.place.sheet, _at(changed.place)), Fate.CHANGED
        for error in self.errors:
            yield (error.place.sheet, _at(error.place)), Fate.ASKED


def _at(place: Place) -> At:
    return place.row, number_of(place.column)
