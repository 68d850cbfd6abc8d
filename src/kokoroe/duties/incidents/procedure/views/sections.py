"""A section of the draft: its text and its rows, saved as they stand on the page, or drawn anew."""

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.refusals import NotPossible
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.models import Procedure
from kokoroe.duties.incidents.procedure import drafts
from kokoroe.duties.incidents.procedure.comparison import overtaken
from kokoroe.duties.incidents.procedure.drawing import DRAWN, source_of
from kokoroe.duties.incidents.procedure.forms import FORMSETS, SectionForm
from kokoroe.duties.incidents.procedure.readiness import lacks
from kokoroe.duties.incidents.procedure.sections import SECTIONS, Section, rows, text
from kokoroe.duties.incidents.procedure.views.drafts import PAGES
from kokoroe.plan.forms.lists import RowFormSet
from kokoroe.plan.views.lists import data_of
from kokoroe.submissions.views.drafts import UNPROCESSABLE, edit_of
from kokoroe.ui.keep import taken
from kokoroe.ui.templatetags.ui import said

ROWS = "rows"


@PAGES.on_draft
def section(request: AccountRequest, key: str, *, seat: Seat, draft: Procedure) -> HttpResponseBase:
    """Show a section, add a blank row to it, draw it anew from the plan and the annex, or save it."""
    if key not in SECTIONS:
        raise Http404
    one, wrong, failed = SECTIONS[key], "", False
    if "anew" in request.POST and key in DRAWN:
        try:
            drafts.draw_anew(seat=seat, procedure=draft, edit=edit_of(request), section=key, now=request.now)
        except NotPossible as error:
            wrong, failed = said(error.text), True
        else:
            messages.success(request, _("計画書と別記のとおりに置き換えました。"))
            return redirect(request.path)
    form, formset = forms_of(request, one, draft)
    if request.method == "POST" and not {"add", "anew"} & request.POST.keys():
        failed = not form.is_valid() or not (formset is None or formset.is_valid())
        if not failed:
            try:
                drafts.save_section(
                    seat=seat,
                    procedure=draft,
                    edit=edit_of(request),
                    section=key,
                    text=form.cleaned_data["text"],
                    rows=formset.rows if formset is not None else (),
                    now=request.now,
                )
            except NotPossible as error:
                wrong, failed = said(error.text), True
            else:
                messages.success(request, _("保存しました。"))
                return taken(request, redirect(request.path))
    source = source_of(seat.contract, request.now) if key in DRAWN else None
    context: dict[str, Any] = {
        "section": one,
        "form": form,
        "formset": formset,
        "wrong": wrong,
        "failed": failed,
        "lacks": [lack for lack in lacks(draft.content) if lack.key == key],
        "drawn": key in DRAWN,
        "news": overtaken(draft.content, {key: source.rows[key]}) if source else (),
        "plan": said(source.plan) if source else "",
    }
    page = PAGES.page(
        request,
        "procedure/section.html",
        seat=seat,
        draft=draft,
        context=context,
        status=UNPROCESSABLE if failed else 200,
    )
    # A list that came back with one row more holds all that was typed: the browser's copy would only repeat it.
    return taken(request, page) if "add" in request.POST else page


def forms_of(
    request: AccountRequest, one: Section, draft: Procedure
) -> tuple[SectionForm, RowFormSet | None]:
    """The section's text and list, as posted or as stored."""
    posted = None if "anew" in request.POST else data_of(request)
    form = SectionForm(posted, initial={"text": text(draft.content, one.key)}, section=one)
    if not one.columns:
        return form, None
    return form, FORMSETS[one.key](posted, initial=list(rows(draft.content, one.key)), prefix=ROWS)
