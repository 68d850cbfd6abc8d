"""Rows of the ledger as they are stored, whatever somebody put there: SQLite takes any value in any column."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from kokoroe.ledger.bodies import plain
from kokoroe.ledger.models import Tree
from kokoroe.ledger.report import Finding, Report

Row = tuple[Any, ...]
KINDS = {"origin": str, "epoch": int, "size": int, "root": bytes, "frontier": bytes, "seal": bytes}


@contextmanager
def any_text() -> Iterator[None]:
    """Read text that is not UTF-8 with U+FFFD in place of what is not; slower, so only where reading has failed."""
    connection.ensure_connection()
    raw: Any = connection.connection
    if connection.vendor != "sqlite":
        yield
        return
    before, raw.text_factory = raw.text_factory, lambda data: data.decode(errors="replace")
    try:
        yield
    finally:
        raw.text_factory = before


def rows_of(statement: str, *values: int | str) -> list[Row]:
    """What a statement finds, without any conversion."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [tuple(map(plain, row)) for row in cursor.fetchall()]


def stored_head(key: int, report: Report) -> Tree:
    """The head; what has no sense in it is as in an empty tree, and named."""
    found = rows_of(f"SELECT {', '.join(KINDS)} FROM ledger_tree WHERE id = %s", key)  # noqa: S608 (names of ours)
    head = Tree(pk=key)
    for name, value in zip(KINDS, *found[:1], strict=True) if found else ():
        if type(value) is KINDS[name] and not (isinstance(value, int) and value < 0):
            setattr(head, name, value)
        else:
            report.add(Finding.UNREADABLE, 0, what=f"ledger_tree.{name}")
    report.origin = head.origin
    return head
