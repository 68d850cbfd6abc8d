from dataclasses import replace
from datetime import timedelta

import pytest

from clock_rows import rungs
from kokoroe.clock import kinds
from kokoroe.clock.loop import fire
from kokoroe.clock.models import Alarm, Message, Notice
from people import NOW

HOUR, MINUTE, TICK = timedelta(hours=1), timedelta(minutes=1), timedelta(microseconds=1)


def addresses() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("address", flat=True))


def test_an_alarm_fires_at_its_instant_and_not_before(sample):
    deadline = sample.set()
    assert fire(now=NOW + 30 * MINUTE - TICK) == 0
    assert fire(now=NOW + 30 * MINUTE) == 1
    assert fire(now=NOW + 30 * MINUTE) == 0
    assert rungs(deadline) == {-1800: "fired", -900: "waits", 0: "waits", 900: "waits"}
    message, notice = Message.objects.get(), Notice.objects.get()
    assert (message.subject, message.body, message.late_s) == ("期限 -1800", "本文", 0)
    assert (notice.account, notice.alarm.rung, notice.deadline) == (sample.party.officer, -1800, deadline)


def test_a_look_that_comes_late_fires_all_the_same_and_says_so(sample):
    sample.set()
    assert fire(now=NOW + 42 * MINUTE) == 1
    message = Message.objects.get()
    assert message.late_s == 12 * 60
    assert message.body.splitlines() == [
        "本来 2026年3月20日 10:30 に出すべき通知です。システム停止のため 2026年3月20日 10:42（日本時間）に送信しています。",
        "",
        "本文",
    ]


def test_after_a_standstill_the_highest_passed_rung_alone_is_told(sample):
    deadline = sample.set()
    assert fire(now=NOW + 61 * MINUTE) == 1
    assert rungs(deadline) == {-1800: "superseded", -900: "superseded", 0: "fired", 900: "waits"}
    assert [message.subject for message in Message.objects.all()] == ["期限 0", "期限 0"]


def test_an_alarm_whose_time_had_passed_when_it_was_set_is_not_the_clocks_delay(sample):
    sample.set(now=NOW + 50 * MINUTE)
    assert fire(now=NOW + 50 * MINUTE) == 1
    message = Message.objects.get()
    assert (message.subject, message.late_s, message.body) == ("期限 -900", 0, "本文")


def test_each_deadline_rings_for_itself(sample):
    for ref in "123":
        sample.set(ref=ref)
    sample.meet(ref="2", at=NOW + MINUTE)
    assert fire(now=NOW + 2 * HOUR) == 2
    assert sorted(set(Message.objects.values_list("ref", flat=True))) == ["1", "3"]


def test_one_that_was_met_or_taken_back_never_rings(sample):
    sample.set()
    sample.meet(at=NOW + MINUTE)
    sample.set(ref="2")
    sample.void(ref="2", now=NOW + MINUTE)
    assert fire(now=NOW + 2 * HOUR) == 0
    assert Message.objects.count() == 0


def test_an_alarm_left_behind_by_an_answer_is_void_when_its_time_comes(sample):
    deadline = sample.set()
    deadline.met_at = NOW + MINUTE
    deadline.save()
    assert fire(now=NOW + 2 * HOUR) == 0
    assert set(rungs(deadline).values()) == {"met"}


def test_whoever_has_taken_note_is_told_no_more(sample):
    sample.set()
    sample.acknowledge(sample.officer)
    assert fire(now=NOW + 30 * MINUTE) == 1
    assert addresses() == []
    fire(now=NOW + HOUR)
    assert addresses() == ["ichiko@city.example"]


def test_once_the_time_is_up_and_all_have_taken_note_all_are_told_again(sample):
    sample.set()
    sample.acknowledge(sample.officer)
    sample.acknowledge(sample.client)
    fire(now=NOW + HOUR)
    assert addresses() == ["taro@contractor.example", "ichiko@city.example"]


def test_taking_note_of_a_deadline_does_not_cover_the_one_it_moved_to(sample):
    sample.set()
    sample.acknowledge(sample.officer)
    sample.set(due_at=NOW + 2 * HOUR)
    fire(now=NOW + 90 * MINUTE)
    assert addresses() == ["taro@contractor.example"]


def test_what_is_not_urgent_waits_for_the_digest_before_its_time_and_for_morning_after_it(sample):
    sample.set(urgent=False)
    fire(now=NOW + 30 * MINUTE)
    digest = Message.objects.get()
    assert (digest.kind, digest.urgent) == ("digest", False)
    assert Notice.objects.get().digest == digest
    fire(now=NOW + 61 * MINUTE)
    own = Message.objects.filter(kind="sample")
    assert [(row.address, row.urgent, row.next_at > NOW + 24 * HOUR) for row in own] == [
        ("taro@contractor.example", False, True),
        ("ichiko@city.example", False, True),
    ]


def test_a_drill_rings_as_one(sample):
    sample.set(drill=True)
    fire(now=NOW + 30 * MINUTE)
    message = Message.objects.get()
    assert message.drill
    assert message.subject == "【訓練】期限 -1800"
    assert message.body.startswith("【訓練】")


def test_a_kind_that_fails_is_told_in_plain_words_and_holds_up_no_other(sample, monkeypatch):
    sample.set(ref="1")
    sample.set(ref="2")
    words = sample.words

    def fails(deadline, alarm, now):
        if deadline.ref == "1":
            raise ZeroDivisionError
        return words(deadline, alarm, now)

    from kokoroe.clock import kinds

    monkeypatch.setitem(
        kinds._kinds, "sample", kinds.Kind("sample", recipients=sample.recipients, words=fails)
    )
    assert fire(now=NOW + 30 * MINUTE) == 2
    told = {row.ref: row.subject for row in Message.objects.all()}
    assert told == {"1": "期限のお知らせ（2026年3月20日 11:00）", "2": "期限 -1800"}


def test_a_kind_that_nobody_registered_is_told_in_plain_words(sample, monkeypatch):
    from kokoroe.clock import kinds

    sample.set()
    monkeypatch.delitem(kinds._kinds, "sample")
    assert fire(now=NOW + 30 * MINUTE) == 1
    assert addresses() == ["taro@contractor.example"]


def test_a_deadline_that_can_not_be_fired_is_set_aside_for_a_minute(sample, monkeypatch):
    from kokoroe.clock import firing

    one, other = sample.set(ref="1"), sample.set(ref="2")
    news = firing._news

    def fails(deadline, *given, **named):
        if deadline.pk == one.pk:
            raise ZeroDivisionError
        return news(deadline, *given, **named)

    monkeypatch.setattr(firing, "_news", fails)
    aside = {}
    assert fire(now=NOW + 30 * MINUTE, aside=aside) == 1
    assert aside == {one.pk: NOW + 31 * MINUTE}
    assert fire(now=NOW + 30 * MINUTE, aside=aside) == 0
    monkeypatch.setattr(firing, "_news", news)
    assert fire(now=NOW + 31 * MINUTE, aside=aside) == 1
    assert set(Alarm.objects.filter(fired_at__isnull=False).values_list("deadline", flat=True)) == {
        one.pk,
        other.pk,
    }


def test_many_are_fired_in_a_number_of_queries_that_does_not_grow(sample, django_assert_num_queries):
    counts = []
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for size in (2, 20):
        for index in range(size):
            sample.set(ref=f"{size}-{index}")
        with CaptureQueriesContext(connection) as queries:
            assert fire(now=NOW + 30 * MINUTE) == size
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("rung", [timedelta(0), timedelta(seconds=900)])
def test_nobody_named_means_the_contractors_people(sample, monkeypatch, rung):
    from kokoroe.clock import kinds

    monkeypatch.setitem(kinds._kinds, "sample", kinds.Kind("sample", words=sample.words))
    sample.set(rungs=[rung])
    fire(now=NOW + 2 * HOUR)
    assert addresses() == ["taro@contractor.example"]


def test_what_was_answered_before_its_deadline_was_brought_up_to_date_is_not_told(sample, monkeypatch):
    deadline = sample.set()
    kind = replace(kinds.kind("sample"), stands=lambda *_: False)
    monkeypatch.setitem(kinds._kinds, "sample", kind)
    assert fire(now=NOW + 61 * MINUTE) == 0
    assert rungs(deadline) == {-1800: "answered", -900: "answered", 0: "answered", 900: "waits"}
    assert not Message.objects.exists()


def test_a_kind_prepares_once_for_all_that_is_due_and_is_told_without_it_too(sample, monkeypatch):
    seen = []

    def prepare(deadlines, now):
        seen.append(([row.ref for row in deadlines], now))
        raise ArithmeticError

    monkeypatch.setitem(kinds._kinds, "sample", replace(kinds.kind("sample"), prepare=prepare))
    for ref in "12":
        sample.set(ref=ref)
    assert fire(now=NOW + 30 * MINUTE) == 2
    assert seen == [(["1", "2"], NOW + 30 * MINUTE)]


def test_what_cannot_say_whether_it_stands_is_told_in_any_case(sample, monkeypatch):
    def broken(*_):
        raise ArithmeticError

    monkeypatch.setitem(kinds._kinds, "sample", replace(kinds.kind("sample"), stands=broken))
    sample.set()
    assert fire(now=NOW + 30 * MINUTE) == 1
    assert addresses() == [sample.party.officer.email]
