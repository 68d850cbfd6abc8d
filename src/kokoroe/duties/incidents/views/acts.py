"""Acting on an incident: one page for each deed, to which the forms of the incident's page are sent as well."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.refusals import NotPossible
from kokoroe.clock.acknowledging import acknowledge_deadline
from kokoroe.clock.models import Deadline
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents import clockwork
from kokoroe.duties.incidents.deeds import DEEDS, Deed
from kokoroe.duties.incidents.forms import acts as forms
from kokoroe.duties.incidents.models import Incident
from kokoroe.duties.incidents.response.suggesting import suggested
from kokoroe.duties.incidents.views.finding import incident_of
from kokoroe.submissions.forms.fields import refuse
from kokoroe.ui.keep import taken
from kokoroe.ui.templatetags.ui import said

UNPROCESSABLE = 422


@seated("prepare")
def act(
    request: AccountRequest, number: str, deed: str, pk: int | None = None, *, seat: Seat
) -> HttpResponseBase:
    """The form of a deed, and the deed itself. What was refused is shown in place, with all that was typed."""
    if seat.party != "contractor":
        raise PermissionDenied
    incident = incident_of(request, seat, number)
    what = DEEDS.get(deed)
    if what is None or bool(what.of) != (pk is not None):
        raise Http404
    row = row_of(what, incident, pk)
    form = form_of(what, incident, row, request)
    if request.method == "POST" and form.is_valid():
        try:
            what.take(seat=seat, incident=incident, row=row, form=form, now=request.now)
        except NotPossible as refusal:
            refuse(form, refusal.text)
            if row is not None:
                row = row_of(what, incident, pk)
                form.row = row
            form.renew()
        else:
            messages.success(request, str(what.said))
            return taken(request, redirect(f"{clockwork.page_of(incident)}#{what.anchor}"))
    context = {
        "seat": seat,
        "here": "incidents",
        "incident": incident,
        "deed": what,
        "row": row,
        "form": form,
        "keep": keep_of(incident, deed, pk),
        "back": f"{clockwork.page_of(incident)}#{what.anchor}",
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "incidents/act.html", context, status=status)


def row_of(what: Deed, incident: Incident, pk: int | None) -> Any:
    """The row that the deed is about. Raises Http404 where the incident has none such."""
    if not what.of:
        return None
    rows = getattr(incident, what.of).all()
    if what.of == "files":
        rows = rows.defer("content")
    row = get_object_or_404(rows, pk=pk)
    row.incident = incident
    return row


def form_of(what: Deed, incident: Incident, row: Any, request: AccountRequest | None) -> forms.ActForm:
    """The deed's form: as it was sent with this request, or fresh."""
    given: dict[str, Any] = {"incident": incident, "row": row}
    if request is not None and request.method == "POST":
        given |= {"data": request.POST, "files": request.FILES}
    if what.form is forms.JoinForm:
        assert request is not None, "this form has a page of its own"
        given["suggested"] = suggested(incident.contract, request.now)
    if what.form is forms.MergeForm:
        assert request is not None, "this form has a page of its own"
        given["others"] = others(request, incident)
    return what.form(**given)


def others(request: AccountRequest, incident: Incident) -> list[Incident]:
    """The open incidents with which this one may be one."""
    visible = Incident.objects.visible_to(request.user, at=request.now).filter(contract=incident.contract)
    return list(visible.filter(drill=incident.drill, closings__isnull=True).exclude(pk=incident.pk)[:100])


def keep_of(incident: Incident, deed: str, pk: int | None = None) -> str:
    """Under which name the browser keeps what is typed into the deed's form."""
    return f"incident-{incident.pk}-{deed}-{pk or ''}"


@seated("incidents")
@require_POST
def acknowledged(request: AccountRequest, number: str, pk: int, *, seat: Seat) -> HttpResponseBase:
    """The one who is signed in has taken note of a deadline: its alarms end for them."""
    incident = incident_of(request, seat, number)
    rows = Deadline.objects.filter(contract=seat.contract, kind=clockwork.KIND, ref=str(incident.pk))
    deadline = get_object_or_404(rows.select_related("contract__tree"), pk=pk)
    try:
        acknowledge_deadline(by=request.user, deadline=deadline, now=request.now)
    except NotPossible as refusal:
        messages.error(request, said(refusal.text))
    return redirect(f"{reverse('incident', args=[seat.contract.code, incident.number])}#clock")
