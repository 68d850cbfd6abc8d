"""The draft's roster: a person at a time, or the whole of it from a file."""

from collections.abc import Mapping
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import File, Form, Status, UploadedFile
from pydantic import Field, Json

from kokoroe.annex.text import Text
from kokoroe.api.forms import checked, schema_of, typed
from kokoroe.api.guards import not_found, seated
from kokoroe.api.matching import IfMatch, marked, matched
from kokoroe.api.operations.drafts import DRAFT, found
from kokoroe.api.operations.plan_schemas import RosterLineTold
from kokoroe.api.paging import Cursor, Limit, part
from kokoroe.api.problems import Problem
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import Coded, Given, Page, Told
from kokoroe.api.service import router as new_router
from kokoroe.api.showing import columns, line_told
from kokoroe.api.texts import words
from kokoroe.contracts.seats import Seat
from kokoroe.plan import drafts, importing
from kokoroe.plan.forms.cover import PERSON
from kokoroe.plan.forms.roster import EntryForm
from kokoroe.plan.models import PlanVersion, RosterEntry
from kokoroe.plan.people import line_of, stored
from kokoroe.plan.roster.changes import Changes
from kokoroe.plan.roster.draft import Draft
from kokoroe.plan.roster.errors import CellError
from kokoroe.plan.roster.files import MAX_BYTES
from kokoroe.plan.views.roster import is_there_already

router = new_router("draft")

CREATED, DONE = 201, 204
MOST = 5000

LineGiven = schema_of(EntryForm(), "LineGiven")
LineChangeGiven = schema_of(EntryForm(), "LineChangeGiven", optional=True)
Text255 = Annotated[str, Field(max_length=255)]


class CellGiven(Given):
    """What is to be read instead of a cell."""

    row: Annotated[int, Field(ge=1, le=1_000_000)]
    column: Annotated[str, Field(pattern=r"^[A-Z]{1,3}$")]
    text: Annotated[str, Field(max_length=5000)]


class SameGiven(Given):
    """An answer to a question that an import asked: are these two one person?"""

    old: Annotated[str, Field(max_length=1000)]
    new: Annotated[str, Field(max_length=1000)]
    same: bool


class HowGiven(Given):
    """How the file is to be read, where it cannot be read as it stands. `columns`: letter to a field's key."""

    sheet: Text255 | None = None
    header_row: Annotated[int | None, Field(ge=1, le=1_000_000)] = None
    columns: Annotated[dict[str, Annotated[str, Field(max_length=50)]], Field(max_length=500)] = {}
    skip_rows: Annotated[list[int], Field(max_length=MOST)] = []
    cells: Annotated[list[CellGiven], Field(max_length=MOST)] = []
    same: Annotated[list[SameGiven], Field(max_length=MOST)] = []


class ImportGiven(Given):
    """`how` is JSON (see HowGiven); with `dry_run` nothing is changed."""

    how: Json[HowGiven] | None = None
    dry_run: bool = False


class NoteTold(Told):
    """Something that was read otherwise than it stands. Row 0: the whole column."""

    row: int
    column: str
    text: str


class FieldChangeTold(Told):
    """A field that has another value now; the values are told to tokens with `personal`."""

    field: str
    old: str | None
    new: str | None


class PersonChangeTold(Told):
    """Somebody who stays, and what is different."""

    name: str
    fields: list[FieldChangeTold]


class ImportTold(Told):
    """What the import makes of the draft's roster; `taken`: it has been made."""

    taken: bool
    people: int
    added: list[str]
    removed: list[str]
    changed: list[PersonChangeTold]
    same: int
    notes: list[NoteTold]


@router.get(f"{DRAFT}/roster", response=Page[RosterLineTold])
@seated("prepare", Text("下書きの名簿", "The draft's roster"))
def roster(
    request: ApiRequest, seat: Seat, response: HttpResponse, cursor: Cursor, limit: Limit
) -> Mapping[str, Any]:
    """Everybody on the draft, in the columns that the seat and the token see."""
    version = found(request, seat)
    marked(response, version.edit)
    shown = columns(request, seat, version)
    rows = part(request, version.entries.all(), cursor=cursor, limit=limit)
    return {**rows, "items": [line_told(entry, shown) for entry in rows["items"]]}


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
    version = found(request, seat)
    entry = entry_of(version, pk)
    edit = matched(if_match, version.edit)
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

    What is wrong is answered by row and column. Whether two names are one person is asked in `errors[].question`, and
    answered with `how.same` in the next try.
    """
    how = given.how or HowGiven()
    done = importing.import_roster(
        seat=seat,
        data=file.read(MAX_BYTES + 1),
        filename=file.name or "roster",
        decided=decided(how),
        edit=None if if_match is None else matched(if_match, found(request, seat).edit),
        dry_run=given.dry_run,
        now=request.now,
    )
    if done.errors:
        questions = done.changes.questions if done.changes else ()
        raise Problem("invalid", errors=[*errors_told(done.errors, questions)])
    assert done.changes is not None
    return {
        "taken": not given.dry_run,
        "people": done.people,
        **changes_told(done.changes, personal="personal" in request.token.scopes),
        "notes": [
            {"row": note.row, "column": note.column, "text": words(note.message)} for note in done.notes
        ],
    }


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


def errors_told(errors: Any, questions: Any) -> list[dict[str, Any]]:
    """What is wrong, by row and column; a question with the two identities that an answer names."""
    told = [error_told(error) for error in errors]
    for error, (old, new) in zip(told, questions, strict=False):
        error["question"] = {"old": old.identity, "new": new.identity}
    return told


def error_told(error: CellError) -> dict[str, Any]:
    """One of them."""
    return {"row": error.row, "column": error.column, "value": error.value, "detail": error.message}


def changes_told(changes: Changes, *, personal: bool) -> dict[str, Any]:
    """Who comes, goes and changes."""
    return {
        "added": [person.text("name") for person in changes.added],
        "removed": [person.text("name") for person in changes.removed],
        "changed": [
            {
                "name": change.new.text("name"),
                "fields": [
                    {
                        "field": each.field.key,
                        "old": each.field.display(each.old) if personal else None,
                        "new": each.field.display(each.new) if personal else None,
                    }
                    for each in change.fields
                ],
            }
            for change in changes.changed
        ],
        "same": len(changes.same),
    }


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
    version = found(request, seat)
    entry = None if pk is None else entry_of(version, pk)
    edit = matched(if_match, version.edit)
    before = stored(line_of(entry)) if keeps and entry is not None else {"role": "worker"}
    form = EntryForm({**before, **sent}, with_nationality=version.nationality_by == PERSON)
    checked(form)
    if is_there_already(form, version, entry):
        checked(form)
    row = drafts.save_entry(
        seat=seat, version=version, edit=edit, entry=entry, line=form.line, now=request.now
    )
    marked(response, version.edit)
    return line_told(row, columns(request, seat, version))


def entry_of(version: PlanVersion, pk: int) -> RosterEntry:
    """The line of the draft. Raises Problem."""
    for entry in version.entries.all():
        if entry.pk == pk:
            return entry
    raise not_found()
