"""How a roster's file is to be read, and what an import makes of the draft: the same in one step or in several."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from kokoroe.api.schemas import From, Given, Told
from kokoroe.plan.reading import Taking
from kokoroe.plan.roster.draft import Draft
from kokoroe.plan.roster.errors import CellError, Note
from kokoroe.plan.roster.fields import display
from kokoroe.plan.roster.people import Person
from kokoroe.plan.roster.table_form import TARGETS

MOST = 5000
Text255 = Annotated[str, Field(max_length=255)]
RowNumber = Annotated[int, Field(ge=1, le=1_000_000)]
Letter = Annotated[str, Field(pattern=r"^[A-Z]{1,3}$")]
Target = Literal[tuple(TARGETS)]


class CellGiven(Given):
    """What is to be read instead of a cell."""

    row: RowNumber
    column: Letter
    text: Annotated[str, Field(max_length=5000)]


class SameGiven(Given):
    """An answer to a question that an import asked: are these two one person?"""

    old: Annotated[str, Field(max_length=1000)]
    new: Annotated[str, Field(max_length=1000)]
    same: bool


class HowGiven(Given):
    """How the file is to be read, where it cannot be read as it stands. `columns`: letter to a field's key."""

    sheet: Text255 | None = None
    header_row: RowNumber | None = None
    columns: Annotated[dict[Letter, Target], Field(max_length=500, examples=[{"E": "work"}])] = {}
    skip_rows: Annotated[list[RowNumber], Field(max_length=MOST, examples=[[12]])] = []
    cells: Annotated[
        list[CellGiven], Field(max_length=MOST, examples=[[{"row": 8, "column": "E", "text": "50%"}]])
    ] = []
    same: Annotated[list[SameGiven], Field(max_length=MOST)] = []


class NoteTold(Told):
    """Something that was read otherwise than it stands. Row 0: the whole column."""

    row: int
    column: str
    text: Annotated[str, From("message")]


class FieldChangeTold(Told):
    """A field that has another value now; the values are told to tokens with `personal`."""

    field: str
    old: str | None
    new: str | None


class PersonChangeTold(Told):
    """Somebody who stays, and what is different."""

    name: str
    fields: list[FieldChangeTold]


class ChangesTold(Told):
    """Who comes, goes and changes in the draft's roster."""

    people: int
    added: list[str]
    removed: list[str]
    changed: list[PersonChangeTold]
    same: int
    notes: list[NoteTold]


class ImportTold(ChangesTold):
    """What the import makes of the draft's roster; `taken`: it has been made."""

    taken: bool


def decided(how: HowGiven) -> Draft:
    """What was sent, as the screens keep it."""
    return Draft(
        sheet=how.sheet,
        header_row=how.header_row,
        mapping=how.columns,
        skips=frozenset(how.skip_rows),
        corrections={(cell.row, cell.column): cell.text for cell in how.cells},
        renamed={(one.old, one.new): one.same for one in how.same},
    )


def errors_as_json(
    errors: Sequence[CellError], questions: Sequence[tuple[Person, Person]] = ()
) -> list[dict[str, Any]]:
    """What is wrong, by row and column; a question with the two identities that an answer names."""
    told: list[dict[str, Any]] = [
        {"row": error.row, "column": error.column, "value": error.value, "detail": error.message}
        for error in errors
    ]
    for error, (old, new) in zip(told, questions, strict=False):
        error["question"] = {"old": old.identity, "new": new.identity}
    return told


def taking_as_json(taking: Taking, notes: Sequence[Note], *, personal: bool) -> dict[str, Any]:
    """Who comes, goes and changes, and what was read otherwise than it stands."""
    changes = taking.changes
    return {
        "people": len(taking.lines),
        "added": [person.text("name") for person in changes.added],
        "removed": [person.text("name") for person in changes.removed],
        "changed": [
            {
                "name": change.new.text("name"),
                "fields": [
                    {
                        "field": each.field.key,
                        "old": display(each.field, each.old) if personal else None,
                        "new": display(each.field, each.new) if personal else None,
                    }
                    for each in change.fields
                ],
            }
            for change in changes.changed
        ],
        "same": len(changes.same),
        "notes": [NoteTold.as_json(note) for note in notes],
    }
