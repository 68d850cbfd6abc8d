"""インシデントのあと: the consultation and its minutes, a suspension of the work, what was learnt."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.pages import answer_posted
from kokoroe.duties.incidents.after import paper
from kokoroe.duties.incidents.after.consulting import (
    ACTS_HERE,
    asked_of,
    minutes_of,
    record_minutes,
)
from kokoroe.duties.incidents.after.deeds import AFTER
from kokoroe.duties.incidents.after.form import TOPICS
from kokoroe.duties.incidents.forms.after import MinutesForm
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


@seated("incidents")
def after(request: AccountRequest, number: str, *, seat: Seat) -> HttpResponseBase:
    """The page, and the minutes that are written on it; what else is done there are deeds."""
    if request.method == "POST" and request.POST.get("act") != "minutes":
        return answer_posted(request, AFTER, Doing(seat, request.now, {"number": number}))
    incident = with_course(incident_of(request, seat, number))
    rows = minutes_of(incident)
    form = MinutesForm(request.POST or None, contract=seat.contract, latest=rows[-1] if rows else None)
    if form.is_bound and form.is_valid():
        seen = number_of(request.POST.get("seen", "")) or 0
        try:
            record_minutes(seat=seat, incident=incident, seen=seen, now=request.now, **form.as_verb())
        except NotAllowed as refusal:
            raise PermissionDenied from refusal
        except NotPossible as error:
            refuse(form, error.text)
        else:
            messages.success(request, _("協議の記録を保存しました。相手方が確認すると、合意として残ります。"))
            return taken(request, redirect("incident_after", seat.contract.code, incident.number))
    return page(request, seat=seat, incident=incident, rows=rows, form=form)


def page(
    request: AccountRequest,
    *,
    seat: Seat,
    incident: Incident,
    rows: list[Minutes],
    form: MinutesForm,
) -> HttpResponse:
    """The page, with the minutes' form."""
    latest = rows[-1] if rows else None
    is_agreed = latest is not None and hasattr(latest, "consent")
    is_waiting = latest is not None and latest.submission is not None and latest.submission.is_open
    context = {
        "seat": seat,
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
        "form": form,
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
    status = UNPROCESSABLE if form.errors else 200
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
