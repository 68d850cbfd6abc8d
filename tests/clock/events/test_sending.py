"""How events leave: signed, again and again, and how that ends."""

import base64
import hmac
from datetime import timedelta
from hashlib import sha256

import pytest

from kokoroe import clock
from kokoroe.clock.channels.webhook import key_of
from kokoroe.clock.events import actions
from kokoroe.clock.events.sending import try_out
from kokoroe.clock.events.standing import at_home
from kokoroe.clock.events.stopping import EVENT
from kokoroe.clock.loop import Loop
from kokoroe.clock.models import Message, Notice
from kokoroe.clock.sending import send
from kokoroe.ledger.unit import unit
from people import NOW

DAY = timedelta(days=1)


def act(party, *, at=NOW, act="incident.reported"):
    with unit(now=at) as record:
        record(party.contract.tree, act=act, actor=party.officer.pk, public={"incident": "S-2025-01"})


def place(party):
    return at_home(party.officer, at=NOW)


def signed(secret: str, request) -> str:
    said = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode() + request.body
    return "v1," + base64.b64encode(hmac.digest(key_of(secret), said, sha256)).decode()


@pytest.fixture
def at(monkeypatch):
    def go(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)
        return moment

    return go


def test_an_event_arrives_signed_with_its_address(party, subscribed, system):
    _, secret = subscribed()
    act(party)
    assert send(now=NOW) == 1
    (got,) = system.got
    (message,) = Message.objects.filter(kind=EVENT)
    assert got.headers["webhook-id"] == message.key.split(":")[2]
    assert got.headers["webhook-signature"] == signed(secret, got)
    url = f"https://kokoroe.example/c/{party.contract.code}/incidents/S-2025-01/"
    assert (got.json["type"], got.json["data"]["url"]) == ("incident.reported", url)
    assert (message.sent_at, message.provider_ref) == (NOW, "200")


def test_for_a_day_after_a_new_secret_both_count_and_then_one(party, subscribed, system, at):
    row, old = subscribed()
    new = actions.renew_secret(place=place(party), subscription=row, now=NOW)
    for moment, secrets in (
        (NOW, [new, old]),
        (NOW + DAY - timedelta(seconds=1), [new, old]),
        (NOW + DAY, [new]),
    ):
        act(party, at=at(moment))
        send(now=moment)
        got = system.got[-1]
        assert got.headers["webhook-signature"].split(" ") == [signed(secret, got) for secret in secrets]


def test_what_fails_is_sent_again_by_night_as_well_under_the_same_id(party, subscribed, system):
    subscribed()
    night = NOW.replace(hour=14)  # 23:00 in Japan, when people are left alone
    act(party, at=night)
    system.answer(503)
    assert send(now=night) == 0
    assert send(now=night + timedelta(seconds=5)) == 1
    first, second = system.got
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.json == second.json


def test_a_success_ends_the_failing_and_five_days_of_it_end_the_sending(party, subscribed, system):
    row, _ = subscribed()
    act(party)
    system.answer(500)
    send(now=NOW)
    row.refresh_from_db()
    assert row.failing_since == NOW
    send(now=NOW + timedelta(minutes=1))
    row.refresh_from_db()
    assert row.failing_since is None
    moments = [NOW + DAY, NOW + 3 * DAY, NOW + 6 * DAY - timedelta(seconds=1)]
    act(party, at=moments[0])
    for moment in moments:
        system.answer(500)
        send(now=moment)
    row.refresh_from_db()
    assert (row.failing_since, row.stopped_at) == (NOW + DAY, None)
    system.answer(500)
    last = NOW + 6 * DAY + timedelta(minutes=20)
    send(now=last)
    row.refresh_from_db()
    assert (row.stopped_at, row.stopped_why) == (last, "failing")
    assert [notice.account_id for notice in Notice.objects.filter(kind="webhook")] == [party.officer.pk]
    before = len(system.got)
    act(party, at=last)
    send(now=last + DAY)
    assert len(system.got) == before


def test_an_address_that_says_it_is_gone_is_told_nothing_more(party, subscribed, system, at):
    row, _ = subscribed()
    act(party)
    act(party)
    system.answer(410)
    send(now=at(NOW))
    row.refresh_from_db()
    assert (row.stopped_at, row.stopped_why, len(system.got)) == (NOW, "gone", 1)
    assert [notice.account_id for notice in Notice.objects.filter(kind="webhook")] == [party.officer.pk]
    send(now=at(NOW + DAY))
    assert len(system.got) == 1


def test_one_event_that_is_never_taken_does_not_end_those_that_are(party, subscribed, system):
    row, _ = subscribed()
    act(party)
    for days in range(6):
        system.answer(400)
        send(now=NOW + days * DAY)
        act(party, at=NOW + days * DAY, act="terms.proposed")
        send(now=NOW + days * DAY)
    first = Message.objects.filter(kind=EVENT).earliest("pk")
    row.refresh_from_db()
    assert (first.sent_at, first.void_reason) == (None, "given_up")
    assert (row.stopped_at, row.failing_since) == (None, None)


def test_taken_up_again_it_sends_what_had_waited_and_the_one_who_did_stands_for_it(party, subscribed, system):
    row, _ = subscribed()
    act(party)
    actions.switch_off(place=place(party), subscription=row, now=NOW)
    act(party)
    assert send(now=NOW) == 0
    actions.take_up(place=place(party), subscription=row, now=NOW + DAY)
    assert send(now=NOW + DAY) == 1
    row.refresh_from_db()
    assert (row.stopped_at, row.holder) == (None, party.officer)


def test_an_event_can_be_sent_once_more_under_its_own_id(party, subscribed, system):
    row, _ = subscribed()
    act(party)
    send(now=NOW)
    (message,) = Message.objects.filter(kind=EVENT)
    actions.send_again(place=place(party), subscription=row, message=message.pk, now=NOW)
    assert send(now=NOW) == 1
    first, second = system.got
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert Message.objects.filter(kind=EVENT).count() == 1


def test_a_test_goes_out_on_the_spot(party, subscribed, system):
    row, secret = subscribed()
    assert try_out(row, at=NOW) == "200"
    (got,) = system.got
    assert got.headers["webhook-signature"] == signed(secret, got)
    assert got.json == {"type": "webhook.test", "timestamp": "2026-03-20T01:00:00Z", "data": {}}


def test_what_was_removed_is_sent_nothing(party, subscribed, system):
    row, _ = subscribed()
    act(party)
    actions.remove(place=place(party), subscription=row, now=NOW)
    act(party)
    assert send(now=NOW + DAY) == 0
    row.refresh_from_db()
    assert (system.got, bytes(row.sealed)) == ([], b"")


def test_an_inner_address_is_reached_by_nobody(party, subscribed, system, settings):
    subscribed()
    settings.KOKOROE_WEBHOOK_PRIVATE = frozenset()
    act(party)
    send(now=NOW)
    (message,) = Message.objects.filter(kind=EVENT)
    assert (system.got, "内部のネットワーク" in message.last_error) == ([], True)


def test_systems_that_hang_leave_a_thread_for_what_is_urgent(party, subscribed):
    for number in range(3):
        subscribed(name=f"遅い {number}")
    act(party)
    loop = Loop()
    assert [loop._claim(NOW) is None for _ in range(3)] == [False, False, True]
    Message.objects.create(
        kind="incident",
        key="urgent",
        recipient_key="account:1",
        channel="email",
        subject="第一報",
        body="",
        created_at=NOW,
        next_at=NOW,
    )
    assert loop._claim(NOW).key == "urgent"
