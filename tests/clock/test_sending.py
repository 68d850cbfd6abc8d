from datetime import datetime, timedelta

import pytest

from kokoroe.annex.days import JST
from kokoroe.annex.text import Text
from kokoroe.clock import outbox, sending
from kokoroe.clock.announce import announce
from kokoroe.clock.loop import send
from kokoroe.clock.models import Message, Notice
from kokoroe.clock.outbox import Route
from kokoroe.clock.recipients import Words, of_account
from kokoroe.clock.senders import SENDERS, Undelivered, deliver
from kokoroe.clock.wording import compose
from people import NOW

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)


class Channel:
    """A channel that takes what it is given, or fails as it is told to."""

    def __init__(self):
        self.taken = []
        self.fails = None

    def __call__(self, message: Message) -> str:
        if self.fails is not None:
            raise self.fails
        self.taken.append(message)
        return f"ref-{message.pk}"


@pytest.fixture
def channel():
    return Channel()


@pytest.fixture
def tell(sample):
    def told(*to, **given) -> None:
        values = {
            "kind": "sample",
            "ref": "7",
            "key": "sample:7",
            "words": Words(Text("件名", "Subject"), Text("本文", "Body")),
            "now": NOW,
        } | given
        announce(contract=sample.party.contract, to=to or [sample.officer], **values)

    return told


def test_a_message_goes_out_once_and_is_marked(sample, tell, channel):
    tell()
    assert send(now=NOW, deliver=channel) == 1
    assert send(now=NOW + HOUR, deliver=channel) == 0
    row = Message.objects.get()
    assert (row.sent_at, row.provider_ref, row.attempts) == (NOW, f"ref-{row.pk}", 1)
    assert sample.delivered == [row.pk]


def test_what_is_leased_is_nobody_elses_until_the_lease_ends(tell, channel):
    tell()
    first = sending.claim(now=NOW)
    assert sending.claim(now=NOW + 29 * SECOND) is None
    again = sending.claim(now=NOW + 30 * SECOND)
    assert (again.pk, again.attempts, again.lease_token != first.lease_token) == (first.pk, 2, True)


def test_a_lease_that_is_renewed_holds(tell):
    tell()
    token = sending.claim(now=NOW).lease_token
    sending.renew([token], now=NOW + 25 * SECOND)
    assert sending.claim(now=NOW + 54 * SECOND) is None
    assert sending.claim(now=NOW + 55 * SECOND) is not None


def test_a_repeat_says_so_and_keeps_its_number(tell):
    tell()
    first = sending.claim(now=NOW)
    assert compose(first, NOW).body == f"本文\n\n通知番号 {first.number}"
    again = sending.claim(now=NOW + MINUTE)
    assert compose(again, NOW + MINUTE) == (
        "件名",
        f"再送（重複の可能性があります）\n\n本文\n\n通知番号 {first.number}",
    )


def test_an_urgent_message_that_could_not_be_handed_over_in_time_says_why(tell):
    tell()
    message = sending.claim(now=NOW + 10 * MINUTE)
    assert compose(message, NOW + 10 * MINUTE).body.splitlines()[0] == (
        "2026年3月20日 10:00 に出した通知です。"
        "送信先に届けられなかったため 2026年3月20日 10:10（日本時間）に送信しています。"
    )


def test_a_failure_is_tried_again_after_longer_and_longer_pauses(tell, channel):
    tell()
    channel.fails = Undelivered("550 no such user")
    now, pauses = NOW, []
    for _ in range(8):
        assert send(now=now, deliver=channel) == 0
        row = Message.objects.get()
        pauses.append((row.next_at - now).total_seconds())
        now = row.next_at
    assert pauses == [5, 15, 60, 180, 420, 900, 900, 900]
    assert (row.last_error, row.failures, row.sent_at) == ("550 no such user", 8, None)
    channel.fails = None
    assert send(now=now, deliver=channel) == 1


def test_a_channel_that_says_when_to_come_again_is_heard_up_to_a_quarter_of_an_hour(tell, channel):
    tell()
    channel.fails = Undelivered("429", retry_after=2 * MINUTE)
    send(now=NOW, deliver=channel)
    assert Message.objects.get().next_at == NOW + 2 * MINUTE
    channel.fails = Undelivered("429", retry_after=2 * HOUR)
    send(now=NOW + 2 * MINUTE, deliver=channel)
    assert Message.objects.get().next_at == NOW + 17 * MINUTE


def test_a_fault_of_the_channels_program_is_a_failure_like_any_other(tell, channel):
    tell()
    channel.fails = ZeroDivisionError("oops")
    assert send(now=NOW, deliver=channel) == 0
    assert Message.objects.get().last_error == "ZeroDivisionError('oops')"


def test_after_two_failures_the_next_channel_steps_in_and_the_first_goes_on(
    tell, channel, monkeypatch, sample
):
    own = sample.party.contract.contractor_id
    there = {(own, False): [Route("channel:2", "当番の部屋")]}
    monkeypatch.setattr(outbox, "routes", lambda organisation, always: there.get((organisation, always), ()))
    tell(sample.officer, of_account(sample.party.worker, "contractor"))

    channel.fails = Undelivered("refused")
    send(now=NOW, deliver=channel)
    assert Message.objects.count() == 2
    send(now=NOW + 5 * SECOND, deliver=channel)
    other = Message.objects.get(channel="channel:2")  # one for both people
    first = other.body.partition(" さんへの通知を送れていないため、こちらにも送ります。\n\n本文")
    assert first in [(name, first[1], "") for name in ("見本 太郎", "例示 次郎")], (
        "whichever of the two failed first"
    )
    assert first[1]
    assert other.next_at == NOW + 10 * SECOND  # it was taken at once, and refused by the same stand-in
    assert Message.objects.filter(channel="email", failed_at=NOW + 5 * SECOND).count() == 2

    channel.fails = None
    assert send(now=NOW + MINUTE, deliver=channel) == 3


def test_whoever_lost_the_lease_does_not_write_down_a_failure(tell):
    tell()
    slow = sending.claim(now=NOW)
    sending.claim(now=NOW + MINUTE)
    sending.put_off(slow, reason="timed out", wait=None, now=NOW + MINUTE)
    assert Message.objects.get().failures == 0


def test_whoever_lost_the_lease_still_marks_what_was_sent_and_only_once(sample, tell):
    tell()
    slow, other = sending.claim(now=NOW), sending.claim(now=NOW + MINUTE)
    sending.mark(slow, reference="a", now=NOW + MINUTE)
    sending.mark(other, reference="b", now=NOW + 2 * MINUTE)
    row = Message.objects.get()
    assert (row.sent_at, row.provider_ref) == (NOW + MINUTE, "a")
    assert sample.delivered == [row.pk]


def test_what_follows_from_a_delivery_is_made_up_for_where_it_failed(sample, tell, channel, monkeypatch):
    from kokoroe.clock import kinds

    def fails(_message, _now):
        raise ZeroDivisionError

    tell()
    monkeypatch.setitem(kinds._kinds, "sample", kinds.Kind("sample", delivered=fails))
    assert send(now=NOW, deliver=channel) == 1
    assert sending.follow(now=NOW) == 0
    assert send(now=NOW + HOUR, deliver=channel) == 0, "it was sent, whatever follows"
    monkeypatch.setitem(kinds._kinds, "sample", kinds.Kind("sample", delivered=sample.after))
    assert sending.follow(now=NOW + MINUTE) == 1
    assert sending.follow(now=NOW + MINUTE) == 0
    assert sample.delivered == [Message.objects.get().pk]


def test_what_is_urgent_goes_before_what_is_not(sample, tell, channel):
    tell(urgent=False, key="sample:8")
    digest = Message.objects.get()
    tell(now=digest.next_at + MINUTE)
    assert send(now=digest.next_at + HOUR, deliver=channel) == 2
    assert [message.kind for message in channel.taken] == ["sample", "digest"]


def test_a_digest_tells_what_is_unseen_when_it_is_sent(sample, tell, channel):
    tell(urgent=False)
    tell(urgent=False, key="sample:8", words=Words(Text("二つ目", "Second"), Text("", "")))
    tell(urgent=False, key="sample:9")
    Notice.objects.filter(key__startswith="sample:7").update(seen_at=NOW)
    at = datetime(2026, 3, 23, 8, 30, tzinfo=JST)
    assert send(now=at - SECOND, deliver=channel) == 0
    assert send(now=at, deliver=channel) == 1
    [message] = channel.taken
    assert message.subject == "お知らせ 2 件"
    assert message.body.splitlines() == ["■ 保育業務支援システム運用保守業務", "・二つ目", "・件名"]


def test_a_digest_with_nothing_left_to_tell_is_not_sent(tell, channel):
    tell(urgent=False)
    Notice.objects.update(seen_at=NOW)
    assert send(now=NOW + 100 * HOUR, deliver=channel) == 0
    row = Message.objects.get()
    assert (row.void_reason, channel.taken) == ("seen", [])


def test_a_digest_is_silent_on_contracts_that_its_recipient_sees_no_more(sample, tell, channel):
    tell(of_account(sample.party.outsider, "contractor"), urgent=False)
    send(now=NOW + 100 * HOUR, deliver=channel)
    assert channel.taken == []


def test_a_retry_of_what_is_not_urgent_waits_for_the_end_of_quiet_hours(tell, channel):
    tell(urgent=False)
    channel.fails = Undelivered("refused")
    evening = datetime(2026, 3, 23, 19, 59, 58, tzinfo=JST)
    send(now=evening, deliver=channel)
    assert Message.objects.get().next_at == datetime(2026, 3, 24, 8, 0, tzinfo=JST)


def test_a_channel_is_found_by_its_name(tell, monkeypatch):
    tell()
    message = Message.objects.get()

    class Mail:
        def deliver(self, message):
            return "taken"

    monkeypatch.setitem(SENDERS, "email", Mail())
    assert deliver(message) == "taken"
    message.channel = "channel:77"
    with pytest.raises(Undelivered):
        deliver(message)
