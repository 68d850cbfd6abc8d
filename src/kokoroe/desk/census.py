"""All contracts that somebody sees, read over once: how many there are, whose, and which stand on a page.

Asked one by one, each of these would look at every contract anew; so one statement asks them all of one common
table. Its parts are Django's own SQL, and words of this file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, QuerySet

from kokoroe.contracts.models import Contract
from kokoroe.desk.standings import with_freshness

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
