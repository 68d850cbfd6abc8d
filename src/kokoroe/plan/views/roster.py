"""The draft's roster: the table, and a page for each person."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.refusals import NotPossible
from kokoroe.contracts.seats import Seat
from kokoroe.plan import drafts
from kokoroe.plan.forms.cover import PERSON
from kokoroe.plan.forms.roster import EntryForm, is_there_already
from kokoroe.plan.models import PlanVersion, RosterEntry
from kokoroe.plan.people import line_of
from kokoroe.plan.readiness import lacks_in_roster
from kokoroe.plan.roster.fields import BY_KEY, DEMANDED, FIELDS, display, restored
from kokoroe.plan.views.drafts import PAGES
from kokoroe.submissions.drafting import Clashing
from kokoroe.submissions.forms.fields import refuse
from kokoroe.submissions.views.drafts import (
    UNPROCESSABLE,
    after_merging,
    edit_of,
    made_from,
    show_theirs,
    shown_in,
)
from kokoroe.ui.keep import taken

PEOPLE_PER_PAGE = 100


@PAGES.on_draft
def roster(request: AccountRequest, *, seat: Seat, draft: PlanVersion) -> HttpResponseBase:
    """Everybody on the draft, with what is still empty; imports that wait."""
    prefetch_related_objects([draft], "entries")
    missing = lacks_in_roster(draft)
    page = Paginator(list(draft.entries.all()), PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [row_of(entry, draft) for entry in page],
        "must": [lack for lack in missing if lack.must],
        "advised": [lack for lack in missing if not lack.must],
        "imports": draft.waiting_imports,
    }
    return PAGES.page(request, "plan/roster.html", seat=seat, draft=draft, context=context)


def row_of(entry: RosterEntry, draft: PlanVersion) -> dict[str, Any]:
    """A person as the table shows them."""
    line = line_of(entry)
    language_free = {key: BY_KEY[key] for key in ("affiliation", "post", "work", "share")}
    return {
        "entry": entry,
        **{key: display(field, line.get(key)) for key, field in language_free.items()},
        "kana": line.get("kana", ""),
        "role": next((choice.label for choice in BY_KEY["role"].choices if choice.key == entry.role), ""),
        "empty": [
            field.heading
            for field in FIELDS
            if field.key in DEMANDED
            and field.key not in line
            and (field.key != "nationality" or draft.nationality_by == PERSON)
        ],
    }


@PAGES.on_draft
def entry_new(request: AccountRequest, *, seat: Seat, draft: PlanVersion) -> HttpResponseBase:
    """Add a person at the end of the roster."""
    return entry_page(request, seat=seat, draft=draft, entry=None)


@PAGES.on_draft
def entry(request: AccountRequest, pk: int, *, seat: Seat, draft: PlanVersion) -> HttpResponseBase:
    """Change a person, or take them off the roster."""
    return entry_page(
        request, seat=seat, draft=draft, entry=get_object_or_404(RosterEntry, version=draft, pk=pk)
    )


def entry_page(
    request: AccountRequest, *, seat: Seat, draft: PlanVersion, entry: RosterEntry | None
) -> HttpResponseBase:
    """The form of a person, new or of the roster; what was typed stays where it is refused."""
    posted = request.POST if request.method == "POST" and "remove" not in request.POST else None
    standing = line_of(entry) if entry else {}
    form_of = partial(
        EntryForm, line=standing if entry else None, with_nationality=draft.nationality_by == PERSON
    )
    form, refused = form_of(posted), None
    if request.method == "POST":
        try:
            if entry is not None and "remove" in request.POST:
                drafts.remove_entry(
                    seat=seat, version=draft, edit=edit_of(request), entry=entry, now=request.now
                )
                messages.success(request, _("%(name)sさんを名簿から外しました。") % {"name": entry.name})
                return taken(request, redirect("plan_roster", seat.contract.code))
            if form.is_valid() and not is_there_already(form, draft, entry):
                saved = drafts.save_entry(
                    seat=seat,
                    version=draft,
                    edit=edit_of(request),
                    entry=entry,
                    line=form.line,
                    shown=shown_in(request),
                    now=request.now,
                )
                messages.success(request, _("%(name)sさんを保存しました。") % {"name": saved.name})
                following = "plan_entry_new" if "another" in request.POST else "plan_roster"
                return taken(request, redirect(following, seat.contract.code))
        except NotPossible as error:
            refused = error
            if isinstance(error, Clashing):
                form = form_of(after_merging(request.POST, error))
                if form.is_valid():
                    is_there_already(form, draft, entry)
                show_theirs(form, {key: in_words(key, str(text or "")) for key, text in error.theirs.items()})
            if posted is not None:
                refuse(form, error.text)
    return PAGES.page(
        request,
        "plan/entry.html",
        seat=seat,
        draft=draft,
        context={
            "form": form,
            "entry": entry,
            "wrong": refused.text if refused and posted is None else None,
            **made_from(posted, draft, drafts.whole(standing) if entry else {}, refused),
        },
        status=UNPROCESSABLE if form.errors or refused else 200,
    )


def in_words(key: str, text: str) -> str:
    """A column's stored value as people read it."""
    field = BY_KEY[key]
    return display(field, restored(field, text), get_language() or "ja") if text else ""
