import io
import logging

import pytest
from django.test import Client
from django.urls import reverse

from kokoroe import clock
from kokoroe.accounts.models import Invitation
from kokoroe.duties.incidents.models import ReportLink

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(monkeypatch) -> io.StringIO:
    """What the server's own handler writes."""
    written = io.StringIO()
    handler = next(each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler)
    monkeypatch.setattr(handler, "stream", written)
    return written


def test_a_link_that_still_works_is_not_written_down(log):
    _, token = Invitation.issue(grants={"administrator": True}, now=clock.now())
    response = Client().post(reverse("invitation", args=[token]), {"password": "short"})
    assert response.status_code == 422
    assert "Unprocessable Entity: /invitation/…\n" in log.getvalue()
    assert token not in log.getvalue()


def test_a_cards_link_is_not_written_down(log, party):
    link = ReportLink.objects.create(contract=party.contract, created_at=party.now, created_by=party.officer)
    assert Client().post(reverse("incident_card_report", args=[link.token])).status_code == 422
    assert "Unprocessable Entity: /r/…\n" in log.getvalue()
    assert link.token not in log.getvalue()


def test_every_other_address_is(log):
    Client().get("/nothing/here")
    assert "Not Found: /nothing/here\n" in log.getvalue()
