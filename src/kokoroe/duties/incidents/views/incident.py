"""One incident: its running clock, how its stages stand, everything that was recorded of it; its book, its files."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.proof import require_fresh
from kokoroe.contracts.access import seated
from kokoroe.contracts.moving import standing_word
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.deed import Deed
from kokoroe.deeds.doing import Doing
from kokoroe.duties.incidents.deeds import INLINE
from kokoroe.duties.incidents.dossier import OnRecord, on_record
from kokoroe.duties.incidents.elsewhere import the_same
from kokoroe.duties.incidents.evidence import handed_out
from kokoroe.duties.incidents.kinds import KINDS, SPREADING, TAGS
from kokoroe.duties.incidents.models import Incident, incident_of
from kokoroe.duties.incidents.moving import asked, latest_scan
from kokoroe.duties.incidents.page.checklist import beside, checklist
from kokoroe.duties.incidents.page.recipients import informed, to_acknowledge
from kokoroe.duties.incidents.page.timeline import timeline
from kokoroe.duties.incidents.page.track import countdown, standing, track, untimed, versions
from kokoroe.duties.incidents.stages import Stage, next_stage
from kokoroe.duties.incidents.writing.book import book_pdf, name_of_file
from kokoroe.duties.incidents.writing.form import FORM, Asked, Desk, values_of
from kokoroe.fields.showing import rows
from kokoroe.papers.handing_over import file_response
from kokoroe.papers.render import PaperError
from kokoroe.plan.roster.showing import calls
from kokoroe.ui.templatetags.ui import said

AFFECTED = ("information", "records", "persons", "affected")
"""What of the form that grows stands among the facts."""
LINES = 200
"""Lines of the timeline that are shown at first."""


@seated("incidents")
def incident(request: AccountRequest, number: str, *, seat: Seat) -> HttpResponseBase:
    """The incident's page: the whole for who prepares for the contractor, what it was told of for the client."""
    found = on_record(incident_of(seat, number, request.now), request.now)
    lines = timeline(found, whole=seat.party == "contractor")
    shown = lines if "all" in request.GET else lines[:LINES]
    context = {
        "seat": seat,
        "incident": found.incident,
        "now": request.now,
        "acts": seat.party == "contractor" and seat.may("prepare"),
        "is_open": found.incident.closing is None,
        "closing": found.incident.closing,
        "clause": min((stage.duty.clause for stage in found.stages), key=len, default=""),
        "standing": standing(found.stages),
        "countdown": None if found.incident.closing else countdown(found.stages, request.now),
        "untimed": None if found.incident.closing else untimed(found.stages),
        "track": track(found.stages, request.now),
        "kind": KINDS[found.incident.kind],
        "appraisal": found.incident.appraisal,
        "awareness": found.incident.awareness,
        "waiting": waiting_move(found.incident, seat),
        "tags": [TAGS[tag] for tag in found.incident.appraisal.tags.split() if tag in TAGS],
        "versions": versions(found.stages, found.reports),
        "reported": bool(found.reports),
        "deliveries": list(found.incident.deliveries.all()),
        "lines": shown,
        "hidden": len(lines) - len(shown),
        "lines_total": len(lines),
        "elsewhere": the_same(found.incident, request.user, request.now),
        "to_acknowledge": to_acknowledge(found, request.user.key),
        "told": informed(found, ("client", "contractor") if seat.party == "contractor" else (seat.party,)),
        **(of_contractor(found, request, seat) if seat.party == "contractor" else {}),
    }
    return render(request, "incidents/incident.html", context)


def waiting_move(one: Incident, seat: Seat) -> dict[str, Any] | None:
    """A time of awareness that waits for the client, and what the seat may do about it."""
    row = asked(one)
    if row is None:
        return None
    return {
        "row": row,
        "stands": standing_word(row, seat.contract),
        "answers": seat.party == "client" and seat.may("agree"),
        "records": seat.party == "contractor" and seat.may("prepare") and row.paper_id is None,
    }


def of_contractor(found: OnRecord, request: AccountRequest, seat: Seat) -> dict[str, Any]:
    """The response itself, which the contractor's people alone see."""
    one = found.incident
    values = values_of(one)
    responders = list(one.responders.all())
    lines = checklist(one)
    return {
        "desk": desk(found, request, seat),
        "calls": calls(seat),
        "responders": [who for who in responders if who.until is None],
        "left": [who for who in responders if who.until is not None],
        "checklist": lines,
        "left_open": sum(line.is_open for line in lines),
        "beside": beside(one),
        "urgent": SPREADING in one.tags and any(line.is_open for line in lines) and one.closing is None,
        "files": list(one.files.all()),
        "tasks": list(one.tasks.all()),
        "affected": list(rows((FORM.by_key[key] for key in AFFECTED), values)),
        "forms": {
            deed.path: inline_form(deed, Doing(seat, request.now, {"number": one.number}, one))
            for deed in INLINE
        },
    }


def desk(found: OnRecord, request: AccountRequest, seat: Seat) -> Desk | None:
    """The form of the report that comes next; None for who does not write, when all are written, and after the end."""
    if not seat.may("prepare"):
        return None
    stage = next_stage(found.stages, found.reports) or first_unwritten(found)
    if stage is None or found.incident.closing is not None:
        return None
    return Asked(found.incident, found.stages, stage, request.now, found.reports).desk()


def first_unwritten(found: OnRecord) -> Stage | None:
    """The first report of an incident of which nothing is asked yet: where a possibility waits, it may be told of."""
    written = [stage for stage in found.stages if stage.is_written]
    waits = found.incident.appraisal.possibility and not found.reports
    return written[0] if written and waits else None


def inline_form(deed: Deed, doing: Doing) -> dict[str, Any]:
    """A deed's form for the page itself; it is sent to the deed's own page, which shows what was refused."""
    form = deed.form_for(doing)
    form.auto_id = f"id_{deed.path}_%s"
    return {"form": form, "keep": deed.kept_as(doing, *doing.key.values())}


@seated("incidents")
def book(request: AccountRequest, number: str, *, seat: Seat) -> HttpResponseBase:
    """The book as it stands now: the copy of the reader's party."""
    incident = incident_of(seat, number, request.now)
    require_fresh(request)
    try:
        pdf = book_pdf(incident, seat=seat, now=request.now)
    except PaperError as refusal:
        messages.error(request, said(refusal.text))
        return redirect("incident", seat.contract.code, incident.number)
    return file_response(pdf, "application/pdf", name_of_file(incident, now=request.now))


@seated("incidents")
def awareness_scan(request: AccountRequest, number: str, *, seat: Seat) -> HttpResponseBase:
    """The scan of the client's agreement to a time of awareness, as the contractor recorded it; for who answers."""
    if not seat.may("agree"):
        raise PermissionDenied
    paper = latest_scan(incident_of(seat, number, request.now))
    require_fresh(request)
    return file_response(bytes(paper.content), paper.media_type, paper.filename)


@seated("read")
def evidence_file(request: AccountRequest, pk: int, *, seat: Seat) -> HttpResponseBase:
    """A piece of evidence."""
    return handed_out(seat, pk, request.now)
