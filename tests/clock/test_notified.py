from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from kokoroe import clock
from kokoroe.clock.channels.delivering import token_of
from kokoroe.clock.deadlines import set_deadline
from kokoroe.clock.kinds import Kind
from kokoroe.clock.loop import fire
from kokoroe.clock.models import Acknowledgement, Message
from kokoroe.clock.recipients import of_contact
from people import NOW, People
from visitor import words

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _at(monkeypatch):
    cache.clear()
    monkeypatch.setattr(clock, "now", lambda: NOW)
    yield
    cache.clear()


@pytest.fixture
def mail(party: People, sample, monkeypatch) -> Message:
    """A mail about a deadline to a contact without an account."""
    from kokoroe.clock import kinds

    contact = of_contact(name="当番 四郎", party="contractor", email="shiro@contractor.example")
    kind = Kind("duty-hours", recipients=lambda *_: [contact], words=sample.words)
    monkeypatch.setitem(kinds._kinds, "duty-hours", kind)
    values = {"runs_from": NOW, "due_at": NOW + 60 * MINUTE, "rungs": [-30 * MINUTE], "now": NOW}
    set_deadline(contract=party.contract, kind="duty-hours", ref="1", **values)
    fire(now=NOW + 30 * MINUTE)
    return Message.objects.get()


def link(message: Message) -> str:
    return reverse("notified", args=[token_of(message)])


def test_the_page_tells_what_the_mail_told_and_nothing_more(mail, party: People):
    answer = Client().get(link(mail))
    said = words(answer)
    assert ("期限 -1800" in said, "本文" in said, "当番 四郎 さんへの通知" in said) == (True, True, True)
    assert party.contract.title not in said
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_a_scanner_that_opens_the_link_acknowledges_nothing(mail):
    Client().get(link(mail))
    Client().head(link(mail))
    assert not Acknowledgement.objects.exists()


def test_pressing_the_button_is_recorded_once_for_whom_the_mail_was(mail, party: People):
    there = link(mail)  # the second in which it is made is in it
    for _ in range(2):
        answer = Client().post(there)
        assert (answer.status_code, answer["Location"]) == (302, there)
    row = Acknowledgement.objects.get()
    assert (row.recipient_key, row.how) == ("address:shiro@contractor.example", "link")
    assert "確認したことを記録しました" in words(Client().get(link(mail)))
    entries = [entry for entry in party.contract.tree.entries.all() if entry.act == "deadline.acknowledged"]
    assert [entry.public["how"] for entry in entries] == ["link"]
    assert entries[0].actor is None
    values = {each.name: each.value for each in entries[0].disclosures.all()}
    assert values == {"name": "当番 四郎", "address": "shiro@contractor.example"}


def test_a_deadline_that_has_moved_asks_again(mail, party: People):
    Client().post(link(mail))
    values = {"runs_from": NOW, "due_at": NOW + 90 * MINUTE, "rungs": [-30 * MINUTE], "now": NOW}
    set_deadline(contract=party.contract, kind="duty-hours", ref="1", **values)
    assert "確認したことを記録しました" not in words(Client().get(link(mail)))


def test_the_form_needs_its_token_as_every_form_does(mail):
    assert Client(enforce_csrf_checks=True).post(link(mail)).status_code == 403


@pytest.mark.parametrize("token", ["x", "MQ:1abc:xyz", "名前", "a" * 3000])
def test_a_forged_link_opens_nothing_and_asks_no_database(db, token, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = Client().get(reverse("notified", args=[token]))
    assert answer.status_code == 404
    assert "このリンクは使えません" in words(answer)


def test_a_link_of_another_purpose_opens_nothing(mail):
    from django.core import signing

    assert Client().get(reverse("notified", args=[signing.dumps(mail.pk)])).status_code == 404


def test_a_link_ends_after_ninety_days(mail):
    import time_machine

    token = token_of(mail)
    with time_machine.travel(NOW + timedelta(days=10000), tick=False):
        assert Client().get(reverse("notified", args=[token])).status_code == 404


def test_a_message_about_no_deadline_has_no_such_page(mail):
    Message.objects.update(deadline=None)
    assert Client().get(link(mail)).status_code == 404


def test_ten_thousand_tries_are_stopped_while_a_good_link_works(mail):
    answers = [
        Client().get(reverse("notified", args=[f"forged{number}"])).status_code for number in range(40)
    ]
    assert (answers.count(404), answers.count(429)) == (30, 10)
    assert Client().get(link(mail)).status_code == 200


def test_a_log_does_not_keep_the_link():
    import logging

    from kokoroe.site.logs import WithoutLinks

    record = logging.LogRecord("django", 30, "", 1, "%s", ("/notified/secret-token",), None)
    WithoutLinks().filter(record)
    assert record.getMessage() == "/notified/…"
