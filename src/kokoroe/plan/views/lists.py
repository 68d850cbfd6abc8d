"""The draft's contacts and workplaces: whole lists, saved as they stand on the page."""

from django.db.models import prefetch_related_objects
from django.http.response import HttpResponseBase

from kokoroe.accounts.access import AccountRequest
from kokoroe.contracts.seats import Seat
from kokoroe.declare import Field
from kokoroe.fields.rows import formset_of
from kokoroe.plan import drafts
from kokoroe.plan.lists import WORKPLACES, contacts_between
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.views.drafts import PAGES
from kokoroe.submissions.views.drafts import shown_in


@PAGES.on_draft
def contacts(request: AccountRequest, *, seat: Seat, draft: PlanVersion) -> HttpResponseBase:
    """連絡体制: whom to call, in which order, at which hours, on both sides."""
    return list_page(request, contacts_between(seat.contract), seat=seat, draft=draft)


@PAGES.on_draft
def workplaces(request: AccountRequest, *, seat: Seat, draft: PlanVersion) -> HttpResponseBase:
    """作業場所: where the work is done, at home included."""
    return list_page(request, WORKPLACES, seat=seat, draft=draft)


def list_page(request: AccountRequest, table: Field, *, seat: Seat, draft: PlanVersion) -> HttpResponseBase:
    """The page of a list."""
    prefetch_related_objects([draft], "contacts", "workplaces")
    stored = drafts.rows_of(draft, table)
    return PAGES.part_page(
        request,
        f"plan/{table.key}.html",
        seat=seat,
        draft=draft,
        key=table.key,
        forms=lambda posted: [formset_of(table)(posted, initial=stored, prefix=table.key)],
        save=lambda edit, forms: drafts.save_list(
            seat=seat,
            version=draft,
            edit=edit,
            table=table,
            rows=forms[0].rows,
            shown=shown_in(request),
            now=request.now,
        ),
        stored={table.key: stored},
    )
