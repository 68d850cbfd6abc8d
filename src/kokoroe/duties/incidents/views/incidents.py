"""The incidents of a contract: the open ones first, drills apart, the ended below, and reports that wait."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import CharField, Count, Max, QuerySet, Value, prefetch_related_objects
from django.http.response import HttpResponseBase
from django.shortcuts import render

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.models import Account
from kokoroe.contracts.access import seated
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.kinds import KINDS
from kokoroe.duties.incidents.models import Incident, Report
from kokoroe.duties.incidents.page.track import name_of, standing, upcoming
from kokoroe.duties.incidents.reporting import CLIENT_REPORTS
from kokoroe.duties.incidents.stages import Stage, stages_of

SHOWN = {"waiting": 20, "open": 50, "drills": 5, "ended": 10, "own": 20}
"""How many of each list stand on the page; `?only=` shows the whole of one, by pages."""
INCIDENTS = ("open", "drills", "ended")
PER_PAGE = 50


@seated("read")
def incidents(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """The lists that the seat may see; a worker sees what they reported themselves, and nothing else."""
    names = names_of(seat)
    only = request.GET.get("only", "")
    if only in names:
        names = (only,)
    else:
        only = ""
    shown = lists_of(request.user, seat.contract, request.now, names)
    counts = lengths(shown)
    pages = {name: page_of(rows, name, only, counts[name], request) for name, rows in shown.items()}
    rows = rows_of({name: pages[name] for name in pages if name in INCIDENTS}, seat, request)
    context = {
        "seat": seat,
        "now": request.now,
        "only": only,
        "pages": pages,
        "acts": seat.party == "contractor" and seat.may("prepare"),
        "reports_here": seat.party == "contractor" or (not seat.audit and any(map(seat.may, CLIENT_REPORTS))),
        "opens": seat.may("incidents"),
        "rows": rows,
        "nothing": not any(page.paginator.count for page in pages.values()),
    }
    return render(request, "incidents/incidents.html", context)


def names_of(seat: Seat) -> tuple[str, ...]:
    """The lists that this seat may see; a worker's is what they reported themselves."""
    if seat.party == "contractor" and not seat.may("incidents"):
        return ("own",)
    return ("waiting", *INCIDENTS) if seat.may("prepare") else INCIDENTS


def lists_of(
    account: Account, contract: Contract, at: datetime, names: Sequence[str]
) -> "dict[str, QuerySet[Any]]":
    """These lists of what the account sees of a contract."""
    reports = Report.objects.visible_to(account, at=at).filter(contract=contract)
    found = Incident.objects.visible_to(account, at=at).filter(contract=contract)
    real = found.filter(drill=False)
    lists: dict[str, QuerySet[Any]] = {
        "own": reports.filter(by=account.pk).select_related("incident").order_by("-received_at", "-pk"),
        "waiting": reports.filter(incident__isnull=True, dismissed_at__isnull=True),
        "open": real.going_on(),
        "drills": found.filter(drill=True),
        "ended": real.ended().annotate(ended_at=Max("closings__at")).order_by("-ended_at", "-pk"),
    }
    return {name: lists[name] for name in names}


def lengths(lists: "Mapping[str, QuerySet[Any]]") -> dict[str, int]:
    """How long each list is."""
    counted: list[QuerySet[Any, Any]] = [
        rows.order_by()
        .annotate(of=Value(name, CharField()))
        .values("of")
        .annotate(length=Count("pk"))
        .values_list("of", "length")
        for name, rows in lists.items()
    ]
    first, *others = counted
    return dict.fromkeys(lists, 0) | dict(first.union(*others, all=True) if others else first)


def page_of(rows: "QuerySet[Any]", name: str, only: str, count: int, request: AccountRequest) -> "Page[Any]":
    """The part of a list that is shown: its beginning, or the page asked for where it is shown alone."""
    paginator = Paginator(rows, PER_PAGE if only else SHOWN[name])
    paginator.__dict__["count"] = count  # known, and not asked for again
    return paginator.get_page(request.GET.get("page") if only else 1)


def rows_of(
    pages: "Mapping[str, Page[Incident]]", seat: Seat, request: AccountRequest
) -> dict[str, list[dict[str, Any]]]:
    """The incidents of each list, with how they stand and what comes next; those that are due first come first."""
    shown = {name: list(page) for name, page in pages.items() if page.paginator.count}
    every = list(chain.from_iterable(shown.values()))
    for one in every:
        one.contract = seat.contract
    prefetch_related_objects(every, "appraisals", "closings__into")
    live = [one for one in every if one.closing is None]
    stages = stages_of(live, request.now) if live else {}
    rows = {name: [row_of(one, stages.get(one.pk)) for one in shown.get(name, ())] for name in pages}
    return {name: sorted(found, key=first_due) for name, found in rows.items()}


def row_of(one: Incident, stages: Sequence[Stage] | None) -> dict[str, Any]:
    """An incident as the list shows it; one that has ended has no stages."""
    coming = upcoming(stages or ())
    return {
        "incident": one,
        "kind": KINDS[one.kind].name,
        "state": standing(stages) if stages is not None else None,
        "next": name_of(coming) if coming else None,
        "due_at": coming.answer.due_at if coming else None,
    }


def first_due(row: Mapping[str, Any]) -> tuple[bool, bool, float]:
    """Open ones before ended ones, those with a due time before others, the earliest first."""
    due: datetime | None = row["due_at"]
    return row["state"] is None, due is None, due.timestamp() if due is not None else 0
