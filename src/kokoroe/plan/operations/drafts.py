"""The draft of the plan: open it, its parts, what it lacks, its preview; submit it, throw it away."""

from typing import Annotated, Any, Literal

from django import forms
from pydantic import Field

from kokoroe.annex.text import Text
from kokoroe.api.forms import checked, schema_of, typed
from kokoroe.api.problems import Problem, pointer
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import Given
from kokoroe.api.service import router as new_router
from kokoroe.contracts.seats import Seat
from kokoroe.fields.rows import MAX_ROWS, row_form
from kokoroe.plan import drafts
from kokoroe.plan.forms.cover import CoverForm
from kokoroe.plan.lists import CONTACTS, WORKPLACES
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.operations.schemas import DraftTold, PlanLackTold
from kokoroe.plan.operations.versions import whole_version
from kokoroe.plan.writings import DRAFTING
from kokoroe.submissions.operations.drafts import DraftOperations, rows_read
from kokoroe.submissions.operations.schemas import WholeWritingTold, whole_writing

router = new_router("draft")

DRAFT = "/contracts/{slug:code}/plan/draft"

ContactGiven = schema_of(
    row_form(CONTACTS)(),
    "ContactGiven",
    party=(Literal["contractor", "client"], "contractor"),
    hours=(Literal["always", "day", "night"], "always"),
    without=("party", "hours"),
)
WorkplaceGiven = schema_of(
    row_form(WORKPLACES)(),
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


def draft_as_json(request: ApiRequest, seat: Seat, draft: PlanVersion) -> dict[str, Any]:
    """The draft as it is answered."""
    lacks = [PlanLackTold.as_json(lack) for lack in DRAFTING.lacks(draft)]
    return {**whole_version(request, seat, draft), "edit": draft.edit, "lacks": lacks}


DRAFTS = DraftOperations(drafting=DRAFTING, router=router, path=DRAFT, told=DraftTold, as_json=draft_as_json)
DRAFTS.opening("draft_open", Text("下書きを作る", "Open a draft"))
DRAFTS.reading("draft", Text("下書き", "The draft"))
DRAFTS.discarding("draft_discard", Text("下書きを破棄する", "Throw the draft away"))
DRAFTS.previewing("draft_preview", Text("下書きの PDF", "The draft as PDF"), scope="personal")
DRAFTS.submitting(
    "draft_submit",
    Text("下書きを提出する", "Submit the draft"),
    told=WholeWritingTold,
    as_json=lambda request, seat, submission: whole_writing(request, seat, submission.pk),
)


@DRAFTS.changing(
    "put", "/cover", Text("変更の理由・予定日・国籍の示し方", "Reason, day, and how nationality is told")
)
def draft_cover(given: CoverGiven, draft: PlanVersion, **change: Any) -> None:
    """Reason and day are a change's; a first plan has none."""
    sent = {"nationality_by": draft.nationality_by, **typed(given)}
    form = CoverForm(sent, version=draft, people=draft.entries.count(), given=0)
    refuse_extra(given, form)
    checked(form)
    drafts.save_cover(version=draft, **change, **form.parts())


@DRAFTS.changing("put", "/contacts", Text("連絡体制を入れる", "Set the contacts"))
def draft_contacts(given: ContactsGiven, draft: PlanVersion, **change: Any) -> None:
    """The whole list."""
    rows = rows_read(CONTACTS, [typed(each) for each in given.contacts], "contacts")
    drafts.save_list(version=draft, table=CONTACTS, rows=rows, **change)


@DRAFTS.changing("put", "/workplaces", Text("作業場所を入れる", "Set the workplaces"))
def draft_workplaces(given: WorkplacesGiven, draft: PlanVersion, **change: Any) -> None:
    """The whole list."""
    rows = rows_read(WORKPLACES, [typed(each) for each in given.workplaces], "workplaces")
    drafts.save_list(version=draft, table=WORKPLACES, rows=rows, **change)


def refuse_extra(given: CoverGiven, form: forms.Form) -> None:
    """Raises Problem for what this draft does not have, if something was put into it."""
    extra = [name for name in given.model_fields_set if name not in form.fields and getattr(given, name)]
    if extra:
        sentence = Text("最初の実施計画書にはありません。", "A first plan does not have this.")
        raise Problem("invalid", errors=[{"pointer": pointer([name]), "detail": sentence} for name in extra])
