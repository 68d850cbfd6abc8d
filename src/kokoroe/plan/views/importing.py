"""The steps of an import: choose the file, see how it is read and put it right, see what changes, take it in."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.probing import note_probe
from kokoroe.accounts.refusals import NotPossible
from kokoroe.contracts.seats import Seat
from kokoroe.plan import importing
from kokoroe.plan.forms.importing import UploadForm, answers, decided, other_place
from kokoroe.plan.models import PlanVersion, RosterImport
from kokoroe.plan.reading import Reading, Taking, taking_of
from kokoroe.plan.roster.draft import REMOVED, Draft
from kokoroe.plan.roster.fields import display
from kokoroe.plan.views.drafts import PAGES
from kokoroe.plan.views.sheet import Preview
from kokoroe.submissions.forms.fields import refuse
from kokoroe.submissions.views.drafts import UNPROCESSABLE, edit_of
from kokoroe.tables.errors import TableError
from kokoroe.tables.files import MAX_BYTES
from kokoroe.ui.keep import taken
from kokoroe.ui.numbers import number
from kokoroe.ui.templatetags.ui import said

PEOPLE_SHOWN = 100


@PAGES.on_draft
def roster_import_new(request: AccountRequest, *, seat: Seat, draft: PlanVersion) -> HttpResponseBase:
    """Step 1: choose the file. It is kept, and nothing more happens to it yet."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            waiting = importing.begin_import(
                seat=seat,
                version=draft,
                data=file.read(MAX_BYTES + 1),
                filename=file.name,
                instead=replaced_import(request, draft),
                now=request.now,
            )
        except (NotPossible, TableError) as error:
            refuse(form, error.text)
        else:
            return redirect("roster_import", seat.contract.code, waiting.pk)
    return PAGES.page(
        request,
        "plan/import_new.html",
        seat=seat,
        draft=draft,
        context={
            "form": form,
            "steps": steps(1),
            "imports": draft.waiting_imports,
            "instead": request.POST.get("instead") or request.GET.get("instead", ""),
        },
        status=UNPROCESSABLE if form.errors else 200,
    )


@PAGES.on_draft
def roster_import(request: AccountRequest, pk: int, *, seat: Seat, draft: PlanVersion) -> HttpResponseBase:
    """Step 2: how the file is read. Saving keeps every decision; going on is possible once nothing is wrong."""
    waiting = waiting_import(draft, pk)
    if waiting is None:
        return gone(request, seat)
    remembered = importing.memory_of(seat)
    reading = importing.read_import(waiting, remembered=remembered)
    wrong = ""
    if request.method == "POST":
        decisions = other_place(request.POST, reading)
        if decisions is None:
            decisions = decided(request.POST, reading) if reading.table else reading.draft
        try:
            importing.change_reading(seat=seat, waiting=waiting, reading=decisions, now=request.now)
        except NotPossible as error:
            wrong = said(error.text)
        else:
            now_is = importing.read_import(waiting, remembered=remembered)
            go_on = "next" in request.POST and now_is.ok and not unlooked(reading, now_is)
            following = "roster_import_changes" if go_on else "roster_import"
            return taken(request, redirect(following, seat.contract.code, waiting.pk))
    context = {
        "waiting": waiting,
        "reading": reading,
        "preview": Preview.of(reading),
        "steps": steps(2),
        "wrong": wrong,
    }
    return PAGES.page(
        request,
        "plan/import.html",
        seat=seat,
        draft=draft,
        context=context,
        status=UNPROCESSABLE if wrong else 200,
    )


@PAGES.on_draft
def roster_import_changes(
    request: AccountRequest, pk: int, *, seat: Seat, draft: PlanVersion
) -> HttpResponseBase:
    """Step 3: what would change, and who may be one person under two names; then step 4, into the draft."""
    waiting = waiting_import(draft, pk)
    if waiting is None:
        return gone(request, seat)
    reading = importing.read_import(waiting, remembered=importing.memory_of(seat))
    taking = taking_of(draft, reading)
    if taking is None:
        messages.error(request, _("読み取りに直すところが残っています。"))
        return redirect("roster_import", seat.contract.code, waiting.pk)
    wrong = ""
    if request.method == "POST":
        decisions = answered(reading.draft, request.POST.dict(), taking)
        try:
            if decisions != reading.draft:
                importing.change_reading(seat=seat, waiting=waiting, reading=decisions, now=request.now)
            if "take" not in request.POST:
                return redirect("roster_import_changes", seat.contract.code, waiting.pk)
            done = importing.take_import(seat=seat, waiting=waiting, edit=edit_of(request), now=request.now)
        except NotPossible as error:
            wrong = said(error.text)
            reading = importing.read_import(waiting, remembered=importing.memory_of(seat))
            taking = taking_of(draft, reading) or taking
        else:
            messages.success(
                request, _("%(count)d名の名簿を下書きに入れました。") % {"count": len(done.lines)}
            )
            return taken(request, redirect("plan_roster", seat.contract.code))
    changes = taking.changes
    context = {
        "waiting": waiting,
        "reading": reading,
        "changes": changes,
        "people": len(taking.lines),
        "figures": figures(changes),
        "preview": Preview.of(reading),
        "unsaid": taking.unsaid,
        "before": changes.before,
        "added": changes.added[:PEOPLE_SHOWN],
        "removed": changes.removed[:PEOPLE_SHOWN],
        "changed": [changed_person(change) for change in changes.changed[:PEOPLE_SHOWN]],
        "more": {
            "added": max(0, len(changes.added) - PEOPLE_SHOWN),
            "removed": max(0, len(changes.removed) - PEOPLE_SHOWN),
            "changed": max(0, len(changes.changed) - PEOPLE_SHOWN),
        },
        "steps": steps(3, reverse("roster_import", args=[seat.contract.code, waiting.pk])),
        "wrong": wrong,
    }
    return PAGES.page(
        request,
        "plan/import_changes.html",
        seat=seat,
        draft=draft,
        context=context,
        status=UNPROCESSABLE if wrong else 200,
    )


def unlooked(shown: Reading, now_is: Reading) -> bool:
    """Whether rows are left out now that could be people, and were not shown to be before."""
    return not {left.key for left in now_is.to_look_at} <= {left.key for left in shown.to_look_at}


def answered(draft: Draft, posted: Mapping[str, str], taking: Taking) -> Draft:
    """The draft with the answers of this step: who is one person, and that so many go."""
    renamed = {**draft.renamed, **answers(posted, taking.changes.questions)}
    given = dict(draft.answers.given)
    if (go := posted.get(REMOVED, "")).isdecimal():
        given[REMOVED] = go
    return replace(draft, renamed=renamed, answers=replace(draft.answers, given=given))


def changed_person(change: Any) -> dict[str, Any]:
    """A person who stays, with each field's old and new value."""
    language = get_language() or "ja"
    return {
        "name": change.new.text("name"),
        "by": change.by.words,
        "fields": [
            {
                "label": each.field.label,
                "old": display(each.field, each.old, language),
                "new": display(each.field, each.new, language),
            }
            for each in change.fields
        ],
    }


def figures(changes: Any) -> list[dict[str, Any]]:
    """How many come, go, change and stay."""
    return [
        {"count": len(changes.added), "word": _("追加"), "state": "met"},
        {"count": len(changes.removed), "word": _("削除"), "state": "late"},
        {"count": len(changes.changed), "word": _("変更"), "state": "due_soon"},
        {"count": len(changes.same), "word": _("変わらない"), "state": "dormant"},
    ]


@PAGES.on_draft
def roster_import_discard(
    request: AccountRequest, pk: int, *, seat: Seat, draft: PlanVersion
) -> HttpResponseBase:
    """Throw the waiting file away; the draft's roster stays as it is."""
    waiting = waiting_import(draft, pk)
    if request.method == "POST" and waiting is not None:
        try:
            importing.discard_import(seat=seat, waiting=waiting, now=request.now)
        except NotPossible as error:
            messages.error(request, said(error.text))
        else:
            messages.success(request, _("取込みを取りやめました。名簿は変わっていません。"))
    return redirect("plan_roster", seat.contract.code)


def waiting_import(draft: PlanVersion, pk: int) -> RosterImport | None:
    """The import, while it waits; one of another draft does not exist."""
    found = get_object_or_404(RosterImport, version=draft, pk=pk)
    return found if found.taken_at is None else None


def replaced_import(request: AccountRequest, draft: PlanVersion) -> RosterImport | None:
    """The waiting import that the file was chosen instead of."""
    pk = number(request.POST.get("instead", ""))
    if pk is None:
        return None
    found = RosterImport.objects.filter(version=draft, pk=pk, taken_at__isnull=True).first()
    if found is None:
        note_probe("instead", pk)
    return found


def gone(request: AccountRequest, seat: Seat) -> HttpResponseBase:
    """What was taken into the draft already ends at the roster, however often it is pressed."""
    messages.info(request, _("この取込みは、すでに下書きに入っています。"))
    return redirect("plan_roster", seat.contract.code)


def steps(now: int, back: str = "") -> list[dict[str, str]]:
    """The four steps, with the one that is open."""
    words = (_("ファイルを選ぶ"), _("読み方を確かめる"), _("変更点を確かめる"), _("下書きに入れる"))
    return [
        {
            "word": word,
            "state": "done" if at < now else "now" if at == now else "next",
            "href": back if at == now - 1 else "",
        }
        for at, word in enumerate(words, 1)
    ]
