"""How a file that waits to be imported is told: its columns, what is wrong where, and what was decided so far."""

from typing import Annotated, Any, Literal

from kokoroe.api.schemas import From, Moment, Told
from kokoroe.plan.models import RosterImport
from kokoroe.plan.operations.import_schemas import (
    ChangedTold,
    ChangesTold,
    FoundSheetTold,
    LeftOutTold,
    NoteTold,
    TableQuestionTold,
    question_as_json,
    read_as_json,
)
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
    status: Literal["known", "remembered", "answered", "number", "held", "ask", "empty", "beside"]
    candidates: list[str]


class ImportErrorTold(Told):
    """Something to be put right before the file can be taken; `key` is what an answer names."""

    sheet: str
    row: int
    column: str
    value: str
    key: str
    detail: Annotated[str, From("message")]


class FirstRowTold(Told):
    """A row as it stands, to find the header in."""

    row: Annotated[int, From("number")]
    cells: list[str]


class ImportCellTold(Told):
    """What is read instead of a cell, by its key."""

    key: str
    text: str


class ImportSameTold(Told):
    """Whether two are one person, as it was answered."""

    old: str
    new: str
    same: bool


class HowTold(Told):
    """What was decided about the file so far."""

    sheets: list[str]
    header_row: int | None
    answers: dict[str, str]
    take: list[str]
    leave: list[str]
    cells: list[ImportCellTold]
    same: list[ImportSameTold]


class ReadingTold(WaitingImportTold):
    """The file as it is read now. `ok`: all of it is right. Without a table, `trouble` says why, beside first rows.

    `sheet` is the (first) sheet that is read; `sheets` are all that could be meant, `all_sheets` the names of all.
    """

    ok: bool
    people: int
    trouble: str | None
    sheet: Annotated[str | None, From("table.sheet")]
    header_row: Annotated[int | None, From("table.header_row")]
    sheets: list[FoundSheetTold]
    all_sheets: list[str]
    columns: list[ImportColumnTold]
    questions: list[TableQuestionTold]
    errors: list[ImportErrorTold]
    more_errors: int
    left_out: list[LeftOutTold]
    read_otherwise: list[ChangedTold]
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
    """What taking the file would change. While a question is open it cannot be taken.

    `removing`: so many would go that it has to be confirmed, by this number in `answers.removed`; 0 where it need not.
    """

    questions: list[ImportQuestionTold]
    removing: int


def reading_as_json(row: RosterImport, reading: Reading) -> dict[str, Any]:
    """A waiting import as it is answered by itself."""
    parsed = reading.parsed
    errors = [error for error in parsed.errors if error.question is None] if parsed else []
    columns = [column for table in reading.read.tables for column in table.columns]
    return ReadingTold.as_json(
        reading,
        **WaitingImportTold.as_json(row),
        **read_as_json(reading),
        people=len(parsed.people) if parsed else 0,
        all_sheets=[sheet.name for sheet in reading.sheets],
        columns=[ImportColumnTold.as_json(column) for column in columns],
        questions=[question_as_json(question) for question in reading.read.questions],
        errors=[ImportErrorTold.as_json(error) for error in errors[:MOST]],
        more_errors=max(0, len(errors) - MOST),
        first_rows=[] if reading.table else [FirstRowTold.as_json(each) for each in raw_rows(reading)],
        how=how_as_json(reading.draft),
    )


def how_as_json(draft: Draft) -> dict[str, Any]:
    """What was decided, by keys."""
    answers = draft.answers
    return {
        "sheets": list(answers.sheets),
        "header_row": answers.header_row,
        "answers": dict(answers.given),
        "take": sorted(answers.taken),
        "leave": sorted(answers.left),
        "cells": [{"key": key, "text": text} for key, text in sorted(answers.typed.items())],
        "same": [{"old": old, "new": new, "same": same} for (old, new), same in draft.renamed.items()],
    }
