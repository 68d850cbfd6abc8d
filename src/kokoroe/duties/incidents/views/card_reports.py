"""A report that came by the card: who prepares confirms it, joins it to an open incident, or dismisses it."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.refusals import NotPossible
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents import clockwork
from kokoroe.duties.incidents.card_reporting import confirm, dismiss
from kokoroe.duties.incidents.forms.card_reports import DismissForm, JoinReportForm
from kokoroe.duties.incidents.models import EvidenceFile, Incident, Report
from kokoroe.submissions.forms.fields import refuse
from kokoroe.ui.keep import taken

UNPROCESSABLE = 422
MOST = 100


@seated("prepare")
def card_report(request: AccountRequest, pk: int, *, seat: Seat) -> HttpResponseBase:
    """The report as it came, and what can be made of it."""
    if seat.party != "contractor":
        raise PermissionDenied
    visible = Report.objects.visible_to(request.user, at=request.now).filter(contract=seat.contract, by=None)
    report = get_object_or_404(visible.select_related("incident", "settled_by__person"), pk=pk)
    others = list(
        Incident.objects.visible_to(request.user, at=request.now).filter(
            contract=seat.contract, drill=report.drill, closings__isnull=True
        )[:MOST]
    )
    act = request.POST.get("act", "") if request.method == "POST" else ""
    bound = {act: request.POST}
    panels: dict[str, forms.Form] = {
        "join": JoinReportForm(bound.get("join"), others=others, prefix="join"),
        "dismiss": DismissForm(bound.get("dismiss"), prefix="dismiss"),
        "confirm": forms.Form(bound.get("confirm")),
    }
    if request.method == "POST":
        if act not in panels:
            raise Http404
        form = panels[act]
        if form.is_valid():
            try:
                incident = taken_up(act, seat=seat, report=report, form=form, others=others, request=request)
            except NotPossible as refusal:
                refuse(form, refusal.text)
            else:
                page = clockwork.page_of(incident) if incident else clockwork.list_of(seat.contract)
                return taken(request, redirect(page))
    context = {
        "seat": seat,
        "here": "incidents",
        "report": report,
        "files": list(EvidenceFile.objects.filter(report=report).defer("content")),
        "others": others,
        "panels": panels,
        "sent": panels.get(act),
    }
    wrong = any(form.errors for form in panels.values())
    return render(request, "incidents/card_report.html", context, status=UNPROCESSABLE if wrong else 200)


def taken_up(
    act: str,
    *,
    seat: Seat,
    report: Report,
    form: forms.Form,
    others: list[Incident],
    request: AccountRequest,
) -> Incident | None:
    """Do it; returns the incident that it leads to. Raises NotPossible as the verbs do."""
    if act == "dismiss":
        dismiss(seat=seat, report=report, reason=form.cleaned_data["reason"], now=request.now)
        messages.success(request, _("インシデントとしないことを記録しました。報告は残ります。"))
        return None
    into = None
    if act == "join":
        into = next(one for one in others if one.pk == form.cleaned_data["into"])
    incident = confirm(seat=seat, report=report, into=into, now=request.now)
    incident.contract = seat.contract
    messages.success(
        request,
        _("インシデントに加えました。")
        if into
        else _("インシデントとして受け付けました。期限が動いています。"),
    )
    return incident
