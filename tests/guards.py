"""The guards of tables that only grow: lifted for tests, which play those who change rows by hand, and set where asked.

The product has no such function: it sets its guards after every migration, and looks for them in `kokoroe check`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from kokoroe.ledger import guards
from kokoroe.ledger.triggers import declared, install


def lift() -> None:
    """Declare none, so that no table made from now on has any."""
    if guards.triggers in declared:
        declared.remove(guards.triggers)


@contextmanager
def standing() -> Iterator[None]:
    """With the guards as an installation has them. They go with the test's transaction."""
    declared.append(guards.triggers)
    try:
        install(connection)
        yield
    finally:
        lift()
