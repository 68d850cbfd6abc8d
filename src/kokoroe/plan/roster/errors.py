"""What is wrong with a roster, and what was read otherwise than it stands."""

from dataclasses import dataclass

from kokoroe.annex.text import Text
from kokoroe.tables import reading


@dataclass(frozen=True, slots=True)
class CellError:
    """One thing to put right. `row` counts from 1 as the sheet does, `column` is its letter.

    `column` is empty where the whole row is meant, `value` where the cell is empty.
    """

    row: int
    column: str
    header: str
    value: str
    message: Text

    @property
    def place(self) -> Text:
        """Where it is and what stands there, as in `8行目 E列「稼働率」が 150 です。`."""
        if not self.column:
            return Text(ja=f"{self.row}行目", en=f"Row {self.row}")
        where = Text(
            ja=f"{self.row}行目 {self.column}列「{self.header}」",
            en=f"Row {self.row}, column {self.column} “{self.header}”",
        )
        if self.value == self.header:
            return where
        if not self.value:
            return Text(ja=f"{where.ja}が空です。", en=f"{where.en} is empty.")
        return Text(ja=f"{where.ja}が {self.value} です。", en=f"{where.en} is {self.value}.")


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was read otherwise than it stands, or passed over. Row 0: the whole column is meant."""

    row: int
    column: str
    message: Text


def cell_error(error: reading.Error) -> CellError:
    """A table's error, by row and column."""
    return CellError(error.place.row, error.place.column, error.header, error.value, error.says)


def asked(question: reading.Question, header_row: int) -> CellError:
    """A question that is open: of a column, at its header."""
    row = question.place.row or header_row
    return CellError(row, question.place.column, question.header, question.header, question.says)


def note_of(told: reading.Note | reading.Left | reading.Changed) -> Note:
    """What was told about a table, by row and column."""
    return Note(told.place.row, told.place.column, told.says)
