"""The draft's contacts and workplaces: whole lists, saved as they stand on the page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.refusals import NotPossible
from kokoroe.contracts.seats import Seat
from kokoroe.plan import drafts
from kokoroe.plan.content import CONTACT_FIELDS, WORKPLACE_FIELDS
from kokoroe.plan.forms.lists import ContactFormSet, RowFormSet, WorkplaceFormSet
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.readiness import lacks_in_lists
from kokoroe.plan.views.drafts import PAGES
from kokoroe.submissions.views.drafts import UNPROCESSABLE, edit_of
from kokoroe.ui.keep import taken
from kokoroe.ui.numbers import number
from kokoroe.ui.templatetags.ui import said


@PAGES.on_draft
def contacts(request: AccountRequest, *, seat: Seat, draft: PlanVersion) -> HttpResponseBase:
    """連絡体制: whom to call, in which order, at which hours, on both sides."""
    labels = {
        party: _("%(party)s側") % {"party": seat.contract.label(party)} for party in ("contractor", "client")
    }
    prefetch_related_objects([draft], "contacts", "workplaces")
    formset = ContactFormSet(
        data_of(request),
        initial=[{name: getattr(row, name) for name in CONTACT_FIELDS} for row in draft.contacts.all()],
        form_kwargs={"labels": labels},
        prefix="contacts",
    )
    return list_page(
        request,
        "plan/contacts.html",
        seat=seat,
        draft=draft,
        part="contacts",
        formset=formset,
        save=drafts.save_contacts,
    )


@PAGES.on_draft
def workplaces(request: AccountRequest, *, seat: Seat, draft: PlanVersion) -> HttpResponseBase:
    """作業場所: where the work is done, at home included."""
    prefetch_related_objects([draft], "contacts", "workplaces")
    formset = WorkplaceFormSet(
        data_of(request),
        initial=[{name: getattr(row, name) for name in WORKPLACE_FIELDS} for row in draft.workplaces.all()],
        prefix="workplaces",
    )
    return list_page(
        request,
        "plan/workplaces.html",
        seat=seat,
        draft=draft,
        part="workplaces",
        formset=formset,
        save=drafts.save_workplaces,
    )


def list_page(
    request: AccountRequest,
    template: str,
    *,
    seat: Seat,
    draft: PlanVersion,
    part: str,
    formset: RowFormSet,
    save: Callable[..., None],
) -> HttpResponseBase:
    """Show the list, add a blank row to it, or save it."""
    wrong, failed = "", False
    if request.method == "POST" and "add" not in request.POST:
        failed = not formset.is_valid()
        if not failed:
            try:
                save(seat=seat, version=draft, edit=edit_of(request), rows=formset.rows, now=request.now)
            except NotPossible as error:
                wrong, failed = said(error.text), True
            else:
                messages.success(request, _("保存しました。"))
                return taken(request, redirect(request.path))
    context: dict[str, Any] = {
        "formset": formset,
        "wrong": wrong,
        "failed": failed,
        "lacks": [lack for lack in lacks_in_lists(draft) if lack.key == part],
    }
    page = PAGES.page(
        request,
        template,
        seat=seat,
        draft=draft,
        context=context,
        status=UNPROCESSABLE if failed else 200,
    )
    # A list that came back with one row more holds all that was typed: the browser's copy would only repeat it.
    return taken(request, page) if "add" in request.POST else page


def data_of(request: AccountRequest) -> Any:
    """What was posted; with one blank row more where that was asked for."""
    if request.method != "POST":
        return None
    data = request.POST.copy()
    prefix = request.POST.get("add", "")
    total = number(data.get(f"{prefix}-TOTAL_FORMS", ""))
    if total is not None:
        data[f"{prefix}-TOTAL_FORMS"] = str(total + 1)
    return data
