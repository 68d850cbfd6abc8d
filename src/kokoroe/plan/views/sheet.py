"""A sheet as the reading page shows it: how each column is read, what is wrong where, and a bounded number of rows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kokoroe.annex.text import Text
from kokoroe.declare.kinds import in_a_cell
from kokoroe.declare.spelling import as_text
from kokoroe.plan.forms.importing import choices_of, word_of
from kokoroe.plan.reading import Reading, raw_rows
from kokoroe.plan.roster.errors import CellError, Note
from kokoroe.plan.roster.fields import BY_KEY
from kokoroe.plan.roster.people import Person
from kokoroe.tables.cells import Row
from kokoroe.tables.form import IGNORE, NUMBER
from kokoroe.tables.reading import Column, Table

WRONG_ROWS = 60
ROWS = 20
ERRORS = 40
NOTES = 20


@dataclass(frozen=True, slots=True)
class Preview:
    """What of a reading is on the page; rows with something wrong come first, and are bounded like the rest."""

    columns: Sequence[Mapping[str, Any]] = ()
    rows: Sequence[Mapping[str, Any]] = ()
    errors: Sequence[CellError] = ()
    more_errors: int = 0
    notes: Sequence[Mapping[str, Any]] = ()
    more_notes: int = 0
    hidden_rows: int = 0
    people: int = 0
    sheets: Sequence[str] = ()
    raw: Sequence[Row] = ()

    @classmethod
    def of(cls, reading: Reading) -> "Preview":
        """The page's part of a reading; without a table, the first rows of the sheet to choose the header from."""
        sheets = [sheet.name for sheet in reading.sheets]
        if reading.table is None or reading.parsed is None:
            return cls(sheets=sheets, raw=list(raw_rows(reading)))
        parsed, table = reading.parsed, reading.table
        columns = [column for column in table.columns if column.status != "empty"]
        wrong: dict[int, dict[str, CellError]] = defaultdict(dict)
        for error in parsed.errors:
            wrong[error.row][error.column] = error
        chosen = rows_shown(table, wrong, reading)
        people = {person.row: person for person in parsed.people}
        return cls(
            columns=[column_told(column, wrong.get(table.header_row, {})) for column in columns],
            rows=[
                {
                    "number": row.number,
                    "skipped": row.number in reading.draft.skips,
                    "left_out": row.number not in people and row.number not in wrong,
                    "errors": wrong.get(row.number, {}),
                    "cells": [
                        cell_told(row, column, wrong.get(row.number, {}), people.get(row.number), reading)
                        for column in columns
                    ],
                }
                for row in chosen
            ],
            errors=parsed.errors[:ERRORS],
            more_errors=max(0, len(parsed.errors) - ERRORS),
            notes=[note_told(note, table) for note in parsed.notes[:NOTES]],
            more_notes=max(0, len(parsed.notes) - NOTES),
            hidden_rows=len(table.rows) - len(chosen),
            people=len(parsed.people),
            sheets=sheets,
        )


def rows_shown(table: Table, wrong: Mapping[int, Any], reading: Reading) -> list[Row]:
    """Rows with errors or corrections first, then those at the top, in the sheet's order."""
    touched = {row for row, _column in reading.draft.corrections} | set(reading.draft.skips)
    first = [row for row in table.rows if row.number in wrong]
    second = [row for row in table.rows if row.number in touched and row.number not in wrong]
    chosen = [*first, *second][:WRONG_ROWS]
    numbers = {row.number for row in chosen}
    for row in table.rows:
        if len(chosen) >= max(ROWS, len(numbers)) or len(chosen) >= WRONG_ROWS + ROWS:
            break
        if row.number not in numbers:
            chosen.append(row)
    return sorted(chosen, key=lambda row: row.number)


def column_told(column: Column, wrong: Mapping[str, CellError]) -> dict[str, Any]:
    """A column with the ways in which it can be read."""
    return {
        "column": column,
        "name": f"column-{column.letter}",
        "choices": list(choices_of(column, column.target)),
        "word": word_of(column.target),
        "asked": column.status == "ask" or column.letter in wrong,
        "remembered": column.status == "remembered",
    }


def cell_told(
    row: Row, column: Column, wrong: Mapping[str, CellError], person: Person | None, reading: Reading
) -> dict[str, Any]:
    """A cell: what stands in it, how it was read where that differs, and a box to type in where it must be mended."""
    raw = as_text(row.cell(column.index))
    place = (row.number, column.letter)
    text = reading.draft.corrections.get(place, raw)
    skipped = row.number in reading.draft.skips
    is_wrong = column.letter in wrong and not skipped
    read = Text(text, text)
    if person is not None and column.target in BY_KEY:
        read = in_a_cell(BY_KEY[column.target], person.get(column.target))
    mended = not is_wrong and bool(read.ja) and read.ja != raw
    return {
        "name": f"cell-{row.number}-{column.letter}",
        "letter": column.letter,
        "text": text,
        "shown": read if mended else text,
        "wrong": is_wrong,
        "edit": is_wrong or (place in reading.draft.corrections and not skipped),
        "mended": mended,
        "raw": raw,
        "soft": column.target in (IGNORE, NUMBER, None),
    }


def note_told(note: Note, table: Table) -> dict[str, Any]:
    """A note with the place it is about."""
    header = next((column.header for column in table.columns if column.letter == note.column), "")
    row = Text(f"{note.row}行目 ", f"Row {note.row} ") if note.row else Text("", "")
    column = (
        Text(f"{note.column}列「{header}」", f"Column {note.column} “{header}”")
        if note.column
        else Text("", "")
    )
    return {"place": Text(row.ja + column.ja, row.en + column.en), "message": note.message}
