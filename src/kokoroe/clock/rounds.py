"""What every round of the loop needs: the look that finds nothing, the turn to write, and where a test may kill it.

The look comes every half second in every process, so it is one plain query on partial indexes.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection

ALARMS = """
    SELECT EXISTS (SELECT 1 FROM clock_alarm WHERE fired_at IS NULL AND void_at IS NULL AND fire_at <= %s)
"""
MESSAGES = """
    SELECT
        EXISTS (SELECT 1 FROM clock_message WHERE sent_at IS NULL AND void_at IS NULL AND urgent AND next_at <= %s),
        EXISTS (SELECT 1 FROM clock_message WHERE sent_at IS NULL AND void_at IS NULL AND NOT urgent AND next_at <= %s)
"""


def alarms_wait(now: datetime) -> bool:
    """Whether an alarm is due at `now`."""
    (found,) = _ask(ALARMS, now)
    return bool(found)


def messages_wait(now: datetime) -> dict[bool, bool]:
    """Whether messages may be taken at `now`: urgent ones (True), and others (False)."""
    urgent, others = _ask(MESSAGES, now, now)
    return {True: bool(urgent), False: bool(others)}


def _ask(query: str, *moments: datetime) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(query, [connection.ops.adapt_datetimefield_value(moment) for moment in moments])
        row: tuple[Any, ...] = cursor.fetchone()
    return row


# SQLite has one writer at a time, and those that wait for it sleep and look again, for longer and longer. The threads
# of one process need not: they take turns before they ask.
_turn = threading.RLock()


@contextmanager
def turn() -> Iterator[None]:
    """Begin the transaction inside of this; on PostgreSQL nobody waits here."""
    if connection.vendor != "sqlite":
        yield
        return
    with _turn:
        yield


VARIABLE = "KOKOROE_CLOCK_DIE_AFTER"
CODE = 70


def die_after(point: str) -> None:
    """End the process, as kill -9 does, when the environment names this point: fire, claim, send or mark.

    Each lies between two steps that a crash may part.
    """
    if os.environ.get(VARIABLE) == point:
        os._exit(CODE)
