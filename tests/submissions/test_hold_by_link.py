"""The client's people of whom only an address is known stop an erasure by the link in the mail that tells of it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from kokoroe import clock
from kokoroe.clock.channels.delivering import outgoing, token_of
from kokoroe.clock.channels.setup import in_force
from kokoroe.clock.models import Message
from kokoroe.contracts.models import ClientRole
from kokoroe.keeping.erasing import erase_due
from kokoroe.keeping.models import Erasure, Hold
from kokoroe.ledger.verify import verify
from kokoroe.submissions.models import AnswerAddress
from people import NOW, People

TOLD = NOW + timedelta(days=8 * 366)
DAY = timedelta(days=1)
WHY = "損害賠償の係争中のため。"


@pytest.fixture
def mail(party: People, monkeypatch) -> Message:
    """The announcement, as it leaves to an address; nobody of the client signs in any more."""
    cache.clear()
    now = [TOLD]
    monkeypatch.setattr(clock, "now", lambda: now[0])
    given = {"contract": party.contract, "name": "市役 四郎", "address": "shiro@city.example"}
    AnswerAddress.objects.create(**given, at=NOW, by=party.client)
    ClientRole.objects.update(until=NOW + DAY)
    party.client.is_active = False
    party.client.save()
    erase_due(now=TOLD)
    return Message.objects.get(address="shiro@city.example")


def link(message: Message) -> str:
    return reverse("hold_by_link", args=[token_of(message)])


def test_the_mails_own_link_leads_there_and_what_is_typed_holds_for_the_client(mail, party: People):
    assert "/hold/" in outgoing(mail, in_force()).url
    there = link(mail)
    assert (Client().get(there).status_code, Hold.objects.count()) == (200, 0)
    assert Client().post(there, {"reason": " "}).status_code == 422
    assert Client().post(there, {"reason": WHY})["Location"] == there
    hold = Hold.objects.get()
    assert (hold.party, hold.reason, hold.placed_by.email) == ("client", WHY, "shiro@city.example")
    assert "消去を止めています" in Client().get(there).content.decode()
    erase_due(now=TOLD + 60 * DAY)
    assert not Erasure.objects.exists()
    assert Message.objects.filter(
        recipient_key=party.officer.key, subject__startswith="個人データの消去を止めました"
    )
    assert Client().post(there, {"reason": "控訴審"}).status_code == 302
    assert Hold.objects.get(lifted_at=None).reason == "控訴審"
    assert [each for each in verify(party.contract.tree).problems if "Hold" in each.what] == []


def test_one_that_is_forged_or_whose_address_is_off_the_record_opens_nothing(mail, party: People):
    there = link(mail)
    assert Client().post(there + "x", {"reason": WHY}).status_code == 404
    other = Message.objects.filter(recipient_key=party.officer.key).first()
    assert Client().post(link(other), {"reason": WHY}).status_code == 404
    AnswerAddress.objects.update(removed_at=TOLD)
    assert Client().post(there, {"reason": WHY}).status_code == 404
    assert not Hold.objects.exists()
