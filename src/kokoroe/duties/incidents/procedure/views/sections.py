"""A section of the draft: its text and its rows, saved as they stand on the page, or drawn anew."""

from typing import Any

from django.contrib import messages
from django.http import Http404, QueryDict
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
from kokoroe.duties.incidents.procedure.forms import SectionForm
from kokoroe.duties.incidents.procedure.sections import SECTIONS, rows, text
from kokoroe.duties.incidents.procedure.views.drafts import PAGES
from kokoroe.fields.rows import formset_of
from kokoroe.submissions.views.drafts import edit_of, shown_in
from kokoroe.ui.templatetags.ui import said


@PAGES.on_draft
def section(request: AccountRequest, key: str, *, seat: Seat, draft: Procedure) -> HttpResponseBase:
    """Show a section, add a blank row to it, draw it anew from the plan and the annex, or save it."""
    if key not in SECTIONS:
        raise Http404
    one = SECTIONS[key]
    source = source_of(seat.contract, request.now) if key in DRAWN else None
    context: dict[str, Any] = {
        "section": one,
        "drawn": source is not None,
        "news": overtaken(draft.content, {key: source.rows[key]}) if source else (),
        "plan": said(source.plan) if source else "",
    }
    refused = None
    if "anew" in request.POST and source is not None:
        try:
            drafts.draw_anew(seat=seat, procedure=draft, edit=edit_of(request), section=key, now=request.now)
        except NotPossible as error:
            refused = error
        else:
            messages.success(request, _("計画書と別記のとおりに置き換えました。"))
            return redirect(request.path)
    return PAGES.part_page(
        request,
        "procedure/section.html",
        seat=seat,
        draft=draft,
        key=key,
        forms=lambda posted: forms_of(key, draft, posted),
        save=lambda edit, forms: drafts.save_section(
            seat=seat,
            procedure=draft,
            edit=edit,
            section=key,
            text=forms[0].cleaned_data["text"],
            rows=forms[1].rows if forms[1:] else (),
            shown=shown_in(request),
            now=request.now,
        ),
        stored=drafts.as_typed(key, draft.content[key]),
        context=context,
        refused=refused,
    )


def forms_of(key: str, draft: Procedure, posted: QueryDict | None) -> list[Any]:
    """The section's text and list, as posted or as stored."""
    one = SECTIONS[key]
    form = SectionForm(posted, initial={"text": text(draft.content, key)}, section=one)
    if not one.columns:
        return [form]
    return [form, formset_of(one)(posted, initial=list(rows(draft.content, key)), prefix="rows")]
