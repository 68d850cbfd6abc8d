"""A card's link under attack: guessing finds nothing and costs nothing, and one card cannot keep a chain awake."""

import secrets
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.duties.incidents.conftest import AWARE
from tests.duties.incidents.test_report_pages import SENT

from kokoroe import clock
from kokoroe.clock.models import Message
from kokoroe.duties.incidents.models import EvidenceFile, Report, ReportLink
from kokoroe.duties.incidents.views.report import MOST_BY_CARD

TRIES, BY_BROWSER = 10_000, 500
HOUR = timedelta(hours=1)


@pytest.fixture
def link(running, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AWARE)
    return ReportLink.objects.create(
        contract=running.party.contract, created_at=AWARE, created_by=running.party.officer
    )


def guesses(link: ReportLink):
    """Tokens of the right form for links that there are and are not, some with a good signature cut or changed."""
    key, _, signature = link.token.partition(".")
    yield from (f"{key}.{signature[:-1]}", f"{key}.{signature.swapcase()}", f"{link.pk + 1}.{signature}", key)
    for number in range(TRIES - 4):
        yield f"{link.pk + number % 3}.{secrets.token_urlsafe(32)}"


def test_ten_thousand_guesses_find_nothing_and_ask_the_database_nothing(link):
    browser = Client()
    opened, answers = set(), []
    with CaptureQueriesContext(connection) as asked:
        for number, token in enumerate(guesses(link)):
            opened.add(ReportLink.opened_by(token))
            if number < BY_BROWSER:
                address = reverse("incident_card_report", args=[token])
                answer = browser.post(address, SENT) if number % 2 else browser.get(address)
                answers.append(answer.status_code)
    assert (opened, answers, len(asked)) == ({None}, [404] * BY_BROWSER, 0)
    assert (Report.objects.count(), Message.objects.filter(kind="incident.reported").count()) == (0, 0)
    assert browser.get(reverse("incident_card_report", args=[link.token])).status_code == 200


def test_a_card_that_floods_is_told_to_telephone_and_wakes_the_chain_no_more(link):
    browser, address = Client(), reverse("incident_card_report", args=[link.token])
    answers = [
        browser.post(address, SENT | {"key": f"k{number}"}).status_code for number in range(MOST_BY_CARD + 20)
    ]
    assert answers == [302] * MOST_BY_CARD + [429] * 20
    assert Report.objects.count() == MOST_BY_CARD
    assert Message.objects.filter(kind="incident.reported").count() == 2 * MOST_BY_CARD
    assert EvidenceFile.objects.count() == 0
