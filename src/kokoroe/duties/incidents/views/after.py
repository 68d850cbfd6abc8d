"""インシデントのあと: the consultation and its minutes, a suspension of the work, what was learnt."""

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from kokoroe.accounts.access import AccountRequest
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.pages import answer_posted
from kokoroe.duties.incidents.after import paper
from kokoroe.duties.incidents.after.consulting import ACTS_HERE, asked_of, minutes_of
from kokoroe.duties.incidents.after.deeds import AFTER
from kokoroe.duties.incidents.after.form import topics_of
from kokoroe.duties.incidents.dossier import with_course
from kokoroe.duties.incidents.models import Lesson, Suspension, incident_of
from kokoroe.papers.handing_over import shown_inline
from kokoroe.papers.render import PaperError
from kokoroe.ui.templatetags.ui import said


@seated("incidents")
def after(request: AccountRequest, number: str, *, seat: Seat) -> HttpResponseBase:
    """The page; what is done there are deeds."""
    doing = Doing(seat, request.now, {"number": number})
    if request.method == "POST":
        return answer_posted(request, AFTER, doing)
    incident = with_course(incident_of(seat, number, request.now))
    rows = minutes_of(incident)
    latest = rows[-1] if rows else None
    has_consent = latest is not None and hasattr(latest, "consent")
    is_contested = has_consent and latest is not None and latest.is_contested
    is_waiting = latest is not None and latest.submission is not None and latest.submission.is_open
    verb, clauses = asked_of(seat.contract, request.now)
    context = {
        "seat": seat,
        "incident": incident,
        "minutes": rows,
        "latest": latest,
        "topics": topics_of(latest),
        "seen": latest.number if latest else 0,
        "verb": verb,
        "clauses": clauses,
        "agreed": has_consent and not is_contested,
        "contested": is_contested,
        "waiting": is_waiting,
        "suspensions": list(
            Suspension.objects.filter(incident=incident).select_related("by__person", "resumed_by__person")
        ),
        "lessons": list(Lesson.objects.filter(incident=incident).select_related("by__person__organisation")),
        "form": AFTER["incident_minutes"].form_for(doing, latest=latest),
        "may_write": any(seat.may(ability) for ability in ACTS_HERE),
        "may_confirm": latest is not None
        and not has_consent
        and not is_waiting
        and latest.party != seat.party
        and seat.may("agree"),
        "may_submit": latest is not None
        and seat.party == "contractor"
        and seat.may("submit")
        and (latest.submission is None or latest.submission.standing in {"returned", "withdrawn"}),
    }
    return render(request, "incidents/after/after.html", context)


@seated("incidents")
def after_minutes(request: AccountRequest, number: str, *, seat: Seat) -> HttpResponseBase:
    """The latest minutes as they would be submitted now, marked as a draft."""
    incident = with_course(incident_of(seat, number, request.now))
    rows = minutes_of(incident)
    if not rows:
        raise Http404
    try:
        pdf = paper.draft(rows[-1], asked=asked_of(seat.contract, request.now), now=request.now)
    except PaperError as error:
        messages.error(request, said(error.text))
        return redirect("incident_after", seat.contract.code, incident.number)
    return shown_inline(pdf, "application/pdf", f"{paper.TITLE}.pdf")
