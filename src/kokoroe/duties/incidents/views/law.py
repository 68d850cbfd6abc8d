"""法令の確認: the law's questions of an incident, the dates that run, the nine items, the notice to the client."""

from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from kokoroe.accounts.access import AccountRequest
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.pages import answer_posted
from kokoroe.duties.incidents.dossier import with_course
from kokoroe.duties.incidents.law import paper, showing
from kokoroe.duties.incidents.law.answering import ACTS_HERE, clauses
from kokoroe.duties.incidents.law.deeds import LAW
from kokoroe.duties.incidents.law.items import draft
from kokoroe.duties.incidents.models import Incident, StageReport, incident_of
from kokoroe.papers.handing_over import shown_inline
from kokoroe.papers.render import PaperError
from kokoroe.ui.templatetags.ui import said


@seated("incidents")
def law(request: AccountRequest, number: str, *, seat: Seat) -> HttpResponseBase:
    """The page; what is done there are deeds."""
    doing = Doing(seat, request.now, {"number": number})
    if request.method == "POST":
        return answer_posted(request, LAW, doing)
    incident = with_course(incident_of(seat, number, request.now))
    found, items, edit = draft(incident)
    dates = showing.date_rows(found, seat, request.now) if found.concerned else []
    context = {
        "seat": seat,
        "incident": incident,
        "found": found,
        "verdict": found.assessment.verdict.value,
        "rules": showing.rule_rows(found),
        "dates": [(row, filing_form(row, doing)) for row in dates],
        "acts": list(showing.act_rows(found)),
        "unverified": showing.unverified(found),
        "missing": showing.missing(one.item.label for one in items if one.is_missing),
        "items": items,
        "reports": arrived(incident) if found.concerned and not found.met else [],
        "forms": {
            "answers": LAW["incident_law_answer"].form_for(doing, look=found),
            "items": LAW["incident_law_write"].form_for(doing, items=items, edit=edit),
            "notice": LAW["incident_law_submit"].form_for(doing, edit=edit),
        },
        "may_answer": any(seat.may(ability) for ability in ACTS_HERE),
        "may_write": seat.party == "contractor" and seat.may("prepare"),
        "may_submit": seat.party == "contractor" and seat.may("submit"),
    }
    return render(request, "incidents/law/law.html", context)


@seated("incidents")
def law_notice(request: AccountRequest, number: str, *, seat: Seat) -> HttpResponseBase:
    """The notice as it would be submitted now, marked as a draft."""
    incident = with_course(incident_of(seat, number, request.now))
    try:
        pdf = paper.draft_pdf(incident, clauses=clauses(seat.contract, request.now), now=request.now)
    except PaperError as error:
        messages.error(request, said(error.text))
        return redirect("incident_law", seat.contract.code, incident.number)
    return shown_inline(pdf, "application/pdf", f"{paper.TITLE}.pdf")


def filing_form(row: showing.DateRow, doing: Doing) -> Any:
    """The form that records a report by this clock; None where there is nothing to record."""
    if not row.may_file or row.filings:
        return None
    key = row.running.key
    return LAW["incident_law_file"].form_for(doing, initial={"clock": key}, auto_id=f"id_{key}_%s")


def arrived(incident: Incident) -> list[StageReport]:
    """The reports that have reached the client and could stand for the notice."""
    rows = StageReport.objects.filter(incident=incident, arrived_at__isnull=False)
    return list(rows.select_related("submission").defer("submission__content").order_by("arrived_at")[:1])
