"""A contract with its first plan submitted, and somebody who tries what is not theirs to do."""

from datetime import timedelta

import pytest

from kokoroe import clock
from kokoroe.submissions.models import Submission
from people import NOW, People
from visitor import Visitor


@pytest.fixture
def visit(party: People, monkeypatch) -> Visitor:
    made = Visitor(party)
    made.now = NOW + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made


@pytest.fixture
def submission(visit: Visitor) -> Submission:
    return visit.party.submitted()
