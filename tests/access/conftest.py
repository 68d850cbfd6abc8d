"""One world for each module that walks the table."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from tests.access.asking import Asking
from tests.access.world import world


@pytest.fixture(scope="module")
def asking(django_db_setup, django_db_blocker) -> Iterator[Asking]:
    """One world for all of it, in one transaction."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer._from_testcase = True
        with outer:
            made = Asking(world())
            with made.listening():
                yield made
            transaction.set_rollback(True)
