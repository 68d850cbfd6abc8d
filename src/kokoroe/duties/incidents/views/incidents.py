"""The incidents of a contract: the open ones first, drills apart, the ended below, and reports that wait."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import render

from kokoroe.accounts.access import AccountRequest
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.kinds import KINDS
from kokoroe.duties.incidents.models import Incident, Report
from kokoroe.duties.incidents.page.track import name_of, standing, upcoming
from kokoroe.duties.incidents.stages import stages_of

SHOWN = {"waiting": 20, "open": 50, "drills": 5, "ended": 10, "own": 20}
"""How many of each list stand on the page; `?only=` shows the whole of one, by pages."""
PER_PAGE = 50


@seated("read")
def incidents(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """The lists that the seat may see; a worker sees what they reported themselves, and nothing else."""
    lists = lists_of(request, seat)
    only = request.GET.get("only", "")
    if only not in lists:
        only = ""
    pages = {name: page_of(rows, name, only, request) for name, rows in lists.items() if only in {"", name}}
    context = {
        "seat": seat,
        "here": "incidents",
        "now": request.now,
        "only": only,
        "pages": pages,
        "acts": seat.party == "contractor" and seat.may("prepare"),
        "reports_here": seat.party == "contractor",
        "opens": seat.may("incidents"),
        "rows": {
            name: rows_of(pages[name], seat, request) for name in ("open", "drills", "ended") if name in pages
        },
        "nothing": not any(page.paginator.count for page in pages.values()),
    }
    return render(request, "incidents/incidents.html", context)


def lists_of(request: AccountRequest, seat: Seat) -> "Mapping[str, QuerySet[Any]]":
    """What this seat may see, by the names of the lists."""
    reports = Report.objects.visible_to(request.user, at=request.now).filter(contract=seat.contract)
    if seat.party == "contractor" and not seat.may("incidents"):
        own = reports.filter(by=request.user).select_related("incident").order_by("-received_at", "-pk")
        return {"own": own}
    found = Incident.objects.visible_to(request.user, at=request.now).filter(contract=seat.contract)
    found = found.prefetch_related("appraisals", "closings__into")
    real = found.filter(drill=False)
    lists: dict[str, QuerySet[Any]] = {}
    if seat.may("prepare"):
        lists["waiting"] = reports.filter(incident__isnull=True, dismissed_at__isnull=True)
    return {
        **lists,
        "open": real.filter(closings__isnull=True),
        "drills": found.filter(drill=True),
        "ended": real.filter(closings__isnull=False).order_by("-closings__at", "-pk"),
    }


def page_of(rows: "QuerySet[Any]", name: str, only: str, request: AccountRequest) -> "Page[Any]":
    """The part of a list that is shown: its beginning, or the page asked for where it is shown alone."""
    if only:
        return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return Paginator(rows, SHOWN[name]).get_page(1)


def rows_of(page: "Page[Incident]", seat: Seat, request: AccountRequest) -> list[dict[str, Any]]:
    """The incidents with how they stand and what comes next; those that are due first come first."""
    found = list(page)
    for one in found:
        one.contract = seat.contract
    live = [one for one in found if one.closing is None]
    stages = stages_of(live, request.now) if live else {}
    rows = []
    for one in found:
        coming = upcoming(stages.get(one.pk, ()))
        rows.append(
            {
                "incident": one,
                "kind": KINDS[one.kind].name,
                "state": standing(stages[one.pk]) if one.pk in stages else None,
                "next": name_of(coming) if coming else None,
                "due_at": coming.answer.due_at if coming else None,
            }
        )
    return sorted(rows, key=first_due)


def first_due(row: Mapping[str, Any]) -> tuple[bool, bool, float]:
    """Open ones before ended ones, those with a due time before others, the earliest first."""
    due: datetime | None = row["due_at"]
    return row["state"] is None, due is None, due.timestamp() if due is not None else 0
