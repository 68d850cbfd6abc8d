"""Reporting from a phone: by an account, or by the card without one."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from kokoroe.accounts.access import AccountRequest, anyone
from kokoroe.accounts.refusals import NotPossible
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents import card_reporting, reporting
from kokoroe.duties.incidents.dossier import on_record
from kokoroe.duties.incidents.models import Report, ReportLink
from kokoroe.duties.incidents.procedure.versions import reaches
from kokoroe.duties.incidents.reporting import CLIENT_REPORTS, AccountForm, CardForm, ClientForm, ReportForm
from kokoroe.plan.chain import chain
from kokoroe.submissions.forms.fields import refuse
from kokoroe.ui.keep import taken

UNPROCESSABLE, TOO_MANY = 422, 429
"""Reports that one card's link takes within an hour: a real incident needs few, and a chain is woken by each."""


@seated("read")
def report(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """The form for anyone on the roster; a POST opens the incident."""
    ours = seat.party == "contractor"
    if not ours and (seat.audit or not any(map(seat.may, CLIENT_REPORTS))):
        raise PermissionDenied
    drill = bool(request.GET.get("drill"))
    form = form_of(AccountForm if ours else ClientForm, request, drill=drill)
    if request.method == "POST" and form.is_valid():
        try:
            made = reporting.report(seat=seat, now=request.now, **form.as_verb())
        except NotPossible as refusal:
            refuse(form, refusal.text)
        else:
            return taken(request, redirect("incident_reported", seat.contract.code, made.pk))
    context = {
        "seat": seat,
        "form": form,
        "drill": drill or request.POST.get("drill") == "True",
        "keep": f"report-{seat.contract.code}",
        "phones": [one for one in chain(seat.contract, request.now) if one.phone] if reaches(seat) else [],
    }
    return render(request, "incidents/report.html", context, status=status_of(form))


@seated("read")
def reported(request: AccountRequest, pk: int, *, seat: Seat) -> HttpResponseBase:
    """What became of one's own report: it was taken, who was told, what is due first."""
    own = Report.objects.visible_to(request.user, at=request.now).filter(by=request.user)
    report = get_object_or_404(own.select_related("incident"), pk=pk, contract=seat.contract)
    incident = report.incident
    assert incident is not None, "a report by an account is an incident's from the first"
    incident.contract = seat.contract
    found = on_record(incident, request.now)
    due = [stage for stage in found.stages if stage.answer.due_at]
    context = {
        "seat": seat,
        "report": report,
        "now": request.now,
        "first": min(due, key=lambda stage: stage.answer.due_at, default=None),  # type: ignore[arg-type, return-value]
        "told": chain(seat.contract, request.now),
    }
    return render(request, "incidents/reported.html", context)


@anyone
def card(request: HttpRequest, token: str) -> HttpResponseBase:
    """The form behind the card's code: it takes a report and says nothing of the contract."""
    now = request.now  # type: ignore[attr-defined]
    link = link_of(token)
    form = form_of(CardForm, request)
    if request.method == "POST" and form.is_valid():
        try:
            card_reporting.report_by_card(link=link, now=now, **form.as_verb())
        except card_reporting.TooMuch:
            return render(request, "incidents/card_busy.html", {"form": form}, status=TOO_MANY)
        except NotPossible as refusal:
            refuse(form, refusal.text)
        else:
            return taken(request, redirect("incident_card_taken", token))
    context = {"form": form, "organisation": link.contract.contractor, "keep": f"card-{link.pk}"}
    return render(request, "incidents/card.html", context, status=status_of(form))


@anyone
def card_taken(request: HttpRequest, token: str) -> HttpResponse:
    """That it was taken, and nothing else."""
    return render(
        request,
        "incidents/card_taken.html",
        {"again": reverse("incident_card_report", args=[link_of(token).token])},
    )


def link_of(token: str) -> ReportLink:
    """The link behind a token. Raises Http404: whether there ever was one is nobody's to know."""
    link = ReportLink.opened_by(token)
    if link is None:
        raise Http404
    return link


def form_of(kind: type[ReportForm], request: HttpRequest, **given: Any) -> ReportForm:
    """The form as it was sent, or fresh."""
    now = request.now  # type: ignore[attr-defined]
    if request.method == "POST":
        return kind(request.POST, request.FILES, now=now, **given)
    return kind(now=now, **given)


def status_of(form: ReportForm) -> int:
    """422 where something is wrong with it."""
    return UNPROCESSABLE if form.errors else 200
