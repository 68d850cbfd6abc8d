"""An import in steps: a file that waits, how it is read, what would change, and taking it into the draft."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import File, Form, Status, UploadedFile
from pydantic import Field

from kokoroe.annex.text import Text
from kokoroe.api.guards import seated
from kokoroe.api.matching import IfMatch, edit_named, set_etag
from kokoroe.api.paging import Cursor, Limit, page
from kokoroe.api.problems import Problem
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import CREATED, DONE, Coded, Given, Page
from kokoroe.api.service import router as new_router
from kokoroe.contracts.seats import Seat
from kokoroe.plan import importing
from kokoroe.plan.models import PlanVersion, RosterImport
from kokoroe.plan.operations.drafts import DRAFT, DRAFTS
from kokoroe.plan.operations.import_schemas import (
    HowGiven,
    ImportTold,
    decided,
    errors_as_json,
    taking_as_json,
)
from kokoroe.plan.operations.waiting_imports import (
    MOST,
    ImportChangesTold,
    ReadingTold,
    WaitingImportTold,
    reading_as_json,
)
from kokoroe.plan.reading import Reading, Taking, taking_of
from kokoroe.plan.roster.errors import CellError
from kokoroe.tables.errors import TableError
from kokoroe.tables.files import MAX_BYTES

router = new_router("draft")

IMPORTS = f"{DRAFT}/roster/imports"


class ImportBeginGiven(Given):
    """`instead`: a waiting import that this file replaces; how its columns were answered is carried over."""

    instead: Annotated[int | None, Field(ge=1, le=2**53)] = None


@router.get(IMPORTS, response=Page[WaitingImportTold])
@seated("prepare", Text("取込み中のファイルの一覧", "Files that wait to be imported"))
def roster_imports(request: ApiRequest, seat: Seat, cursor: Cursor, limit: Limit) -> Mapping[str, Any]:
    """The newest first."""
    return page(
        request,
        with_who(DRAFTS.draft_of(request, seat)),
        WaitingImportTold.as_json,
        cursor=cursor,
        limit=limit,
    )


@router.post(IMPORTS, response={CREATED: ReadingTold})
@seated("prepare", Text("取込みを始める", "Begin an import"), also="personal")
def roster_import_begin(
    request: ApiRequest, seat: Seat, given: Form[ImportBeginGiven], file: File[UploadedFile]
) -> Coded:
    """Xlsx or CSV. It waits beside the draft, with all that is decided about it; nothing is taken yet."""
    version = DRAFTS.draft_of(request, seat)
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
    except TableError as error:
        raise refused([importing.whole(error.text)]) from error
    return Status(CREATED, reading_as_json(row, read(seat, row)))


@router.get(f"{IMPORTS}/{{int:pk}}", response=ReadingTold)
@seated("prepare", Text("取込みの読み取り", "How a file is read"), scope="personal")
def roster_import_read(request: ApiRequest, seat: Seat, pk: int) -> dict[str, Any]:
    """Its columns, what is wrong by row and column, and what was decided so far."""
    row = waiting_of(DRAFTS.draft_of(request, seat), pk)
    return reading_as_json(row, read(seat, row))


@router.put(f"{IMPORTS}/{{int:pk}}/how", response=ReadingTold)
@seated("prepare", Text("取込みの読み方を決める", "Say how a file is read"), also="personal")
def roster_import_decide(request: ApiRequest, seat: Seat, pk: int, given: HowGiven) -> dict[str, Any]:
    """The whole of it: what is left out is read as it stands."""
    row = waiting_of(DRAFTS.draft_of(request, seat), pk)
    importing.change_reading(seat=seat, waiting=row, reading=decided(given), now=request.now)
    return reading_as_json(row, read(seat, row))


@router.get(f"{IMPORTS}/{{int:pk}}/changes", response=ImportChangesTold)
@seated("prepare", Text("取込みで変わること", "What an import would change"), scope="personal")
def roster_import_changes(request: ApiRequest, seat: Seat, pk: int, response: HttpResponse) -> dict[str, Any]:
    """Against the draft's roster; its ETag is the draft's, which taking it names."""
    version = DRAFTS.draft_of(request, seat)
    reading = read(seat, waiting_of(version, pk))
    taking = takable(version, reading)
    set_etag(response, version.edit)
    return {
        **taking_as_json(taking, reading, personal=True),
        "removing": taking.unsaid,
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
    version = DRAFTS.draft_of(request, seat)
    row = waiting_of(version, pk)
    edit = edit_named(if_match, version.edit)
    reading = read(seat, row)
    before = takable(version, reading)
    if open_questions := importing.open_questions(before):
        raise refused(open_questions, before.changes.questions)
    taking = importing.take_import(seat=seat, waiting=row, edit=edit, now=request.now)
    set_etag(response, DRAFTS.draft_of(request, seat).edit)
    return {"taken": True, **taking_as_json(taking, reading, personal=True)}


@router.delete(f"{IMPORTS}/{{int:pk}}", response={DONE: None})
@seated("prepare", Text("取込みを取りやめる", "Throw an import away"))
def roster_import_discard(request: ApiRequest, seat: Seat, pk: int) -> Coded:
    """The draft's roster stays as it is."""
    row = waiting_of(DRAFTS.draft_of(request, seat), pk)
    importing.discard_import(seat=seat, waiting=row, now=request.now)
    return Status(DONE, None)


def waiting_of(version: PlanVersion, pk: int) -> RosterImport:
    """One of those that wait, with its file. Raises Http404."""
    return get_object_or_404(with_who(version).defer(None), pk=pk)


def with_who(version: PlanVersion) -> "QuerySet[RosterImport]":
    """Those that wait, with who began them."""
    return version.waiting_imports.select_related("created_by__person")


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
    return Problem("invalid", errors=errors_as_json(errors[:MOST], questions))
