"""SQLite has one writer at a time, and those that wait for it sleep and look again, for longer and longer.

The threads of one process need not: they take turns before they ask.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_turn = threading.RLock()


@contextmanager
def turn() -> Iterator[None]:
    """Begin the transaction inside of this; on PostgreSQL nobody waits here."""
    if connection.vendor != "sqlite":
        yield
        return
    with _turn:
        yield
