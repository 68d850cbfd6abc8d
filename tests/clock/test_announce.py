from datetime import UTC, datetime, timedelta

import pytest

from kokoroe.annex.days import JST
from kokoroe.annex.text import Text
from kokoroe.clock import outbox
from kokoroe.clock.announce import announce
from kokoroe.clock.models import Message, Notice
from kokoroe.clock.outbox import Route
from kokoroe.clock.recipients import Words, of_account, of_contact
from people import NOW

WORDS = Words(Text("第一報が届きました", "The first report has arrived"), Text("本文です", "The body"), "/x/")


@pytest.fixture
def tell(party):
    def told(*to, **given) -> None:
        values = {"kind": "news", "ref": "7", "key": "news:7", "words": WORDS, "now": NOW} | given
        announce(contract=party.contract, to=to, **values)

    return told


@pytest.fixture
def channels(monkeypatch, party):
    """A channel of the contractor's that gets everything, and one that steps in."""
    there = {
        (party.contract.contractor_id, True): [Route("channel:1", "当番の部屋")],
        (party.contract.contractor_id, False): [Route("channel:2", "予備")],
    }
    monkeypatch.setattr(outbox, "routes", lambda organisation, always: there.get((organisation, always), ()))


def test_an_account_gets_a_notice_and_a_mail(party, tell):
    tell(of_account(party.client, "client"))
    notice, message = Notice.objects.get(), Message.objects.get()
    assert notice.account == party.client
    assert notice.words == {
        "subject": {"ja": "第一報が届きました", "en": "The first report has arrived"},
        "body": {"ja": "本文です", "en": "The body"},
        "href": "/x/",
    }
    assert (message.channel, message.address) == ("email", "ichiko@city.example")
    assert (message.subject, message.body) == ("第一報が届きました", "本文です")
    assert (message.next_at, message.sent_at, message.attempts) == (NOW, None, 0)


def test_nobody_is_told_twice_of_the_same_thing(party, tell):
    officer = of_account(party.officer, "contractor")
    tell(officer)
    tell(officer, of_account(party.client, "client"))
    assert Notice.objects.count() == Message.objects.count() == 2


def test_a_contact_without_an_account_gets_a_mail_alone(tell):
    tell(of_contact(name="夜間 当番", party="contractor", email="night@contractor.example"))
    assert Message.objects.get().address == "night@contractor.example"
    assert Notice.objects.count() == 0


def test_channels_that_get_everything_get_what_is_urgent_once(party, tell, channels):
    tell(of_account(party.officer, "contractor"), of_account(party.worker, "contractor"))
    assert sorted(Message.objects.values_list("channel", flat=True)) == ["channel:1", "email", "email"]


def test_whoever_has_no_address_is_told_by_the_channel_that_steps_in(tell, channels):
    tell(of_contact(name="夜間 当番", party="contractor", phone="011-000-0009"))
    assert sorted(Message.objects.values_list("channel", flat=True)) == ["channel:1", "channel:2"]


def test_what_is_not_urgent_waits_for_one_digest_a_day(party, tell, channels):
    officer = of_account(party.officer, "contractor")
    tell(officer, urgent=False)
    tell(officer, urgent=False, key="news:8")
    message = Message.objects.get()
    assert message.kind == "digest"
    # Friday 20 March 2026 is a holiday: Monday's morning is the next one.
    assert message.next_at == datetime(2026, 3, 23, 8, 30, tzinfo=JST)
    assert list(message.notices.values_list("key", flat=True)) == [
        f"news:7:{officer.key}",
        f"news:8:{officer.key}",
    ]


def test_a_drill_says_so_before_anything_else(party, tell):
    tell(of_account(party.client, "client"), drill=True)
    message, notice = Message.objects.get(), Notice.objects.get()
    assert message.subject == "【訓練】第一報が届きました"
    assert message.body.splitlines() == [
        "【訓練】これは訓練です。実際の事故ではありません。",
        "",
        "本文です",
    ]
    assert notice.words["subject"]["en"] == "[DRILL] The first report has arrived"
    assert message.drill
    assert notice.drill


def test_a_transaction_that_fails_has_told_nobody(party, tell):
    from django.db import transaction

    def fails() -> None:
        with transaction.atomic():
            tell(of_account(party.client, "client"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert Notice.objects.count() == Message.objects.count() == 0


@pytest.mark.parametrize(
    ("at", "digest"),
    [
        (datetime(2026, 11, 24, 8, 28, tzinfo=JST), datetime(2026, 11, 24, 8, 30, tzinfo=JST)),
        (datetime(2026, 11, 24, 8, 29, 30, tzinfo=JST), datetime(2026, 11, 25, 8, 30, tzinfo=JST)),
        (datetime(2026, 11, 20, 12, 0, tzinfo=JST), datetime(2026, 11, 24, 8, 30, tzinfo=JST)),
        (datetime(2026, 12, 28, 9, 0, tzinfo=JST), datetime(2027, 1, 4, 8, 30, tzinfo=JST)),
        (datetime(2026, 11, 24, 23, 20, tzinfo=UTC), datetime(2026, 11, 25, 8, 30, tzinfo=JST)),
    ],
)
def test_digests_go_out_on_the_morning_of_a_business_day(at, digest):
    from kokoroe.clock.digests import next_digest

    assert next_digest(at) == digest


@pytest.mark.parametrize(
    ("at", "wait"),
    [
        (datetime(2026, 11, 24, 8, 0, tzinfo=JST), timedelta(0)),
        (datetime(2026, 11, 24, 19, 59, tzinfo=JST), timedelta(0)),
        (datetime(2026, 11, 24, 20, 0, tzinfo=JST), timedelta(hours=12)),
        (datetime(2026, 11, 24, 7, 59, tzinfo=JST), timedelta(minutes=1)),
        (datetime(2026, 11, 21, 12, 0, tzinfo=JST), timedelta(days=2, hours=20)),
    ],
)
def test_quiet_hours_are_nights_and_days_on_which_offices_are_closed(at, wait):
    from kokoroe.clock.digests import after_quiet

    assert after_quiet(at) == at + wait
