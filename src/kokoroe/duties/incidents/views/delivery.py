"""Recording a call, or a report that was brought by hand."""

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.refusals import NotPossible
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.forms.delivery import DeliveryForm
from kokoroe.duties.incidents.stages import stages
from kokoroe.duties.incidents.views.finding import incident_of
from kokoroe.duties.incidents.views.writing import UNPROCESSABLE
from kokoroe.duties.incidents.writing.arrival import record_delivery
from kokoroe.duties.incidents.writing.content import reports_of
from kokoroe.duties.incidents.writing.desk import next_stage
from kokoroe.submissions.forms.fields import refuse
from kokoroe.ui.keep import taken


@seated("prepare")
def delivery(request: AccountRequest, number: str, *, seat: Seat) -> HttpResponseBase:
    """Who told whom, when, and by what means."""
    incident = incident_of(request, seat, number)
    found = stages(incident, request.now)
    reports = reports_of(incident)
    away = next((report for report in reports if report.arrived_at is None), None)
    upcoming = next_stage(found, reports)
    initial = {
        "who": seat.account.person.name,
        "at": request.now,
        "what": f"report-{away.pk}" if away else f"stage-{upcoming.key}" if upcoming else "",
        "how": "hand" if away else "phone",
    }
    form = DeliveryForm(
        request.POST if request.method == "POST" else None,
        stages=[stage for stage in found if stage.is_written],
        reports=reports,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = record_delivery(seat=seat, incident=incident, now=request.now, **form.as_verb(request.now))
        except NotPossible as refusal:
            refuse(form, refusal.text)
        else:
            if made.report is None:
                messages.success(request, _("電話を記録しました。書面の報告は別に要ります。"))
            else:
                messages.success(request, _("届けたことを記録しました。"))
            return taken(request, redirect("incident", seat.contract.code, incident.number))
    context = {"seat": seat, "incident": incident, "form": form}
    return render(
        request, "incidents/writing/delivery.html", context, status=UNPROCESSABLE if form.errors else 200
    )
