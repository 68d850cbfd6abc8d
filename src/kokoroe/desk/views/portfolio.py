"""契約一覧: every contract that somebody sees, what needs a hand first at the top."""

from typing import Any

from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.shortcuts import render

from kokoroe.accounts.access import AccountRequest, signed_in
from kokoroe.accounts.models import Organisation
from kokoroe.annex.pack import Pack, Topic
from kokoroe.annex.state import State
from kokoroe.contracts.annexes import packs_kept
from kokoroe.contracts.confirming import entrance
from kokoroe.contracts.models import Contract
from kokoroe.desk.board import Board, topics_of
from kokoroe.desk.forms import PortfolioForm
from kokoroe.desk.portfolio import ORDERS, boards_of, census, narrowed, place, reading_in_words, shown
from kokoroe.ui.numbers import number

PER_PAGE = 50
MOST_PROPOSALS = 20


@signed_in
def portfolio(request: AccountRequest) -> HttpResponseBase:
    """The portfolio. What stands on the page is exact; what the order of the others rests on may be seconds old."""
    now = request.now
    visible = Contract.objects.visible_to(request.user, at=now)
    given = {name: request.GET.get(name, "") for name in ("q", "client")}
    sort = request.GET.get("sort", "")
    order = sort if sort in ORDERS else "attention"
    found, asked_for = narrowed(visible, **given), max(1, number(request.GET.get("page", "")) or 1)
    counted = census(found, now, order=order, limit=PER_PAGE, offset=PER_PAGE * (asked_for - 1))
    page = Paginator(range(counted.total), PER_PAGE).get_page(asked_for)
    if counted.total and not counted.page:
        counted = census(found, now, order=order, limit=PER_PAGE, offset=page.start_index() - 1)
    is_narrowed = any(given.values())
    clients = visible.values_list("client", flat=True) if is_narrowed else counted.clients
    form = PortfolioForm(
        request.GET or None, clients=list(Organisation.objects.filter(pk__in=clients).order_by("name"))
    )
    opens, asked = entrance(request.user, at=now)
    contracts = shown(counted.page, request.user, now)
    boards = boards_of(contracts, now)
    contracts.sort(key=lambda contract: place(contract, boards[contract["pk"]], order))
    stale_here = [contract["pk"] for contract in contracts if not contract["fresh"]]
    known = packs_kept((board.pack, board.digest) for board in boards.values())
    topics = topics_of(known.values())
    context = {
        "now": now,
        "form": form,
        "narrowed": is_narrowed,
        "page": page,
        "total": counted.total,
        "hand": counted.hand + sum(boards[pk].urgency > 0 for pk in stale_here),
        "pending": counted.stale - len(stale_here),
        "topics": topics,
        "rows": [row(contract, boards[contract["pk"]], known, topics) for contract in contracts],
        "legend": list(State),
        "proposals": asked[:MOST_PROPOSALS],
        "opens": opens,
    }
    return render(request, "desk/portfolio.html", context)


def row(
    contract: dict[str, Any], board: Board, known: dict[str, Pack], topics: list[Topic]
) -> dict[str, Any]:
    """A contract as the table shows it."""
    pack = known.get(board.digest)
    title = pack.by_ref[board.next.clause].title if pack and board.next else None
    return {
        "contract": contract,
        "board": board,
        "readable": pack is not None,
        "cells": [(topic.title, board.cells.get(topic.key)) for topic in topics],
        "title": title,
        "reading": reading_in_words(contract, board),
    }
