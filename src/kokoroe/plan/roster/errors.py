"""What is wrong with a roster, and what was read otherwise than it stands."""

from dataclasses import dataclass

from kokoroe.annex.text import Text
from kokoroe.outside.refused import FileRefused


class RosterError(FileRefused):
    """The file as a whole cannot be read."""


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
