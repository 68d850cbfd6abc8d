"""Pages of the plan, asked for as somebody at a moment."""

import pytest

from kokoroe import clock
from people import People
from visitor import Visitor


@pytest.fixture
def visit(party: People, monkeypatch) -> Visitor:
    made = Visitor(party)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made
