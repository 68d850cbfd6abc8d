"""An import in steps: a file that waits, how it is read, what would change, and taking it into the draft."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import File, Form, Status, UploadedFile
from pydantic import Field

from kokoroe.annex.text import Text
from kokoroe.api.guards import seated
from kokoroe.api.matching import IfMatch, marked, matched
from kokoroe.api.operations.drafts import DRAFT, found
from kokoroe.api.operations.import_schemas import (
    ChangesTold,
    HowGiven,
    ImportTold,
    NoteTold,
    changes_told,
    decided,
    errors_told,
    notes_told,
)
from kokoroe.api.paging import Cursor, Limit, page
from kokoroe.api.problems import Problem
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import Coded, Given, Moment, Page, Told
from kokoroe.api.service import router as new_router
from kokoroe.api.texts import words
from kokoroe.contracts.seats import Seat
from kokoroe.plan import importing
from kokoroe.plan.models import PlanVersion, RosterImport
from kokoroe.plan.reading import Reading, Taking, taking_of
from kokoroe.plan.roster.columns import Column
from kokoroe.plan.roster.draft import Draft
from kokoroe.plan.roster.errors import CellError, RosterError
from kokoroe.plan.roster.files import MAX_BYTES
from kokoroe.plan.views.sheet import raw_rows

router = new_router("draft")

CREATED, DONE = 201, 204
MOST = 1000
"""Errors and notes that are told at once; whoever mends these is told the next."""
IMPORTS = f"{DRAFT}/roster/imports"


class ImportBeginGiven(Given):
    """`instead`: a waiting import that this file replaces; how its columns were answered is carried over."""

    instead: Annotated[int | None, Field(ge=1, le=2**53)] = None


class WaitingImportTold(Told):
    """A file that waits beside the draft."""

    id: int
    filename: str
    created_at: Moment
    created_by: str


class ImportColumnTold(Told):
    """A column of the file. `read_as` is null where it has to be said; `candidates` are likely answers."""

    letter: str
    header: str
    read_as: str | None
    status: Literal["known", "remembered", "answered", "number", "ask", "empty"]
    candidates: list[str]


class ImportErrorTold(Told):
    """Something to be put right before the file can be taken."""

    row: int
    column: str
    value: str
    detail: str


class FirstRowTold(Told):
    """A row as it stands, to find the header in."""

    row: int
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
    sheet: str | None
    header_row: int | None
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


@router.get(IMPORTS, response=Page[WaitingImportTold])
@seated("prepare", Text("取込み中のファイルの一覧", "Files that wait to be imported"))
def roster_imports(request: ApiRequest, seat: Seat, cursor: Cursor, limit: Limit) -> Mapping[str, Any]:
    """The newest first."""
    return page(request, imports(found(request, seat)), waiting_told, cursor=cursor, limit=limit)


@router.post(IMPORTS, response={CREATED: ReadingTold})
@seated("prepare", Text("取込みを始める", "Begin an import"), also="personal")
def roster_import_begin(
    request: ApiRequest, seat: Seat, given: Form[ImportBeginGiven], file: File[UploadedFile]
) -> Coded:
    """Xlsx or CSV. It waits beside the draft, with all that is decided about it; nothing is taken yet."""
    version = found(request, seat)
    instead = None if given.instead is None else waiting_of(version, given.instead)
    try:
        row = importing.begin_import(
            seat=seat,
            version=version,
            data=file.read(MAX_BYTES + 1),
            filename=file.name or "roster",
            instead=instead,
            now=request.now,
        )
    except RosterError as error:
        raise refused([importing.whole(error.text)]) from error
    return Status(CREATED, reading_told(row, read(seat, row)))


@router.get(f"{IMPORTS}/{{int:pk}}", response=ReadingTold)
@seated("prepare", Text("取込みの読み取り", "How a file is read"), scope="personal")
def roster_import_read(request: ApiRequest, seat: Seat, pk: int) -> dict[str, Any]:
    """Its columns, what is wrong by row and column, and what was decided so far."""
    row = waiting_of(found(request, seat), pk)
    return reading_told(row, read(seat, row))


@router.put(f"{IMPORTS}/{{int:pk}}/how", response=ReadingTold)
@seated("prepare", Text("取込みの読み方を決める", "Say how a file is read"), also="personal")
def roster_import_decide(request: ApiRequest, seat: Seat, pk: int, given: HowGiven) -> dict[str, Any]:
    """The whole of it: what is left out is read as it stands."""
    row = waiting_of(found(request, seat), pk)
    importing.change_reading(seat=seat, waiting=row, reading=decided(given), now=request.now)
    return reading_told(row, read(seat, row))


@router.get(f"{IMPORTS}/{{int:pk}}/changes", response=ImportChangesTold)
@seated("prepare", Text("取込みで変わること", "What an import would change"), scope="personal")
def roster_import_changes(request: ApiRequest, seat: Seat, pk: int, response: HttpResponse) -> dict[str, Any]:
    """Against the draft's roster; its ETag is the draft's, which taking it names."""
    version = found(request, seat)
    reading = read(seat, waiting_of(version, pk))
    taking = takable(version, reading)
    marked(response, version.edit)
    return {
        "people": len(taking.lines),
        **changes_told(taking.changes, personal=True),
        "notes": notes_told(reading.parsed.notes[:MOST] if reading.parsed else ()),
        "questions": [
            {
                "old": old.identity,
                "new": new.identity,
                "old_name": old.text("name"),
                "new_name": new.text("name"),
                "row": new.row,
            }
            for old, new in taking.changes.questions
        ],
    }


@router.post(f"{IMPORTS}/{{int:pk}}/take", response=ImportTold)
@seated("prepare", Text("取込みを下書きに入れる", "Take an import into the draft"), also="personal")
def roster_import_take(
    request: ApiRequest, seat: Seat, pk: int, response: HttpResponse, if_match: IfMatch
) -> dict[str, Any]:
    """All of it, or nothing. If-Match names the draft's edit that the changes were told against."""
    version = found(request, seat)
    row = waiting_of(version, pk)
    edit = matched(if_match, version.edit)
    reading = read(seat, row)
    open_questions = takable(version, reading).changes.questions
    if open_questions:
        raise refused([importing.unsure(reading, old, new) for old, new in open_questions], open_questions)
    taking = importing.take_import(seat=seat, waiting=row, edit=edit, now=request.now)
    marked(response, found(request, seat).edit)
    return {
        "taken": True,
        "people": len(taking.lines),
        **changes_told(taking.changes, personal=True),
        "notes": notes_told(reading.parsed.notes if reading.parsed else ()),
    }


@router.delete(f"{IMPORTS}/{{int:pk}}", response={DONE: None})
@seated("prepare", Text("取込みを取りやめる", "Throw an import away"))
def roster_import_discard(request: ApiRequest, seat: Seat, pk: int) -> Coded:
    """The draft's roster stays as it is."""
    row = waiting_of(found(request, seat), pk)
    importing.discard_import(seat=seat, waiting=row, now=request.now)
    return Status(DONE, None)


def imports(version: PlanVersion) -> "QuerySet[RosterImport]":
    """Those that wait, without their files."""
    rows = RosterImport.objects.filter(version=version, taken_at__isnull=True)
    return rows.select_related("created_by__person").defer("content")


def waiting_of(version: PlanVersion, pk: int) -> RosterImport:
    """One of them with its file. Raises Http404."""
    return get_object_or_404(imports(version).defer(None), pk=pk)


def read(seat: Seat, row: RosterImport) -> Reading:
    """The file as it is read now."""
    return importing.read_import(row, remembered=importing.memory_of(seat))


def takable(version: PlanVersion, reading: Reading) -> Taking:
    """What taking it would make of the draft's roster. Raises Problem with what is wrong, by row and column."""
    taking = taking_of(version, reading)
    if taking is None:
        raise refused(
            reading.parsed.errors if reading.parsed else [importing.whole(reading.trouble or Text("", ""))]
        )
    return taking


def refused(errors: Sequence[CellError], questions: Any = ()) -> Problem:
    """What is wrong, as an answer."""
    return Problem("invalid", errors=errors_told(errors[:MOST], questions))


def waiting_told(row: RosterImport) -> dict[str, Any]:
    """A waiting import as lists have it."""
    return {
        "id": row.pk,
        "filename": row.filename,
        "created_at": row.created_at,
        "created_by": row.created_by.person.name,
    }


def reading_told(row: RosterImport, reading: Reading) -> dict[str, Any]:
    """A waiting import as it is answered by itself."""
    table, parsed = reading.table, reading.parsed
    errors = parsed.errors if parsed else ()
    return {
        **waiting_told(row),
        "ok": reading.ok,
        "people": len(parsed.people) if parsed else 0,
        "trouble": words(reading.trouble),
        "sheets": [sheet.name for sheet in reading.sheets],
        "sheet": table.sheet if table else None,
        "header_row": table.header_row if table else None,
        "columns": [column_told(column) for column in table.columns] if table else [],
        "errors": [{**each, "detail": words(each["detail"])} for each in errors_told(errors[:MOST], ())],
        "more_errors": max(0, len(errors) - MOST),
        "notes": notes_told(parsed.notes[:MOST]) if parsed else [],
        "first_rows": []
        if table
        else [{"row": each["number"], "cells": each["cells"]} for each in raw_rows(reading)],
        "how": how_told(reading.draft),
    }


def column_told(column: Column) -> dict[str, Any]:
    """A column as it is answered."""
    return {
        "letter": column.letter,
        "header": column.header,
        "read_as": column.target,
        "status": column.status,
        "candidates": list(column.candidates),
    }


def how_told(draft: Draft) -> dict[str, Any]:
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
