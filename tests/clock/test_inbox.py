from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kokoroe import clock
from kokoroe.annex.text import Text
from kokoroe.clock.announce import announce
from kokoroe.clock.loop import fire
from kokoroe.clock.models import Acknowledgement, Heartbeat, Notice
from kokoroe.clock.recipients import Words, of_account
from kokoroe.contracts.models import ClientRole
from people import NOW, People
from visitor import words

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _at(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def signed_in(account) -> Client:
    made = Client()
    made.force_login(account)
    return made


def tell(party: People, account, number=1, **given):
    values = {"contract": party.contract, "kind": "sample", "ref": str(number), "now": NOW} | given
    subject = Text(f"件名{number}", f"Subject {number}")
    announce(
        key=f"sample:{number}",
        words=Words(subject, Text("本文", "Body"), f"/c/{party.contract.code}/"),
        to=[of_account(account, "contractor")],
        **values,
    )


def inbox(account, **query) -> str:
    return words(signed_in(account).get(reverse("notices"), query))


def test_an_empty_inbox_says_what_will_stand_there(party: People):
    assert "お知らせはありません" in inbox(party.officer)


def test_a_notice_is_read_by_its_account_alone(party: People):
    tell(party, party.officer)
    assert "件名1" in inbox(party.officer)
    assert "件名1" not in inbox(party.client)


def test_what_is_new_stands_first_then_the_newest(party: People):
    for number in (1, 2, 3):
        tell(party, party.officer, number, now=NOW + number * MINUTE)
    Notice.objects.filter(ref="3").update(seen_at=NOW)
    said = inbox(party.officer)
    assert said.index("件名2") < said.index("件名1") < said.index("件名3")


def test_drills_and_what_is_urgent_are_marked(party: People):
    tell(party, party.officer, 1, drill=True)
    tell(party, party.officer, 2, urgent=False)
    html = signed_in(party.officer).get(reverse("notices")).content.decode()
    first, second = sorted(html.split("<article")[1:], key=lambda part: "件名2" in part)
    assert ("急ぎ" in first, "訓練" in first) == (True, True)
    assert ("急ぎ" in second, "訓練" in second) == (False, False)


def test_looking_marks_nothing_and_opening_does(party: People):
    tell(party, party.officer)
    client = signed_in(party.officer)
    client.get(reverse("notices"))
    notice = Notice.objects.get()
    assert notice.seen_at is None
    answer = client.post(reverse("notice_seen"), {"notice": notice.pk, "open": "1"})
    assert answer["Location"] == f"/c/{party.contract.code}/"
    assert Notice.objects.get().seen_at == NOW


@pytest.mark.parametrize("href", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_a_notice_opens_nothing_outside(party: People, href):
    tell(party, party.officer)
    Notice.objects.update(words={**Notice.objects.get().words, "href": href})
    answer = signed_in(party.officer).post(
        reverse("notice_seen"), {"notice": Notice.objects.get().pk, "open": "1"}
    )
    assert answer["Location"] == reverse("notices")


def test_all_are_marked_at_once_and_only_ones_own(party: People):
    tell(party, party.officer, 1)
    tell(party, party.client, 2)
    signed_in(party.officer).post(reverse("notice_seen"))
    assert set(Notice.objects.values_list("ref", "seen_at")) == {("1", NOW), ("2", None)}


@pytest.mark.parametrize("key", ["", "x", "-1", "９", "9" * 30, "999999"])
def test_a_notice_that_is_none_does_not_exist(party: People, key):
    client = signed_in(party.officer)
    assert client.post(reverse("notice_seen"), {"notice": key}).status_code == 404
    assert client.post(reverse("notice_acknowledge"), {"notice": key}).status_code == 404


def test_what_is_no_longer_ones_to_see_is_gone_from_the_inbox(party: People):
    from kokoroe.accounts.models import Administrator

    tell(party, party.client)
    assert "件名1" in inbox(party.client)
    ClientRole.objects.update(until=NOW)
    Administrator.objects.filter(account=party.client).update(until=NOW)
    assert "件名1" not in inbox(party.client)


def test_acknowledging_stops_the_ladder_for_that_person_and_goes_on_the_ledger(party: People, sample):
    sample.set()
    fire(now=NOW + 30 * MINUTE)
    client = signed_in(party.officer)
    assert "確認した（催促を止める）" in words(client.get(reverse("notices")))
    client.post(reverse("notice_acknowledge"), {"notice": Notice.objects.get().pk})
    row = Acknowledgement.objects.get()
    assert (row.recipient_key, row.how, row.at) == (party.officer.key, "page", NOW)
    entry = party.contract.tree.entries.last()
    assert entry.act == "deadline.acknowledged"
    assert entry.public == {"kind": "sample", "ref": "1", "stage": "", "how": "page"}
    said = words(client.get(reverse("notices")))
    assert "確認した（催促を止める）" not in said
    assert "に確認しました" in said
    fire(now=NOW + 45 * MINUTE)
    assert Notice.objects.count() == 1


def test_acknowledging_twice_is_recorded_once(party: People, sample):
    sample.set()
    fire(now=NOW + 30 * MINUTE)
    client = signed_in(party.officer)
    for _ in range(2):
        client.post(reverse("notice_acknowledge"), {"notice": Notice.objects.get().pk})
    acts = list(party.contract.tree.entries.values_list("act", flat=True))
    assert acts.count("deadline.acknowledged") == 1


def test_news_asks_for_no_acknowledgement(party: People):
    tell(party, party.officer)
    client = signed_in(party.officer)
    client.post(reverse("notice_acknowledge"), {"notice": Notice.objects.get().pk})
    assert "このお知らせに確認は要りません" in words(client.get(reverse("notices")))


def test_a_page_is_bounded_and_asks_as_much_for_two_as_for_many(party: People, sample):
    client = signed_in(party.officer)
    for number in range(2):
        tell(party, party.officer, number)
    sample.set()
    fire(now=NOW + 30 * MINUTE)
    client.get(reverse("notices"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("notices"))
    for number in range(2, 120):
        tell(party, party.officer, number)
    with CaptureQueriesContext(connection) as many:
        page = client.get(reverse("notices"))
    assert len(many) == len(few)
    assert page.content.decode().count("<article") == 50
    assert client.get(reverse("notices"), {"page": "99"}).content.decode().count("<article") == 21


def test_every_page_has_a_bell_with_the_number_that_waits(party: People):
    tell(party, party.officer)
    html = signed_in(party.officer).get("/").content.decode()
    assert 'class="bell" href="/notices"' in html
    assert 'class="bell-count">1<' in html
    assert 'class="bell-count"' not in signed_in(party.client).get("/").content.decode()
    assert 'class="bell"' not in Client().get("/accounts/login/").content.decode()


def test_a_clock_that_stands_still_is_said_on_every_page(party: People):
    Heartbeat.objects.create(worker="w", started_at=NOW, tick_at=NOW - timedelta(seconds=29))
    client = signed_in(party.worker)
    assert "期限の見張りが止まっています" not in words(client.get("/notices"))
    Heartbeat.objects.update(tick_at=NOW - timedelta(minutes=7))
    for path in ("/", "/notices", "/accounts/security"):
        assert "期限の見張りが止まっています（7分）" in words(client.get(path))
    assert "期限の見張りが止まっています" not in words(Client().get("/accounts/login/"))
