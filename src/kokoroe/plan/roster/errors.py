"""What is wrong with a roster, by row and column."""

from dataclasses import dataclass, field

from kokoroe.annex.text import Text
from kokoroe.tables import reading


@dataclass(frozen=True, slots=True)
class CellError:
    """One thing to put right. `row` counts from 1 as the sheet does, `column` is its letter.

    `column` is empty where the whole row is meant, `value` where the cell is empty. `key` is what an answer names: the
    cell's (`Answers.typed`), or that of `question`.
    """

    row: int
    column: str
    header: str
    value: str
    message: Text
    sheet: str = field(default="", compare=False)
    key: str = field(default="", compare=False)
    question: reading.Question | None = field(default=None, compare=False)

    @property
    def place(self) -> Text:
        """Where it is and what stands there, as in `8行目 E列「稼働率」が 150 です。`."""
        if not self.row:
            return Text("", "")
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

    @property
    def row_key(self) -> str:
        """What leaves its row out (`Answers.left`); empty where no row is meant."""
        return f"{self.sheet}!{self.row}" if self.column and not self.question else ""


def cell_error(error: reading.Error) -> CellError:
    """A table's error, by row and column."""
    place = error.place
    return CellError(place.row, place.column, error.header, error.value, error.says, place.sheet, place.key)


def asked(question: reading.Question, header_row: int) -> CellError:
    """A question that is open: of a column, at its header."""
    place = question.place
    return CellError(
        place.row or header_row,
        place.column,
        question.header,
        question.header,
        question.says,
        place.sheet,
        question.key,
        question,
    )
