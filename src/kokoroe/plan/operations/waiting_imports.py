"""How a file that waits to be imported is told: its columns, what is wrong where, and what was decided so far."""

from typing import Annotated, Any, Literal

from kokoroe.api.schemas import From, Moment, Told
from kokoroe.plan.models import RosterImport
from kokoroe.plan.operations.import_schemas import ChangesTold, NoteTold
from kokoroe.plan.reading import Reading, raw_rows
from kokoroe.plan.roster.draft import Draft

MOST = 1000
"""Errors and notes that are told at once; whoever mends these is told the next."""


class WaitingImportTold(Told):
    """A file that waits beside the draft."""

    id: int
    filename: str
    created_at: Moment
    created_by: Annotated[str, From("created_by.person.name")]


class ImportColumnTold(Told):
    """A column of the file. `read_as` is null where it has to be said; `candidates` are likely answers."""

    letter: str
    header: str
    read_as: Annotated[str | None, From("target")]
    status: Literal["known", "remembered", "answered", "number", "ask", "empty"]
    candidates: list[str]


class ImportErrorTold(Told):
    """Something to be put right before the file can be taken."""

    row: int
    column: str
    value: str
    detail: Annotated[str, From("message")]


class FirstRowTold(Told):
    """A row as it stands, to find the header in."""

    row: Annotated[int, From("number")]
    cells: list[str]


class ImportCellTold(Told):
    """What is read instead of a cell."""

    row: int
    column: str
    text: str


class ImportSameTold(Told):
    """Whether two are one person, as it was answered."""

    old: str
    new: str
    same: bool


class HowTold(Told):
    """What was decided about the file so far, in the shape in which it is sent."""

    sheet: str | None
    header_row: int | None
    columns: dict[str, str]
    skip_rows: list[int]
    cells: list[ImportCellTold]
    same: list[ImportSameTold]


class ReadingTold(WaitingImportTold):
    """The file as it is read now. `ok`: all of it is right. Without a table, `trouble` says why, beside first rows."""

    ok: bool
    people: int
    trouble: str | None
    sheets: list[str]
    sheet: Annotated[str | None, From("table.sheet")]
    header_row: Annotated[int | None, From("table.header_row")]
    columns: list[ImportColumnTold]
    errors: list[ImportErrorTold]
    more_errors: int
    notes: list[NoteTold]
    first_rows: list[FirstRowTold]
    how: HowTold


class ImportQuestionTold(Told):
    """Two who may be one person; `old` and `new` are what an answer names."""

    old: str
    new: str
    old_name: str
    new_name: str
    row: int


class ImportChangesTold(ChangesTold):
    """What taking the file would change. While a question is open it cannot be taken."""

    questions: list[ImportQuestionTold]


def reading_as_json(row: RosterImport, reading: Reading) -> dict[str, Any]:
    """A waiting import as it is answered by itself."""
    table, parsed = reading.table, reading.parsed
    errors = parsed.errors if parsed else ()
    return ReadingTold.as_json(
        reading,
        **WaitingImportTold.as_json(row),
        people=len(parsed.people) if parsed else 0,
        sheets=[sheet.name for sheet in reading.sheets],
        columns=[ImportColumnTold.as_json(column) for column in table.columns] if table else [],
        errors=[ImportErrorTold.as_json(error) for error in errors[:MOST]],
        more_errors=max(0, len(errors) - MOST),
        notes=[NoteTold.as_json(note) for note in parsed.notes[:MOST]] if parsed else [],
        first_rows=[] if table else [FirstRowTold.as_json(each) for each in raw_rows(reading)],
        how=how_as_json(reading.draft),
    )


def how_as_json(draft: Draft) -> dict[str, Any]:
    """What was decided, as it is sent."""
    return {
        "sheet": draft.sheet,
        "header_row": draft.header_row,
        "columns": dict(draft.mapping),
        "skip_rows": sorted(draft.skips),
        "cells": [
            {"row": row, "column": column, "text": text}
            for (row, column), text in sorted(draft.corrections.items())
        ],
        "same": [{"old": old, "new": new, "same": same} for (old, new), same in draft.renamed.items()],
    }
