"""A contract with what a contract gathers: a plan in force, an answer, an incident with its photo, notices."""

from datetime import date, datetime, timedelta

import pytest
from tests.duties.incidents.staged import PHOTO

from kokoroe import clock
from kokoroe.annex.days import start_of_day
from kokoroe.contracts.seats import seat_of
from kokoroe.duties.incidents.models import Closing, Incident
from kokoroe.duties.incidents.reporting import report
from kokoroe.keeping.erasing import Due, erase_due
from kokoroe.ledger.unit import unit
from people import NOW, People
from visitor import Visitor

LAST = date(2034, 3, 31)  # seven years after the contract's last day
OVER = start_of_day(LAST)
TOLD = OVER - timedelta(days=31)  # both parties are told
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
    with unit(now=AWARE) as record:
        Closing.objects.create(incident=Incident.objects.get(), how="false-alarm", at=AWARE, by=party.officer)
        record(party.contract.tree, act="incident.closed", actor=None)
    return party


def reopen() -> None:
    """The incident goes on."""
    Closing.objects.update(reopened_at=AWARE)


def told_and_over(now: datetime = OVER) -> list[Due]:
    """Both parties were told in time; what goes at `now`."""
    erase_due(now=now - timedelta(days=31))
    return [due for due in erase_due(now=now) if due.goes_on is None]


@pytest.fixture
def visit(party: People, monkeypatch) -> Visitor:
    made = Visitor(party)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made


def at(moment: datetime, visit: Visitor) -> Visitor:
    visit.now = moment
    return visit
