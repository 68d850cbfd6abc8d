"""The draft of the plan: open it, its parts, what it lacks, its preview; submit it, throw it away."""

from typing import Annotated, Any, Literal

from django import forms
from django.http import HttpResponse
from ninja import Status
from pydantic import Field

from kokoroe.annex.text import Text
from kokoroe.api.files import PDF, bytes_of
from kokoroe.api.forms import checked, errors_of, schema_of, typed
from kokoroe.api.guards import not_found, seated
from kokoroe.api.matching import IfMatch, edit_named, set_etag
from kokoroe.api.problems import Problem, pointer
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import CREATED, DONE, Coded, Given
from kokoroe.api.service import router as new_router
from kokoroe.api.texts import words
from kokoroe.contracts.seats import Seat
from kokoroe.fields.rows import MAX_ROWS, RowForm, row_form
from kokoroe.papers.handing_over import file_response
from kokoroe.plan import drafts
from kokoroe.plan.forms.cover import CoverForm
from kokoroe.plan.lists import CONTACTS, WORKPLACES
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.operations.schemas import DraftTold
from kokoroe.plan.operations.versions import whole_version
from kokoroe.plan.writings import DRAFTING
from kokoroe.submissions.operations.schemas import WholeWritingTold, whole_writing

router = new_router("draft")

ContactForm, WorkplaceForm = row_form(CONTACTS), row_form(WORKPLACES)
DRAFT = "/contracts/{slug:code}/plan/draft"

ContactGiven = schema_of(
    ContactForm(),
    "ContactGiven",
    party=(Literal["contractor", "client"], "contractor"),
    hours=(Literal["always", "day", "night"], "always"),
    without=("party", "hours"),
)
WorkplaceGiven = schema_of(
    WorkplaceForm(),
    "WorkplaceGiven",
    kind=(Literal["own", "subcontractor", "home", "client"], "own"),
    without=("kind",),
)


class CoverGiven(Given):
    """Reason and day of a change, and how nationality is told: counts alone drop what was kept per person."""

    reason: Annotated[str, Field(max_length=2000)] = ""
    effective_on: Annotated[str | None, Field(max_length=40, examples=["2026-05-01"])] = None
    nationality_by: Literal["person", "ratio"] | None = None
    nationality_japan: Annotated[int | None, Field(ge=0, le=100_000)] = None
    nationality_other: Annotated[int | None, Field(ge=0, le=100_000)] = None


class ContactsGiven(Given):
    """The contacts, in the order in which they are to be called; they replace those that were there."""

    contacts: Annotated[list[ContactGiven], Field(max_length=MAX_ROWS)]


class WorkplacesGiven(Given):
    """The workplaces; they replace those that were there."""

    workplaces: Annotated[list[WorkplaceGiven], Field(max_length=MAX_ROWS)]


@router.post(DRAFT, response={CREATED: DraftTold})
@seated("prepare", Text("下書きを作る", "Open a draft"))
def draft_open(request: ApiRequest, seat: Seat, response: HttpResponse) -> Coded:
    """The draft there is, or a new one from the version in force."""
    DRAFTING.begin(seat=seat, now=request.now)
    return Status(CREATED, draft_as_json(request, seat, response))


@router.get(DRAFT, response=DraftTold)
@seated("prepare", Text("下書き", "The draft"))
def draft(request: ApiRequest, seat: Seat, response: HttpResponse) -> dict[str, Any]:
    """The draft with what it lacks; its ETag is what changes of it name."""
    return draft_as_json(request, seat, response)


@router.delete(DRAFT, response={DONE: None})
@seated("prepare", Text("下書きを破棄する", "Throw the draft away"))
def draft_discard(request: ApiRequest, seat: Seat, if_match: IfMatch) -> Coded:
    """With its waiting imports."""
    version = draft_or_404(request, seat)
    DRAFTING.discard(seat=seat, draft=version, edit=edit_named(if_match, version.edit), now=request.now)
    return Status(DONE, None)


@router.put(f"{DRAFT}/cover", response=DraftTold)
@seated("prepare", Text("変更の理由・予定日・国籍の示し方", "Reason, day, and how nationality is told"))
def draft_cover(
    request: ApiRequest, seat: Seat, response: HttpResponse, given: CoverGiven, if_match: IfMatch
) -> dict[str, Any]:
    """Reason and day are a change's; a first plan has none."""
    version = draft_or_404(request, seat)
    edit = edit_named(if_match, version.edit)
    sent = {"nationality_by": version.nationality_by, **typed(given)}
    form = CoverForm(sent, version=version, people=version.entries.count(), given=0)
    refuse_extra(given, form)
    checked(form)
    drafts.save_cover(seat=seat, version=version, edit=edit, now=request.now, **form.parts())
    return draft_as_json(request, seat, response)


@router.put(f"{DRAFT}/contacts", response=DraftTold)
@seated("prepare", Text("連絡体制を入れる", "Set the contacts"))
def draft_contacts(
    request: ApiRequest, seat: Seat, response: HttpResponse, given: ContactsGiven, if_match: IfMatch
) -> dict[str, Any]:
    """The whole list."""
    version = draft_or_404(request, seat)
    edit = edit_named(if_match, version.edit)
    rows = [ContactForm(typed(each)) for each in given.contacts]
    drafts.save_contacts(
        seat=seat, version=version, edit=edit, rows=cleaned(rows, "contacts"), now=request.now
    )
    return draft_as_json(request, seat, response)


@router.put(f"{DRAFT}/workplaces", response=DraftTold)
@seated("prepare", Text("作業場所を入れる", "Set the workplaces"))
def draft_workplaces(
    request: ApiRequest, seat: Seat, response: HttpResponse, given: WorkplacesGiven, if_match: IfMatch
) -> dict[str, Any]:
    """The whole list."""
    version = draft_or_404(request, seat)
    edit = edit_named(if_match, version.edit)
    rows = [WorkplaceForm(typed(each)) for each in given.workplaces]
    drafts.save_workplaces(
        seat=seat, version=version, edit=edit, rows=cleaned(rows, "workplaces"), now=request.now
    )
    return draft_as_json(request, seat, response)


@router.get(f"{DRAFT}/preview", openapi_extra=bytes_of(PDF))
@seated("prepare", Text("下書きの PDF", "The draft as PDF"), scope="personal")
def draft_preview(request: ApiRequest, seat: Seat) -> HttpResponse:
    """As it would be printed, marked as a draft."""
    version = draft_or_404(request, seat)
    paper = DRAFTING.preview(version, request.now)
    return file_response(paper.content, PDF, paper.filename)


@router.post(f"{DRAFT}/submit", response={CREATED: WholeWritingTold})
@seated("submit", Text("下書きを提出する", "Submit the draft"))
def draft_submit(request: ApiRequest, seat: Seat, if_match: IfMatch) -> Coded:
    """Put it in writing. It is frozen from then on."""
    version = draft_or_404(request, seat)
    submission = DRAFTING.submit(
        seat=seat, draft=version, edit=edit_named(if_match, version.edit), now=request.now
    )
    return Status(CREATED, whole_writing(request, seat, submission.pk))


def draft_or_404(request: ApiRequest, seat: Seat) -> PlanVersion:
    """The draft. Raises Problem where there is none."""
    version = DRAFTING.draft_of(seat, request.now)
    if version is None:
        raise not_found()
    return version


def draft_as_json(request: ApiRequest, seat: Seat, response: HttpResponse) -> dict[str, Any]:
    """The draft as it is answered, with its ETag."""
    version = draft_or_404(request, seat)
    DRAFTING.read_parts(version)
    set_etag(response, version.edit)
    return {
        **whole_version(request, seat, version),
        "edit": version.edit,
        "lacks": [
            {"part": lack.key, "text": words(lack.text), "must": lack.must}
            for lack in DRAFTING.lacks(version)
        ],
    }


def refuse_extra(given: CoverGiven, form: forms.Form) -> None:
    """Raises Problem for what this draft does not have, if something was put into it."""
    extra = [name for name in given.model_fields_set if name not in form.fields and getattr(given, name)]
    if extra:
        sentence = Text("最初の実施計画書にはありません。", "A first plan does not have this.")
        raise Problem("invalid", errors=[{"pointer": pointer([name]), "detail": sentence} for name in extra])


def cleaned(rows: list[RowForm], part: str) -> list[dict[str, Any]]:
    """The rows' values. Raises Problem with every error at its place."""
    errors: list[dict[str, Any]] = []
    for at, row in enumerate(rows):
        errors += blank(row, [part, at]) or errors_of(row, within=[part, at])
    if errors:
        raise Problem("invalid", errors=errors)
    return [row.cleaned_data for row in rows]


def blank(row: RowForm, place: list[object]) -> list[dict[str, Any]]:
    """The error of a row in which nothing stands: the screens leave such rows out."""
    if row.has_changed():
        return []
    return [
        {
            "pointer": pointer([*place, "name"]),
            "detail": Text("この項目が要ります。", "This field is needed."),
        }
    ]
