"""Subscriptions, and a system of the contractor that listens."""

import pytest

from clock.channels.servers import web
from kokoroe import clock
from kokoroe.clock.events.actions import subscribe
from kokoroe.clock.events.families import all_families
from kokoroe.clock.events.standing import at_contract, at_home
from people import NOW


@pytest.fixture(autouse=True)
def _here(settings, monkeypatch):
    settings.KOKOROE_WEBHOOK_PRIVATE = frozenset({"1"})
    settings.KOKOROE_URL, settings.KOKOROE_URL_IS_SET = "https://kokoroe.example", True
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def system():
    with web() as server:
        yield server


@pytest.fixture
def subscribed(party, system):
    """Subscribe by who it is (and a seat for one contract); returns the row and its secret."""

    def make(who=None, *, seat=None, name="見張り番", families=(), url=""):
        place = at_contract(seat) if seat else at_home(who or party.officer, at=NOW)
        return subscribe(
            place=place,
            name=name,
            url=url or system.url,
            shown="127.0.0.1",
            families=families or list(all_families()),
            now=NOW,
        )

    return make
