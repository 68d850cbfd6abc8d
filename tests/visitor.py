"""Somebody at a screen: asks for pages by their names, at a moment that the test sets."""

import re
from datetime import datetime

from django.test import Client
from django.urls import reverse

from kokoroe.accounts.models import Account
from people import NOW, People


class Visitor:
    """Asks for the pages of one contract; who asks is given each time, and `now` is what the clock says."""

    def __init__(self, party: People) -> None:
        self.party = party
        self.now: datetime = NOW

    def path(self, name: str, *args: object) -> str:
        return reverse(name, args=[self.party.contract.code, *args])

    def get(self, who: Account | None, page: str, /, *args: object, query: str = ""):
        return self.client(who).get(self.path(page, *args) + query)

    def post(self, who: Account | None, page: str, /, *args: object, **data: object):
        return self.client(who).post(self.path(page, *args), data)

    def client(self, who: Account | None) -> Client:
        client = Client()
        if who is not None:
            client.force_login(who)
        return client

    def follow(self, who: Account | None, response):
        """The page that an answer leads to."""
        assert response.status_code == 302, response.status_code
        return self.client(who).get(response["Location"])


def words(response) -> str:
    """What a page says, without its tags."""
    html = re.sub(r"(?s)<(head|template).*?</\1>", " ", response.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
