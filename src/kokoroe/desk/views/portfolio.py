"""契約一覧: every contract that somebody sees, what needs a hand first at the top."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import render

from kokoroe import packs
from kokoroe.accounts.access import AccountRequest, signed_in
from kokoroe.accounts.models import Organisation
from kokoroe.annex.pack import Pack, Topic
from kokoroe.annex.state import State
from kokoroe.contracts.models import Contract
from kokoroe.contracts.terms import load_pack
from kokoroe.contracts.visibility import reach_of
from kokoroe.desk.board import Board
from kokoroe.desk.forms import PortfolioForm
from kokoroe.desk.standings import evaluated, with_freshness

PER_PAGE = 50
EVERY = 10**12

SHOWN = ("pk", "code", "title", "number", "client__name", "contractor__name", "fresh")
STANDING = {
    name: F(f"standing__{name}")
    for name in ("pack", "cells", "urgency", "next_due", "next_clause", "next_state")
}

# A contract that was never evaluated comes first: it may need a hand.
SORTS = {
    "attention": (
        F("standing__urgency").desc(nulls_first=True),
        F("standing__next_due").asc(nulls_last=True),
        "pk",
    ),
    "due": (F("standing__next_due").asc(nulls_last=True), "pk"),
    "title": ("title", "pk"),
}


@signed_in
def portfolio(request: AccountRequest) -> HttpResponseBase:
    """The portfolio. What stands on the page is exact; what the order of the others rests on may be seconds old."""
    now = request.now
    reach = reach_of(request.user, at=now)
    visible = Contract.objects.within(reach)
    clients = list(Organisation.objects.filter(pk__in=visible.values("client")).order_by("name"))
    form = PortfolioForm(request.GET or None, clients=clients)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    sort = chosen.get("sort") or "attention"
    found = narrowed(visible, chosen)
    counts = counted(found, now)
    paginator = Paginator(found.order_by(*SORTS[sort]).values_list("pk", flat=True), PER_PAGE)
    paginator.count = counts["total"]
    page = paginator.get_page(request.GET.get("page"))
    contracts = in_this_order(list(page), now)
    boards = boards_of(contracts, now)
    if sort == "attention":
        contracts.sort(key=lambda contract: (-boards[contract["pk"]].urgency, due(boards[contract["pk"]])))
    stale_here = [contract["pk"] for contract in contracts if not contract["fresh"]]
    known = packs_of(board.pack for board in boards.values())
    topics = topics_of(known.values())
    context = {
        "here": "portfolio",
        "now": now,
        "form": form,
        "narrowed": any(chosen.get(name) for name in ("q", "client")),
        "page": page,
        "total": counts["total"],
        "hand": counts["hand"] + sum(boards[pk].urgency > 0 for pk in stale_here),
        "pending": counts["stale"] - len(stale_here),
        "topics": topics,
        "rows": [row(contract, boards[contract["pk"]], known, topics) for contract in contracts],
        "legend": list(State),
        "opens": request.user.person.organisation_id in reach.organisations,
    }
    return render(request, "desk/portfolio.html", context)


def counted(contracts: "QuerySet[Contract]", now: datetime) -> dict[str, int]:
    """How many contracts there are, how many surely need a hand, and of how many the cache does not hold.

    The slice makes of the contracts a subquery, so that the database asks of each only once whether it is fresh.
    """
    rows = with_freshness(contracts, now).annotate(urgency=F("standing__urgency"))
    return rows.values("fresh", "urgency")[:EVERY].aggregate(
        total=Count("fresh"),
        hand=Count("fresh", filter=Q(fresh=True, urgency__gt=0)),
        stale=Count("fresh", filter=Q(fresh=False)),
    )


def narrowed(contracts: "QuerySet[Contract]", chosen: dict[str, Any]) -> "QuerySet[Contract]":
    """The contracts whose title, number or parties hold every word, of one client if one is chosen."""
    for word in chosen.get("q", "").split():
        contracts = contracts.filter(
            Q(title__icontains=word)
            | Q(number__icontains=word)
            | Q(client__name__icontains=word)
            | Q(contractor__name__icontains=word)
        )
    if chosen.get("client"):
        contracts = contracts.filter(client=chosen["client"])
    return contracts


def in_this_order(pks: list[int], now: datetime) -> list[dict[str, Any]]:
    """What the page shows of the contracts and of their cached standings, in the order of `pks`."""
    rows = with_freshness(Contract.objects.filter(pk__in=pks), now).values(*SHOWN, **STANDING)
    by_pk = {row["pk"]: row for row in rows}
    return [by_pk[pk] for pk in pks if pk in by_pk]


def boards_of(contracts: list[dict[str, Any]], now: datetime) -> dict[int, Board]:
    """What each contract's row shows: from the cache where that is exact, evaluated where it is not."""
    fresh = [contract for contract in contracts if contract["fresh"]]
    known = packs_of(contract["pack"] for contract in fresh)
    boards = {contract["pk"]: Board.from_columns(contract, known.get(contract["pack"])) for contract in fresh}
    if len(fresh) == len(contracts):
        return boards
    stale = list(Contract.objects.filter(pk__in={contract["pk"] for contract in contracts} - boards.keys()))
    return boards | {
        contract.pk: board for contract, (board, _) in zip(stale, evaluated(stale, now), strict=True)
    }


def due(board: Board) -> float:
    """Sorts by what falls due next; what has no deadline comes last."""
    return board.next.due_at.timestamp() if board.next and board.next.due_at else float("inf")


def packs_of(names: Iterable[str]) -> dict[str, Pack]:
    """The packs of these names, as far as they can be read."""
    found = {}
    for name in sorted(set(names) - {""}):
        try:
            found[name] = load_pack(name)
        except (packs.PackError, KeyError):
            continue
    return found


def topics_of(known: Iterable[Pack]) -> list[Topic]:
    """The columns: every topic of these packs once, each after the one that it follows in its own pack."""
    topics: list[Topic] = []
    for pack in sorted(known, key=lambda pack: -len(pack.topics)):
        place = 0
        for topic in pack.topics:
            if topic not in topics:
                topics.insert(place, topic)
            place = topics.index(topic) + 1
    return topics


def row(
    contract: dict[str, Any], board: Board, known: dict[str, Pack], topics: list[Topic]
) -> dict[str, Any]:
    """A contract as the table shows it."""
    pack = known.get(board.pack)
    title = pack.by_ref[board.next.clause].title if pack and board.next else None
    return {
        "contract": contract,
        "board": board,
        "readable": pack is not None,
        "cells": [(topic.title, board.cells.get(topic.key)) for topic in topics],
        "title": title,
    }
