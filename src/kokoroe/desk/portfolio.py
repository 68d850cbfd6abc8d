"""The rows of somebody's contracts: how many there are and whose, which stand on a page, in which order, and how.

Asked one by one, each of these would look at every contract anew; so one statement asks them all of one common
table. Its parts are Django's own SQL, and words of this file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Q, QuerySet

from kokoroe.accounts.models import Account
from kokoroe.annex.text import Text
from kokoroe.contracts.annexes import packs_kept
from kokoroe.contracts.auditing import audit_of_each, note_listed
from kokoroe.contracts.models import Contract
from kokoroe.desk.board import Board
from kokoroe.desk.standings import evaluated, with_freshness
from kokoroe.ui.numbers import number

# A contract that was never evaluated comes first: it may need a hand.
ORDERS = {
    "attention": "urgency DESC NULLS FIRST, next_due ASC NULLS LAST, id",
    "due": "next_due ASC NULLS LAST, id",
    "title": "title, id",
}
FURTHEST = 10**12


@dataclass(frozen=True, slots=True)
class Census:
    """`hand` counts what surely needs a hand now, `stale` what the cache cannot tell of; keys are primary keys."""

    total: int = 0
    hand: int = 0
    stale: int = 0
    clients: frozenset[int] = frozenset()
    page: Mapping[int, bool] = field(default_factory=dict)
    """Those that stand on the page, in no order, and whether the cache holds for each."""


def census(
    contracts: "QuerySet[Contract]", now: datetime, *, order: str, limit: int, offset: int = 0
) -> Census:
    """Read over the contracts; `order` is a key of ORDERS, the page the `limit` contracts after `offset` of them."""
    seen = with_freshness(contracts, now).annotate(
        urgency=F("standing__urgency"), next_due=F("standing__next_due")
    )
    columns = ["id", "client_id", "fresh", "urgency", "next_due", *(["title"] if order == "title" else [])]
    try:
        sql, values = seen.order_by().values(*columns).query.sql_with_params()
    except EmptyResultSet:
        return Census()
    statement = f"""
        WITH seen AS MATERIALIZED ({sql})
        SELECT 0, COUNT(*), COALESCE(SUM(CASE WHEN fresh AND urgency > 0 THEN 1 ELSE 0 END), 0),
            COALESCE(SUM(CASE WHEN fresh THEN 0 ELSE 1 END), 0) FROM seen
        UNION ALL SELECT DISTINCT 1, client_id, 0, 0 FROM seen
        UNION ALL SELECT 2, id, CASE WHEN fresh THEN 1 ELSE 0 END, 0
            FROM (SELECT id, fresh FROM seen ORDER BY {ORDERS[order]} LIMIT %s OFFSET %s) page
    """  # noqa: S608 (ORDERS and Django's SQL alone; what was typed is among the values)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, limit, min(offset, FURTHEST)])
        rows: list[tuple[int, int, int, int]] = cursor.fetchall()
    ((_, total, hand, stale),) = (row for row in rows if row[0] == 0)
    return Census(
        total=total,
        hand=hand,
        stale=stale,
        clients=frozenset(row[1] for row in rows if row[0] == 1),
        page={row[1]: bool(row[2]) for row in rows if row[0] == 2},  # noqa: PLR2004
    )


MOST_WORDS = 8

SHOWN = (
    "pk", "code", "title", "number", "client__name", "contractor__name", "client_label", "contractor_label",
)  # fmt: skip
STANDING = {
    name: F(f"standing__{name}")
    for name in ("pack", "digest", "reading", "cells", "urgency", "next_due", "next_clause", "next_state")
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


def reading_in_words(contract: Mapping[str, Any], board: Board) -> Text | None:
    """Whose reading of the annex the contract goes by, while the other party does not stand by it."""
    labels = contract["client_label"], contract["contractor_label"]
    return board.reading.words(*labels) if board.reading else None


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
    known = packs_kept((contract["pack"], contract["digest"]) for contract in fresh)
    boards = {
        contract["pk"]: Board.from_columns(contract, known.get(contract["digest"])) for contract in fresh
    }
    if len(fresh) == len(contracts):
        return boards
    stale = list(Contract.objects.filter(pk__in={contract["pk"] for contract in contracts} - boards.keys()))
    return boards | {
        contract.pk: board for contract, (board, _) in zip(stale, evaluated(stale, now), strict=True)
    }
