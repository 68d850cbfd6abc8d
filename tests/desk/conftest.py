"""Pages of the desk, asked for as somebody at a moment."""

from datetime import datetime

import pytest
from django.test import Client

from kokoroe import clock
from people import NOW, People


class Desk:
    """A browser without a screen: who asks, and when, is given with each request."""

    def __init__(self, party: People) -> None:
        self.party = party
        self.now: datetime = NOW
        self.code = party.contract.code

    def client(self, who):
        client = Client()
        if who is not None:
            client.force_login(who)
        return client

    def get(self, who, path="", **query):
        return self.client(who).get(f"/c/{self.code}/{path}", query)

    def post(self, who, path="", **data):
        return self.client(who).post(f"/c/{self.code}/{path}", data)

    def portfolio(self, who, **query):
        return self.client(who).get("/", query)


@pytest.fixture
def desk(party, monkeypatch) -> Desk:
    made = Desk(party)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made
