"""How a roster's file is to be read, and what an import makes of the draft: the same in one step or in several."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from kokoroe.api.schemas import From, Given, Told
from kokoroe.plan.reading import Reading, Taking
from kokoroe.plan.roster.draft import Draft
from kokoroe.plan.roster.errors import CellError
from kokoroe.plan.roster.fields import display
from kokoroe.plan.roster.people import Person
from kokoroe.plan.roster.table_form import TARGETS
from kokoroe.tables.answers import Answers, column_answers
from kokoroe.tables.reading import Changed, Left, Question

MOST = 5000
Text255 = Annotated[str, Field(max_length=255)]
RowNumber = Annotated[int, Field(ge=1, le=1_000_000)]
Letter = Annotated[str, Field(pattern=r"^[A-Z]{1,3}$")]
Key = Annotated[str, Field(max_length=300)]
Target = Literal[tuple(TARGETS)]


class CellGiven(Given):
    """What is to be read instead of a cell; without `sheet`, of the first sheet that is read."""

    row: RowNumber
    column: Letter
    text: Annotated[str, Field(max_length=5000)]
    sheet: Text255 | None = None


class SameGiven(Given):
    """An answer to a question that an import asked: are these two one person?"""

    old: Annotated[str, Field(max_length=1000)]
    new: Annotated[str, Field(max_length=1000)]
    same: bool


class HowGiven(Given):
    """How the file is to be read, where it cannot be read as it stands.

    `sheets` are those to be read, several together. `answers` has a question's `key` and the key of a choice; that many
    go, or rows that could be people are left out, is confirmed by their number (`removed`, `left_out`). `take` are keys
    of what was left out and is taken in after all, `leave` those of rows that are not taken (`名簿!8`).
    `columns` (letter to a field's key) and `skip_rows` say the same of the first sheet.
    """

    sheets: Annotated[list[Text255], Field(max_length=100, examples=[["名簿"]])] = []
    header_row: RowNumber | None = None
    columns: Annotated[dict[Letter, Target], Field(max_length=500, examples=[{"E": "work"}])] = {}
    answers: Annotated[
        dict[Key, Text255], Field(max_length=MOST, examples=[{"column:名簿!E": "work", "removed": "12"}])
    ] = {}
    take: Annotated[list[Key], Field(max_length=MOST, examples=[["名簿!9"]])] = []
    leave: Annotated[list[Key], Field(max_length=MOST, examples=[["名簿!12"]])] = []
    skip_rows: Annotated[list[RowNumber], Field(max_length=MOST, examples=[[12]])] = []
    cells: Annotated[
        list[CellGiven], Field(max_length=MOST, examples=[[{"row": 8, "column": "E", "text": "50%"}]])
    ] = []
    same: Annotated[list[SameGiven], Field(max_length=MOST)] = []


class NoteTold(Told):
    """Something to be known about the file that changes no value. Row 0: the whole column."""

    sheet: Annotated[str, From("place.sheet")]
    row: Annotated[int, From("place.row")]
    column: Annotated[str, From("place.column")]
    text: Annotated[str, From("says")]


class AnswerChoiceTold(Told):
    """One answer to a question."""

    key: str
    label: str
    examples: list[str]


class TableQuestionTold(Told):
    """One thing to be decided about the file, answered with `answers`: its key, and that of a choice."""

    key: str
    sheet: Annotated[str, From("place.sheet")]
    row: Annotated[int, From("place.row")]
    column: Annotated[str, From("place.column")]
    header: str
    text: Annotated[str, From("says")]
    examples: list[str]
    count: int
    choices: list[AnswerChoiceTold]


class LeftOutTold(Told):
    """What is not taken. It can be taken in after all by its key, in `take`; `weighty`: it could be somebody."""

    key: str
    sheet: Annotated[str, From("place.sheet")]
    row: Annotated[int, From("place.row")]
    column: Annotated[str, From("place.column")]
    value: str | None
    why: str
    text: Annotated[str, From("says")]
    weighty: bool
    can_be_taken: bool


class ChangedTold(Told):
    """A value that was taken otherwise than it stands; both are told to tokens with `personal`."""

    sheet: Annotated[str, From("place.sheet")]
    row: Annotated[int, From("place.row")]
    column: Annotated[str, From("place.column")]
    field: str
    before: str | None
    after: str | None
    why: str
    text: Annotated[str, From("says")]


class FoundSheetTold(Told):
    """A sheet that could be the table; `records` is how many it seems to have."""

    name: str
    taken: bool
    records: int
    why: str
    hidden: bool


class FieldChangeTold(Told):
    """A field that has another value now; the values are told to tokens with `personal`."""

    field: str
    old: str | None
    new: str | None


class PersonChangeTold(Told):
    """Somebody who stays, what is different, and by what they were met again."""

    name: str
    by: str
    fields: list[FieldChangeTold]


class ChangesTold(Told):
    """Who comes, goes and changes in the draft's roster, and what of the file was not taken as it stands."""

    people: int
    added: list[str]
    removed: list[str]
    changed: list[PersonChangeTold]
    same: int
    sheets: list[FoundSheetTold]
    left_out: list[LeftOutTold]
    read_otherwise: list[ChangedTold]
    notes: list[NoteTold]


class ImportTold(ChangesTold):
    """What the import makes of the draft's roster; `taken`: it has been made."""

    taken: bool


def decided(how: HowGiven) -> Draft:
    """What was sent, as the screens keep it."""
    return Draft(
        Answers(
            sheets=tuple(how.sheets),
            header_row=how.header_row,
            given={**column_answers(how.columns), **how.answers},
            taken=frozenset(how.take),
            left=frozenset((*how.leave, *map(str, how.skip_rows))),
            typed={
                f"{cell.sheet}!{cell.column}{cell.row}"
                if cell.sheet
                else f"{cell.column}{cell.row}": cell.text
                for cell in how.cells
            },
        ),
        renamed={(one.old, one.new): one.same for one in how.same},
    )


def errors_as_json(
    errors: Sequence[CellError], questions: Sequence[tuple[Person, Person]] = ()
) -> list[dict[str, Any]]:
    """What is wrong, by row and column; a question with what an answer names."""
    told: list[dict[str, Any]] = []
    for error in errors:
        told.append(
            {
                "sheet": error.sheet,
                "row": error.row,
                "column": error.column,
                "value": error.value,
                "key": error.key,
                "detail": error.message,
            }
        )
        if error.question is not None:
            told[-1]["choices"] = [choice.key for choice in error.question.choices]
    for each, (old, new) in zip(told, questions, strict=False):
        each["question"] = {"old": old.identity, "new": new.identity}
    return told


def read_as_json(reading: Reading, *, personal: bool = True) -> dict[str, Any]:
    """Which sheets, and what of them was not taken as it stands."""
    read = reading.read
    return {
        "sheets": [FoundSheetTold.as_json(sheet) for sheet in read.sheets],
        "left_out": [left_as_json(left, personal=personal) for left in read.left_out[:MOST]],
        "read_otherwise": [changed_as_json(each, personal=personal) for each in read.changed[:MOST]],
        "notes": [NoteTold.as_json(note) for note in read.notes[:MOST]],
    }


def question_as_json(question: Question) -> dict[str, Any]:
    """A question with its choices."""
    return TableQuestionTold.as_json(
        question,
        examples=list(question.examples),
        choices=[
            AnswerChoiceTold.as_json(choice, examples=list(choice.examples)) for choice in question.choices
        ],
    )


def left_as_json(left: Left, *, personal: bool) -> dict[str, Any]:
    """What was left out."""
    return LeftOutTold.as_json(left, why=left.why.value, value=left.text if personal else None)


def changed_as_json(changed: Changed, *, personal: bool) -> dict[str, Any]:
    """What was read otherwise."""
    before, after = (changed.before, changed.after) if personal else (None, None)
    return ChangedTold.as_json(changed, why=changed.why.value, before=before, after=after)


def taking_as_json(taking: Taking, reading: Reading, *, personal: bool) -> dict[str, Any]:
    """Who comes, goes and changes, and what was read otherwise than it stands."""
    changes = taking.changes
    return {
        "people": len(taking.lines),
        "added": [person.text("name") for person in changes.added],
        "removed": [person.text("name") for person in changes.removed],
        "changed": [
            {
                "name": change.new.text("name"),
                "by": change.by.value,
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
        **read_as_json(reading, personal=personal),
    }
