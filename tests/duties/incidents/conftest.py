"""A contract whose plan is in force, and an incident that was reported under it."""

from datetime import datetime, timedelta

import pytest

from kept import kept
from kokoroe import clock
from kokoroe.contracts.seats import Seat, seat_of
from kokoroe.duties.incidents.models import Incident
from kokoroe.duties.incidents.reporting import report
from people import NOW, People
from visitor import Visitor

AWARE = NOW + timedelta(days=30, hours=4)  # 14:00 in Japan, 19 April 2026


class Running:
    """The contract running: who reports, and when."""

    def __init__(self, party: People) -> None:
        party.accepted()
        self.party = party

    def seat(self, who: str, at: datetime = AWARE) -> Seat:
        return seat_of(getattr(self.party, who), self.party.contract, at=at)

    def reported(self, *, at: datetime = AWARE, noticed_at: datetime | None = None, **given) -> Incident:
        wanted = {
            "kind": "mis-sent",
            "possibility": False,
            "text": "通知メールを別の園に送った。",
            "key": f"k{at}",
        }
        found = report(
            seat=given.pop("seat", None) or self.seat("worker", at), noticed_at=noticed_at or at, now=at,
            **{**wanted, **given},
        )  # fmt: skip
        assert found.incident is not None
        found.incident.contract = self.party.contract
        return found.incident


@kept
def running(party: People) -> Running:
    return Running(party)


@pytest.fixture
def visit(running: Running, monkeypatch) -> Visitor:
    """Somebody at a screen, an hour after the incident became known."""
    made = Visitor(running.party)
    made.now = AWARE + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made
