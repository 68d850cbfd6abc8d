"""A file as the reading page shows it: what is asked and wrong, what was left out or changed, and some of its rows."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kokoroe.annex.text import Text
from kokoroe.declare.kinds import in_a_cell
from kokoroe.declare.spelling import as_text
from kokoroe.plan.forms.importing import choices_of, word_of
from kokoroe.plan.reading import Reading, raw_rows
from kokoroe.plan.roster.errors import CellError
from kokoroe.plan.roster.fields import BY_KEY
from kokoroe.plan.roster.people import Person
from kokoroe.tables.cells import Place, Row
from kokoroe.tables.form import IGNORE, NUMBER
from kokoroe.tables.reading import Changed, Column, Found, Left, Note, Question, Table

WRONG_ROWS = 40
ROWS = 20
ERRORS = 40
TOLD = 20
FEW_CHOICES = 5


@dataclass(frozen=True, slots=True)
class Preview:
    """What of a reading is on the page. Each list is bounded; the figures count everything."""

    figures: Sequence[Mapping[str, Any]] = ()
    sheets: Sequence[Mapping[str, Any]] = ()
    sheet_asked: bool = False
    others: Sequence[Found] = ()
    questions: Sequence[Mapping[str, Any]] = ()
    errors: Sequence[Mapping[str, Any]] = ()
    more_errors: int = 0
    to_do: int = 0
    weighty: Sequence[Mapping[str, Any]] = ()
    more_weighty: int = 0
    taken_in: Sequence[Mapping[str, Any]] = ()
    left_out: Sequence[Mapping[str, Any]] = ()
    reasons: Sequence[Mapping[str, Any]] = ()
    changed: Sequence[Mapping[str, Any]] = ()
    more_changed: Sequence[Mapping[str, Any]] = ()
    notes: Sequence[Mapping[str, Any]] = ()
    more_notes: int = 0
    tables: Sequence[Mapping[str, Any]] = ()
    typed: Sequence[Mapping[str, Any]] = ()
    people: int = 0
    raw: Sequence[Row] = ()

    @classmethod
    def of(cls, reading: Reading) -> "Preview":
        """The page's part of a reading; without a table, the first rows of the sheet to choose the header from."""
        sheets = sheets_told(reading)
        if reading.parsed is None:
            return cls(sheets=sheets, raw=list(raw_rows(reading)))
        parsed, read = reading.parsed, reading.read
        wrong = [error for error in parsed.errors if error.question is None]
        weighty = [left for left in read.left_out if left.weighty]
        light = [left for left in read.left_out if not left.weighty]
        told = [changed_told(each) for each in read.changed]
        several = len({table.sheet for table in read.tables}) > 1
        return cls(
            figures=figures(reading, len(wrong)),
            sheets=sheets,
            sheet_asked=any(each.kind == "sheet" for each in read.questions),
            others=[each for each in read.sheets if not each.taken],
            questions=[question_told(each, reading) for each in read.questions],
            errors=[error_told(each, reading, several=several) for each in wrong[:ERRORS]],
            more_errors=max(0, len(wrong) - ERRORS),
            to_do=len(wrong) + len(read.questions),
            weighty=[left_told(each, several=several) for each in weighty[: 2 * TOLD]],
            more_weighty=max(0, len(weighty) - 2 * TOLD),
            taken_in=[{"key": key} for key in sorted(reading.draft.answers.taken)],
            left_out=[left_told(each, several=several) for each in light[: 5 * TOLD]],
            reasons=reasons_of(light),
            changed=told[:TOLD],
            more_changed=told[TOLD : 10 * TOLD],
            notes=[note_told(each) for each in read.notes[:TOLD]],
            more_notes=max(0, len(read.notes) - TOLD),
            tables=[table_told(table, reading, wrong) for table in read.tables],
            typed=typed_told(reading, wrong),
            people=len(parsed.people),
        )


def figures(reading: Reading, wrong: int) -> list[dict[str, Any]]:
    """How many were read, and how much there is to answer, to put right, left out and read otherwise."""
    read = reading.read
    weighty = len(reading.to_look_at)
    return [
        {"count": len(read.records), "word": _("読み取った人"), "state": "met"},
        {"count": len(read.questions), "word": _("答えるところ"), "state": "due_soon", "href": "#questions"},
        {"count": wrong, "word": _("直すところ"), "state": "late", "href": "#errors"},
        {"count": weighty, "word": _("人かもしれない行"), "state": "due_soon", "href": "#weighty"},
        {
            "count": len(read.left_out) - weighty,
            "word": _("取り込まないところ"),
            "state": "dormant",
            "href": "#left-out",
        },
        {"count": len(read.changed), "word": _("読み替えたところ"), "state": "dormant", "href": "#changed"},
    ]


def sheets_told(reading: Reading) -> list[dict[str, Any]]:
    """Every sheet of the file with what speaks for it; nothing to choose where there is one alone."""
    found = {each.name: each for each in reading.read.sheets}
    read = {table.sheet for table in reading.read.tables} or set(reading.draft.answers.sheets)
    nothing = Text("見出しの行が見つかりません。", "No header row was found.")
    return [
        {
            "name": sheet.name,
            "taken": sheet.name in read,
            "records": found[sheet.name].records if sheet.name in found else 0,
            "why": found[sheet.name].why if sheet.name in found else nothing,
            "hidden": sheet.hidden,
        }
        for sheet in reading.sheets
    ]


def place_told(place: Place, header: str = "", *, several: bool = False) -> Text:
    """Where something stands, with its header, and with its sheet where several are read."""
    words = place.words if place.row or place.column else Text("", "")
    ja = f"{words.ja}「{header}」" if header and place.column else words.ja
    en = f"{words.en} “{header}”" if header and place.column else words.en
    return Text(f"「{place.sheet}」{ja}", f"“{place.sheet}” {en}") if several else Text(ja, en)


def question_told(question: Question, reading: Reading) -> dict[str, Any]:
    """A question; a few choices are shown side by side, many are chosen from."""
    chosen = reading.draft.answers.given.get(question.key)
    return {
        "name": f"given-{question.key}",
        "place": place_told(question.place, question.header, several=True)
        if question.place.column
        else Text("", ""),
        "says": question.says,
        "examples": question.examples,
        "count": question.count,
        "few": len(question.choices) <= FEW_CHOICES,
        "choices": [
            {
                "value": choice.key,
                "word": choice.label,
                "examples": choice.examples,
                "chosen": choice.key == chosen,
            }
            for choice in question.choices
        ],
    }


def error_told(error: CellError, reading: Reading, *, several: bool) -> dict[str, Any]:
    """Something to put right, with the box to do it in; what no cell can mend has none."""
    return {
        "place": error.place,
        "sheet": error.sheet if several else "",
        "message": error.message,
        "name": f"typed-{error.key}" if error.column and error.key else "",
        "text": reading.draft.answers.typed.get(error.key, error.value),
        "row": error.row,
        "column": error.column,
        "row_key": error.row_key,
        "left": error.row_key in reading.draft.answers.left,
    }


def left_told(left: Left, *, several: bool) -> dict[str, Any]:
    """What was left out, with the box that takes it in."""
    return {
        "key": left.key,
        "place": place_told(left.place, several=several),
        "text": left.text,
        "says": left.says,
        "can": left.can_be_taken,
    }


def reasons_of(left_out: Iterable[Left]) -> list[dict[str, Any]]:
    """How often something was left out for each reason, in words."""
    counts = Counter(left.why for left in left_out)
    words = {left.why: left.says for left in left_out}
    return [{"count": count, "says": words[why]} for why, count in counts.most_common()]


def changed_told(changed: Changed) -> dict[str, Any]:
    """A value as it stands and as it was read."""
    return {
        "place": place_told(changed.place, changed.header),
        "before": changed.before,
        "after": changed.after,
        "says": changed.says,
    }


def note_told(note: Note) -> dict[str, Any]:
    """A note with the place it is about."""
    return {"place": place_told(note.place, note.header), "message": note.says}


def typed_told(reading: Reading, wrong: Sequence[CellError]) -> list[dict[str, Any]]:
    """Cells that were typed over and are right now: to look at, and to type anew."""
    open_keys = {error.key for error in wrong}
    typed = reading.draft.answers.typed
    return [
        {"name": f"typed-{key}", "key": key.partition("!")[2] or key, "text": text}
        for key, text in sorted(typed.items())
        if key not in open_keys
    ]


def table_told(table: Table, reading: Reading, errors: Sequence[CellError]) -> dict[str, Any]:
    """A table with its columns and a bounded number of its rows, those with something wrong among them."""
    columns = [column for column in table.columns if column.status != "empty"]
    wrong, typed = {error.key for error in errors}, reading.read.answers.typed
    left = {each.key for each in reading.read.left_out}
    wrong_rows = {error.row for error in errors if error.sheet == table.sheet}
    boxed = {error.row_key for error in errors[:ERRORS]}
    rows = rows_shown(table, wrong_rows, reading)
    people = {
        person.row: person
        for person in (reading.parsed.people if reading.parsed else ())
        if person.sheet == table.sheet
    }
    return {
        "sheet": table.sheet,
        "header_row": table.header_row,
        "columns": [column_told(column, table) for column in columns],
        "rows": [
            {
                "number": row.number,
                "key": f"{table.sheet}!{row.number}",
                "wrong": f"{table.sheet}!{row.number}" in boxed,
                "skipped": is_left(row, table, reading),
                "left_out": f"{table.sheet}!{row.number}" in left,
                "cells": [
                    cell_told(
                        as_text(row.cell(column.index)),
                        typed.get(key := table.place(row, column).key),
                        column,
                        people.get(row.number),
                        wrong=key in wrong,
                    )
                    for column in columns
                ],
            }
            for row in rows
        ],
        "more": len(table.rows) - len(rows),
    }


def is_left(row: Row, table: Table, reading: Reading) -> bool:
    """Whether somebody said that the row is not taken."""
    left = reading.draft.answers.on(reading.read.tables[0].sheet).left
    return f"{table.sheet}!{row.number}" in left


def rows_shown(table: Table, wrong: set[int], reading: Reading) -> list[Row]:
    """Rows with errors or decisions first, then those at the top, in the sheet's order."""
    touched = (
        {row.number for row in table.rows if is_left(row, table, reading)}
        if reading.draft.answers.left
        else set()
    )
    chosen = [row for row in table.rows if row.number in wrong | touched][:WRONG_ROWS]
    numbers = {row.number for row in chosen}
    chosen += [row for row in table.rows if row.number not in numbers][: max(0, ROWS - len(chosen))]
    return sorted(chosen, key=lambda row: row.number)


def column_told(column: Column, table: Table) -> dict[str, Any]:
    """A column with the ways in which it can be read; one that is asked about is answered above."""
    return {
        "column": column,
        "name": f"given-column:{table.sheet}!{column.letter}",
        "choices": list(choices_of(column, column.target)),
        "word": word_of(column.target),
        "asked": column.status == "ask",
        "remembered": column.status == "remembered",
    }


def cell_told(
    raw: str, typed: str | None, column: Column, person: Person | None, *, wrong: bool
) -> dict[str, Any]:
    """A cell: what stands in it or was typed instead, and how it was read where that differs."""
    text = raw if typed is None else typed
    read = Text(text, text)
    if person is not None and column.target in BY_KEY:
        read = in_a_cell(BY_KEY[column.target], person.get(column.target))
    mended = not wrong and bool(read.ja) and read.ja != raw
    return {
        "shown": read if mended else text,
        "wrong": wrong,
        "mended": mended,
        "raw": raw,
        "soft": column.target in (IGNORE, NUMBER, None),
    }
