"""The rows of somebody's contracts: which they are, in which order, and how each stands."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from kokoroe.accounts.models import Account
from kokoroe.contracts.auditing import audit_of_each, note_listed
from kokoroe.contracts.models import Contract
from kokoroe.desk.board import Board, packs_of
from kokoroe.desk.standings import evaluated
from kokoroe.ui.numbers import number

MOST_WORDS = 8

SHOWN = ("pk", "code", "title", "number", "client__name", "contractor__name")
STANDING = {
    name: F(f"standing__{name}")
    for name in ("pack", "cells", "urgency", "next_due", "next_clause", "next_state")
}


def narrowed(contracts: "QuerySet[Contract]", *, q: str, client: str) -> "QuerySet[Contract]":
    """The contracts whose title, number or parties hold every word, of one client if one is chosen."""
    for word in q.split()[:MOST_WORDS]:
        contracts = contracts.filter(
            Q(title__icontains=word)
            | Q(number__icontains=word)
            | Q(client__name__icontains=word)
            | Q(contractor__name__icontains=word)
        )
    key = number(client)
    return contracts.filter(client=key) if key else contracts


def shown(page: Mapping[int, bool], account: Account, now: datetime) -> list[dict[str, Any]]:
    """What the page shows of the contracts and of their cached standings, which are `fresh` or not.

    Where an auditor is shown some, that is kept.
    """
    rows = Contract.objects.filter(pk__in=page).values(
        *SHOWN, **STANDING, audit=audit_of_each(account, at=now)
    )
    note_listed((row["audit"] for row in rows), route="portfolio", now=now)
    return [{**row, "fresh": page[row["pk"]]} for row in rows]


def place(contract: dict[str, Any], board: Board, order: str) -> tuple[Any, ...]:
    """Sorts the page by what is exact now, in one of the ORDERS."""
    due = board.next.due_at.timestamp() if board.next and board.next.due_at else float("inf")
    return {
        "attention": (-board.urgency, due, contract["pk"]),
        "due": (due, contract["pk"]),
        "title": (contract["title"], contract["pk"]),
    }[order]


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
