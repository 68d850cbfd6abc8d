"""A contract with what a contract gathers: a plan in force, an answer, an incident with its photo, notices."""

from datetime import date, datetime, timedelta

import pytest
from tests.duties.incidents.staged import PHOTO

from kokoroe import clock
from kokoroe.annex.days import start_of_day
from kokoroe.contracts.seats import seat_of
from kokoroe.duties.incidents.reporting import report
from people import NOW, People
from visitor import Visitor

LAST = date(2034, 3, 31)  # seven years after the contract's last day
OVER = start_of_day(LAST)
AWARE = NOW + timedelta(days=30)
SAID = "例示 次郎が誤って送った。"


@pytest.fixture
def full(party: People) -> People:
    """The contract in the middle of its life."""
    party.accepted()
    worker = seat_of(party.worker, party.contract, at=AWARE)
    report(
        seat=worker,
        kind="mis-sent",
        noticed_at=AWARE,
        possibility=False,
        text=SAID,
        key="k1",
        files=[PHOTO],
        now=AWARE,
    )
    return party


@pytest.fixture
def visit(party: People, monkeypatch) -> Visitor:
    made = Visitor(party)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made


def at(moment: datetime, visit: Visitor) -> Visitor:
    visit.now = moment
    return visit
