"""インシデントのあと: the consultation and its minutes, a suspension of the work, what was learnt."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.proof import require_fresh
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.after import paper
from kokoroe.duties.incidents.after.consulting import (
    ACTS_HERE,
    asked_of,
    confirm,
    minutes_of,
    record_minutes,
    submit_minutes,
)
from kokoroe.duties.incidents.after.form import TOPICS
from kokoroe.duties.incidents.after.learning import learn
from kokoroe.duties.incidents.after.suspending import resume, suspend
from kokoroe.duties.incidents.forms.after import LessonForm, MinutesForm, SuspensionForm
from kokoroe.duties.incidents.models import Incident, Lesson, Minutes, Suspension
from kokoroe.duties.incidents.views.finding import incident_of, with_course
from kokoroe.papers.handing_over import shown_inline
from kokoroe.papers.render import PaperError
from kokoroe.submissions.drafting import DRAFT
from kokoroe.submissions.forms.fields import refuse
from kokoroe.ui.keep import taken
from kokoroe.ui.numbers import number as number_of
from kokoroe.ui.templatetags.ui import said

UNPROCESSABLE = 422
PANELS = {
    "minutes": "minutes",
    "confirm": "act",
    "submit": "act",
    "suspend": "suspension",
    "resume": "act",
    "learn": "lesson",
}


@seated("incidents")
def after(request: AccountRequest, number: str, *, seat: Seat) -> HttpResponseBase:
    """The page, and everything that is done on it."""
    incident = with_course(incident_of(request, seat, number))
    rows = minutes_of(incident)
    bound: dict[str, forms.Form] = {}
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act not in PANELS:
            raise Http404
        form = form_of(PANELS[act], request.POST, seat, rows)
        bound[PANELS[act]] = form
        if form.is_valid():
            try:
                said_so = take(act, request, seat, incident, form)
            except NotAllowed as refusal:
                raise PermissionDenied from refusal
            except (NotPossible, PaperError) as error:
                refuse(form, error.text)
            else:
                messages.success(request, said_so)
                return taken(request, redirect("incident_after", seat.contract.code, incident.number))
    return page(request, seat=seat, incident=incident, rows=rows, bound=bound)


def form_of(panel: str, data: Any, seat: Seat, rows: list[Minutes]) -> forms.Form:
    """The form of a panel: filled with what was posted, or fresh."""
    if panel == "minutes":
        return MinutesForm(data, contract=seat.contract, latest=rows[-1] if rows else None)
    if panel == "suspension":
        return SuspensionForm(data, prefix="suspension")
    return LessonForm(data, prefix="lesson") if panel == "lesson" else forms.Form(data, prefix="act")


def take(act: str, request: AccountRequest, seat: Seat, incident: Incident, form: forms.Form) -> str:
    """Do it; returns the sentence to say afterwards. Raises what the verb raises."""
    given, now = form.cleaned_data, request.now
    if act == "minutes":
        assert isinstance(form, MinutesForm)
        seen = number_of(request.POST.get("seen", "")) or 0
        record_minutes(seat=seat, incident=incident, seen=seen, now=now, **form.as_verb())
        return _("協議の記録を保存しました。相手方が確認すると、合意として残ります。")
    if act in {"confirm", "submit"}:
        found = get_object_or_404(
            Minutes.objects.select_related("submission"),
            incident=incident,
            number=number_of(request.POST.get("seen", "")),
        )
        found.incident = incident
        if act == "confirm":
            require_fresh(request)
            confirm(seat=seat, minutes=found, now=now)
            return _("協議の記録を確認しました。")
        submit_minutes(seat=seat, incident=incident, number=found.number, now=now)
        return _("協議録を提出しました。")
    if act == "suspend":
        suspend(seat=seat, incident=incident, now=now, **given)
        return _("業務の中断を記録しました。契約のすべての画面に表示します。")
    if act == "resume":
        row = get_object_or_404(
            Suspension, pk=number_of(request.POST.get("suspension", "")), incident=incident
        )
        resume(seat=seat, suspension=row, now=now)
        return _("業務の再開を記録しました。")
    learn(seat=seat, incident=incident, text=given["text"], now=now)
    return _("教訓を記録しました。")


def page(
    request: AccountRequest,
    *,
    seat: Seat,
    incident: Incident,
    rows: list[Minutes],
    bound: dict[str, forms.Form],
) -> HttpResponse:
    """The page with its forms: what was posted and refused, or fresh ones."""
    latest = rows[-1] if rows else None
    is_agreed = latest is not None and hasattr(latest, "consent")
    is_waiting = latest is not None and latest.submission is not None and latest.submission.is_open
    shown = {name: form_of(name, None, seat, rows) for name in ("minutes", "suspension", "lesson", "act")}
    context = {
        "seat": seat,
        "here": "incidents",
        "incident": incident,
        "minutes": rows,
        "latest": latest,
        "topics": topics_of(latest),
        "seen": latest.number if latest else 0,
        "verb": asked_of(seat.contract, request.now)[0],
        "clauses": asked_of(seat.contract, request.now)[1],
        "agreed": is_agreed,
        "waiting": is_waiting,
        "suspensions": list(
            Suspension.objects.filter(incident=incident).select_related("by__person", "resumed_by__person")
        ),
        "lessons": list(Lesson.objects.filter(incident=incident).select_related("by__person__organisation")),
        "forms": {**shown, **bound},
        "may_write": any(seat.may(ability) for ability in ACTS_HERE),
        "may_confirm": latest is not None
        and not is_agreed
        and not is_waiting
        and latest.party != seat.party
        and seat.may("agree"),
        "may_submit": latest is not None
        and seat.party == "contractor"
        and seat.may("submit")
        and (latest.submission is None or latest.submission.standing in {"returned", "withdrawn"}),
    }
    status = UNPROCESSABLE if any(form.errors for form in bound.values()) else 200
    return render(request, "incidents/after/after.html", context, status=status)


@seated("incidents")
def after_minutes(request: AccountRequest, number: str, *, seat: Seat) -> HttpResponseBase:
    """The latest minutes as they would be submitted now, marked as a draft."""
    incident = with_course(incident_of(request, seat, number))
    rows = minutes_of(incident)
    if not rows:
        raise Http404
    verb, clauses = asked_of(seat.contract, request.now)
    try:
        pdf = paper.minutes_pdf(
            seat.contract,
            paper.content_of(rows[-1]),
            verb=verb,
            clauses=clauses,
            number="",
            now=request.now,
            mark=DRAFT,
        )
    except PaperError as error:
        messages.error(request, said(error.text))
        return redirect("incident_after", seat.contract.code, incident.number)
    return shown_inline(pdf, "application/pdf", f"{paper.TITLE}.pdf")


def topics_of(latest: Minutes | None) -> list[dict[str, Any]]:
    """The topics of the latest minutes, in words."""
    return [{**one, "subject": TOPICS[one["key"]]} for one in latest.topics] if latest else []
