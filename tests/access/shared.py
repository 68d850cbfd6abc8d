"""The world that all share who walk over everything there is: made for the first, gone before any other test begins."""

from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from django.db import transaction
from tests.access.asking import Asking
from tests.access.world import world

SHARING = ("access", "deeds")
TESTS = Path(__file__).parents[1]


class Shared:
    """What is made, and what ends it."""

    def __init__(self) -> None:
        self.asking: Asking | None = None
        self.ends = ExitStack()

    def world(self, blocker) -> Asking:
        """Everybody in the one world, which stands in a transaction of its own."""
        if self.asking is None:
            self.ends.enter_context(blocker.unblock())
            self.ends.enter_context(undone())
            made = Asking(world())
            self.ends.enter_context(made.listening())
            self.asking = made
        return self.asking

    def leave(self, item: pytest.Item | None) -> None:
        """End it, unless the test that comes next shares it."""
        if item is None or not any(item.path.is_relative_to(TESTS / folder) for folder in SHARING):
            self.asking = None
            self.ends.close()


@contextmanager
def undone():
    """A transaction that leaves nothing."""
    outer = transaction.atomic()
    outer._from_testcase = True  # as Django's own TestCase does: what must be outermost may be inside
    with outer:
        yield
        transaction.set_rollback(True)


shared = Shared()
