"""The draft's roster: a person at a time, or the whole of it from a file."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from ninja import File, Form, Status, UploadedFile
from pydantic import Json

from kokoroe.annex.text import Text
from kokoroe.api.forms import checked, schema_of, typed
from kokoroe.api.guards import not_found, seated
from kokoroe.api.matching import IfMatch, edit_named, set_etag
from kokoroe.api.paging import Cursor, Limit, part
from kokoroe.api.problems import Problem
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import CREATED, DONE, Coded, Given, Page
from kokoroe.api.service import router as new_router
from kokoroe.contracts.seats import Seat
from kokoroe.plan import drafts, importing
from kokoroe.plan.forms.cover import PERSON
from kokoroe.plan.forms.roster import EntryForm, is_there_already
from kokoroe.plan.models import PlanVersion, RosterEntry
from kokoroe.plan.operations.drafts import DRAFT, DRAFTS
from kokoroe.plan.operations.import_schemas import (
    HowGiven,
    ImportTold,
    decided,
    errors_as_json,
    taking_as_json,
)
from kokoroe.plan.operations.schemas import RosterLineTold
from kokoroe.plan.operations.showing import columns, line_as_json
from kokoroe.plan.people import line_of, stored
from kokoroe.tables.files import MAX_BYTES

router = new_router("draft")


LineGiven = schema_of(EntryForm(), "LineGiven")
LineChangeGiven = schema_of(EntryForm(), "LineChangeGiven", optional=True)


class ImportGiven(Given):
    """`how` is JSON (see HowGiven); with `dry_run` nothing is changed."""

    how: Json[HowGiven] | None = None
    dry_run: bool = False


@router.get(f"{DRAFT}/roster", response=Page[RosterLineTold])
@seated("prepare", Text("下書きの名簿", "The draft's roster"))
def roster(
    request: ApiRequest, seat: Seat, response: HttpResponse, cursor: Cursor, limit: Limit
) -> Mapping[str, Any]:
    """Everybody on the draft, in the columns that the seat and the token see."""
    version = DRAFTS.draft_of(request, seat)
    set_etag(response, version.edit)
    shown = columns(request, seat, version)
    rows = part(request, version.entries.all(), cursor=cursor, limit=limit)
    return {**rows, "items": [line_as_json(entry, shown) for entry in rows["items"]]}


@router.post(f"{DRAFT}/roster", response={CREATED: RosterLineTold})
@seated("prepare", Text("名簿に人を加える", "Add somebody to the roster"))
def line_add(
    request: ApiRequest,
    seat: Seat,
    response: HttpResponse,
    given: LineGiven,
    if_match: IfMatch,
) -> Coded:
    """At its end."""
    return Status(CREATED, saved(request, seat, response, None, sent=typed(given), if_match=if_match))


@router.put(f"{DRAFT}/roster/{{int:pk}}", response=RosterLineTold)
@seated("prepare", Text("名簿の人を書き直す", "Replace a line of the roster"))
def line_put(
    request: ApiRequest,
    seat: Seat,
    response: HttpResponse,
    pk: int,
    given: LineGiven,
    if_match: IfMatch,
) -> dict[str, Any]:
    """The whole line: what is not sent is empty."""
    return saved(request, seat, response, pk, sent=typed(given), if_match=if_match)


@router.patch(f"{DRAFT}/roster/{{int:pk}}", response=RosterLineTold)
@seated("prepare", Text("名簿の人を直す", "Change a line of the roster"))
def line_patch(
    request: ApiRequest,
    seat: Seat,
    response: HttpResponse,
    pk: int,
    given: LineChangeGiven,
    if_match: IfMatch,
) -> dict[str, Any]:
    """What is sent; the rest stays."""
    return saved(request, seat, response, pk, sent=typed(given), if_match=if_match, keeps=True)


@router.delete(f"{DRAFT}/roster/{{int:pk}}", response={DONE: None})
@seated("prepare", Text("名簿から外す", "Take somebody off the roster"))
def line_remove(request: ApiRequest, seat: Seat, pk: int, if_match: IfMatch) -> Coded:
    """Of the draft."""
    version = DRAFTS.draft_of(request, seat)
    entry = entry_of(version, pk)
    edit = edit_named(if_match, version.edit)
    drafts.remove_entry(seat=seat, version=version, edit=edit, entry=entry, now=request.now)
    return Status(DONE, None)


@router.post(f"{DRAFT}/roster/import", response=ImportTold)
@seated("prepare", Text("名簿をファイルから取り込む", "Import the roster from a file"))
def roster_import(
    request: ApiRequest,
    seat: Seat,
    given: Form[ImportGiven],
    file: File[UploadedFile],
    if_match: IfMatch,
) -> dict[str, Any]:
    """Xlsx or CSV, as multipart/form-data; a draft is opened where there is none. All of it is taken, or nothing.

    What is wrong or asked is told by place, each with the `key` by which `how` answers it in the next try; whether two
    names are one person is asked in `errors[].question`, and answered with `how.same`.
    """
    how = given.how or HowGiven()
    done = importing.import_roster(
        seat=seat,
        data=file.read(MAX_BYTES + 1),
        filename=file.name or "roster",
        decided=decided(how),
        edit=None if if_match is None else edit_named(if_match, DRAFTS.draft_of(request, seat).edit),
        dry_run=given.dry_run,
        now=request.now,
    )
    if done.errors or done.taking is None or done.reading is None:
        questions = done.taking.changes.questions if done.taking else ()
        raise Problem("invalid", errors=errors_as_json(done.errors, questions))
    personal = "personal" in request.token.scopes
    return {"taken": not given.dry_run, **taking_as_json(done.taking, done.reading, personal=personal)}


def saved(
    request: ApiRequest,
    seat: Seat,
    response: HttpResponse,
    pk: int | None,
    *,
    sent: dict[str, Any],
    if_match: str | None,
    keeps: bool = False,
) -> dict[str, Any]:
    """Save a line by the roster's own form, and answer it."""
    version = DRAFTS.draft_of(request, seat)
    entry = None if pk is None else entry_of(version, pk)
    edit = edit_named(if_match, version.edit)
    before = stored(line_of(entry)) if keeps and entry is not None else {"role": "worker"}
    form = EntryForm({**before, **sent}, with_nationality=version.nationality_by == PERSON)
    checked(form)
    if is_there_already(form, version, entry):
        checked(form)
    row = drafts.save_entry(
        seat=seat, version=version, edit=edit, entry=entry, line=form.line, now=request.now
    )
    set_etag(response, version.edit)
    return line_as_json(row, columns(request, seat, version))


def entry_of(version: PlanVersion, pk: int) -> RosterEntry:
    """The line of the draft. Raises Problem."""
    for entry in version.entries.all():
        if entry.pk == pk:
            return entry
    raise not_found()
