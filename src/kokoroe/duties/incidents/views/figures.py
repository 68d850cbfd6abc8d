"""Figures of incidents: for one contract, and over all that somebody sees."""

from datetime import timedelta
from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render

from kokoroe.accounts.access import AccountRequest, signed_in
from kokoroe.annex.days import spoken_span
from kokoroe.annex.text import Text
from kokoroe.contracts.access import seated
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.figures import Figures, Line, Taken, all_counted, figures

WIDTH, HEIGHT, MIDDLE, EDGE = 600, 36, 18, 10
BEYOND = 1.5  # how far beyond the limit the scale goes


@seated("incidents")
def contract_figures(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """The figures of one contract."""
    only = Contract.objects.visible_to(request.user, at=request.now).filter(pk=seat.contract.pk)
    context = {"seat": seat, **parts(only, request)}
    return render(request, "incidents/figures.html", context)


@signed_in
def all_figures(request: AccountRequest) -> HttpResponseBase:
    """The figures of every contract of which somebody may open them."""
    seen = all_counted(request.user, request.now)
    return render(request, "incidents/figures.html", {**parts(seen, request)})


def parts(contracts: Any, request: AccountRequest) -> dict[str, Any]:
    """Real incidents and, never mixed with them, drills."""
    both = figures(contracts, now=request.now)
    return {"real": shown(both.real), "drills": shown(both.drills)}


def shown(found: Figures) -> dict[str, Any]:
    """The lines with what their charts need."""
    return {"count": found.incidents, "lines": [chart(line) for line in found.lines]}


def chart(line: Line) -> dict[str, Any]:
    """A strip with a mark for each incident, and the limit; what lies beyond the scale stands at its end."""
    scale = line.limit * BEYOND if line.limit else max(line.longest, timedelta(minutes=1))
    return {
        "title": line.title,
        "count": line.count,
        "typical": spoken_span(line.typical),
        "longest": spoken_span(line.longest),
        "limit": spoken_span(line.limit) if line.limit else None,
        "in_time": line.in_time,
        "late": line.in_time is not None and line.in_time < line.count,
        "width": WIDTH,
        "height": HEIGHT,
        "middle": MIDDLE,
        "edge": EDGE,
        "end": WIDTH - EDGE,
        "limit_x": place(line.limit, scale) if line.limit else None,
        "typical_x": place(line.typical, scale),
        "marks": [mark(one, scale) for one in line.taken],
        "alt": Text(
            f"{line.title.ja}：{line.count}件、中央値{spoken_span(line.typical).ja}、最長{spoken_span(line.longest).ja}",
            f"{line.title.en}: {line.count}, median {spoken_span(line.typical).en}, "
            f"longest {spoken_span(line.longest).en}",
        ),
    }


def mark(one: Taken, scale: timedelta) -> dict[str, Any]:
    """Where an incident stands on the strip."""
    return {"x": place(one.span, scale), "late": one.is_late}


def place(span: timedelta, scale: timedelta) -> int:
    """A length of time as a place on the strip, in its own units."""
    return EDGE + round(min(1.0, max(0.0, span / scale)) * (WIDTH - 2 * EDGE))
