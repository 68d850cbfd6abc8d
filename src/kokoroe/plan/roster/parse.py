"""A file's roster: the table as it was read, as people, with what is wrong between them."""

from collections.abc import Mapping
from dataclasses import dataclass

from kokoroe.plan.roster.checks import check_people
from kokoroe.plan.roster.draft import Draft
from kokoroe.plan.roster.errors import CellError, asked, cell_error
from kokoroe.plan.roster.people import Person
from kokoroe.plan.roster.table_form import ROSTER_TABLE
from kokoroe.tables.cells import number_of
from kokoroe.tables.errors import TableError
from kokoroe.tables.files import read_sheets
from kokoroe.tables.read import read_table
from kokoroe.tables.reading import Reading, Table


@dataclass(frozen=True, slots=True)
class Parsed:
    """What came out of a table. Only when `ok` are the people a roster."""

    people: tuple[Person, ...]
    errors: tuple[CellError, ...]

    @property
    def ok(self) -> bool:
        """The whole of it is right."""
        return not self.errors


def read_roster(
    content: bytes, filename: str, draft: Draft | None = None, remembered: Mapping[str, str] | None = None
) -> tuple[Table, Parsed]:
    """A file's roster, from bytes to people, as far as the draft and the remembered headers decide it.

    Raises:
        TableError: the file cannot be read, or holds no roster.
    """
    draft = draft or Draft()
    reading = read_table(read_sheets(content, filename), ROSTER_TABLE, draft.answers, remembered)
    if reading.trouble is not None:
        raise TableError(reading.trouble)
    return reading.tables[0], people_in(reading)


def people_in(reading: Reading) -> Parsed:
    """The people of a table that was found, with all that is wrong."""
    table = reading.tables[0]
    people = tuple(
        Person(record.values, row=record.row, sheet=record.sheet, places=record.places)
        for record in reading.records
    )
    errors = [
        *(asked(question, table.header_row) for question in reading.questions),
        *map(cell_error, reading.errors),
        *check_people(reading, people),
    ]
    errors.sort(key=lambda error: (error.row, number_of(error.column)))
    return Parsed(people, tuple(errors))
