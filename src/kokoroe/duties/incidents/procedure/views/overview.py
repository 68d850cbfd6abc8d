"""The procedure's own page, every version as a page, and its paper."""

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from kokoroe.accounts.access import AccountRequest
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.facts import title_of
from kokoroe.duties.incidents.models import Procedure
from kokoroe.duties.incidents.procedure import reading
from kokoroe.duties.incidents.procedure.comparison import differences, overtaken
from kokoroe.duties.incidents.procedure.drawing import source_of
from kokoroe.duties.incidents.procedure.requirements import asked
from kokoroe.duties.incidents.procedure.versions import before, in_force, reaches, shown_to
from kokoroe.packs.calendar import is_open
from kokoroe.papers.handing_over import shown_inline
from kokoroe.submissions import labels
from kokoroe.submissions.models import Paper
from kokoroe.ui.templatetags.ui import said


@seated("read")
def procedure(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """報告手順書: what is in force and whom to call now, what waits, what is being prepared, and every version."""
    current = in_force(seat.contract, request.now)
    prepares = seat.may("prepare")
    versions = list(
        shown_to(seat, request.now)
        .select_related("submission")
        .defer("submission__content", "content")
        .prefetch_related("submission__steps")
        .order_by("-number")
    )
    draft = next((one for one in versions if one.finished_at is None), None)
    verb, _clauses = asked(seat.contract, request.now)
    source = source_of(seat.contract, request.now) if prepares and current is not None else None
    context = {
        "seat": seat,
        "current": current,
        "draft": draft,
        "waiting": next((one for one in versions if one.submission and one.submission.is_open), None),
        "rows": [
            labels.version_line(one, title_of(one), in_force=one == current)
            for one in versions
            if one.finished_at is not None
        ],
        "prepares": prepares,
        "verb": verb,
        "calling": reading.calling_now(current.content, by_day=is_open(request.now)) if current else [],
        "by_day": is_open(request.now),
        "reaches": reaches(seat),
        "overtaken": overtaken(current.content, source.rows) if current and source else (),
        "plan": said(source.plan) if source else "",
    }
    return render(request, "procedure/procedure.html", context)


@seated("read")
def procedure_version(request: AccountRequest, number: int, *, seat: Seat) -> HttpResponseBase:
    """A version as a page."""
    version = found_version(request, number, seat)
    base = before(version, request.now)
    current = in_force(seat.contract, request.now)
    context = {
        "seat": seat,
        **labels.version_line(version, title_of(version), in_force=version == current),
        "base": base,
        "comparison": differences(base.content, version.content) if base else (),
        "sections": reading.sections(version.content, seat.contract, reaches=reaches(seat)),
        "reaches": reaches(seat),
    }
    return render(request, "procedure/version.html", context)


@seated("read")
def procedure_paper(request: AccountRequest, number: int, *, seat: Seat) -> HttpResponseBase:
    """The version's PDF in the browser's own viewer: the frozen paper; a draft has its preview."""
    version = found_version(request, number, seat)
    if not reaches(seat):
        raise Http404
    if version.submission_id is None:
        return redirect("procedure_preview", seat.contract.code)
    kept = get_object_or_404(Paper, submission=version.submission_id, kind="submission")
    return shown_inline(bytes(kept.content), kept.media_type, kept.filename)


def found_version(request: AccountRequest, number: int, seat: Seat) -> Procedure:
    """The version with this number, if the seat may open it."""
    visible = shown_to(seat, request.now).select_related("submission").defer("submission__content")
    version: Procedure = get_object_or_404(visible.prefetch_related("submission__steps"), number=number)
    version.contract = seat.contract
    return version
