import json
from datetime import timedelta

import pytest
from django.test import RequestFactory

from kokoroe import clock
from kokoroe.clock import loop, moments
from kokoroe.clock.context import look
from kokoroe.clock.models import Heartbeat, Notice
from kokoroe.clock.moments import Reading, database_now
from kokoroe.clock.pulse import Pulse, missed_alarms
from people import NOW

SECOND = timedelta(seconds=1)


def beat(*, ago: timedelta = timedelta(0)) -> Heartbeat:
    at = clock.now() - ago
    return Heartbeat.objects.create(worker="there:1:0", started_at=at, tick_at=at)


@pytest.mark.django_db
class TestTheClock:
    def test_it_says_the_time(self):
        assert abs(database_now() - clock.now()) < timedelta(minutes=1)

    def test_it_never_goes_below_the_newest_tick(self):
        ahead = beat(ago=timedelta(hours=-1))
        assert database_now() == ahead.tick_at

    def test_a_beat_is_written_every_five_seconds(self):
        pulse = Pulse()
        for seconds in (0, 1, 4.9, 5):
            pulse.beat(Reading(NOW + seconds * SECOND, None))
        row = Heartbeat.objects.get()
        assert (row.started_at, row.tick_at) == (NOW, NOW + 5 * SECOND)

    def test_a_beat_says_how_long_an_alarm_waits(self, sample):
        sample.set()
        Pulse().beat(Reading(NOW + timedelta(minutes=31), None))
        assert Heartbeat.objects.get().oldest_due_age == 60

    def test_a_jump_of_the_time_is_written_down_at_once(self, monkeypatch):
        steady = [0.0]
        monkeypatch.setattr("kokoroe.clock.pulse.time.monotonic", lambda: steady[0])
        monkeypatch.setattr("kokoroe.clock.pulse.clock.now", lambda: NOW)
        pulse = Pulse()
        pulse.beat(Reading(NOW, None))
        steady[0] = 1.0
        pulse.beat(Reading(NOW + 91 * SECOND, NOW))
        steady[0] = 2.0
        pulse.beat(Reading(NOW + 2 * SECOND, NOW + 91 * SECOND))
        row = Heartbeat.objects.get()
        assert [line.partition(" ")[2] for line in row.warnings.splitlines()] == [
            "the clock jumped by +90.0 s",
            "the clock jumped by -90.0 s",
        ]
        assert row.tick_at == NOW + 91 * SECOND

    def test_a_machine_whose_time_is_not_the_databases_is_written_down(self, monkeypatch):
        monkeypatch.setattr("kokoroe.clock.pulse.clock.now", lambda: NOW + 90 * SECOND)
        Pulse().beat(Reading(NOW, NOW + 60 * SECOND))
        assert [line.partition(" ")[2] for line in Heartbeat.objects.get().warnings.splitlines()] == [
            "this machine is +90.0 s off the database",
            "the clock was set back by 60.0 s",
        ]

    def test_beats_of_last_week_are_forgotten_but_for_the_newest(self):
        beat(ago=timedelta(days=9))
        newest = Heartbeat.objects.create(worker="b", started_at=NOW, tick_at=clock.now() - timedelta(days=8))
        reading = moments.read_clock()
        Pulse().beat(reading)
        assert sorted(Heartbeat.objects.values_list("tick_at", flat=True)) == [newest.tick_at, reading.now]


@pytest.mark.django_db
class TestTheHealthPage:
    def get(self, client):
        answer = client.get("/healthz")
        return answer.status_code, json.loads(answer.content)

    def test_it_is_well_while_a_clock_ticks(self, client):
        beat(ago=20 * SECOND)
        status, said = self.get(client)
        assert (status, said["ok"]) == (200, True)

    def test_it_is_not_once_none_has_ticked_for_thirty_seconds(self, client):
        beat(ago=31 * SECOND)
        status, said = self.get(client)
        assert (status, said["ok"]) == (503, False)
        assert said["why"].startswith("the clock last ticked 31.")

    def test_without_any_clock_it_is_well_unless_this_server_should_have_one(self, client, monkeypatch):
        assert self.get(client) == (200, {"ok": True, "clock_age_s": None})
        monkeypatch.setattr(loop, "_running", [object()])
        status, said = self.get(client)
        assert (status, said["why"]) == (503, "the clock has not ticked yet")


class TestWhatPagesSay:
    def ask(self, user):
        request = RequestFactory().get("/")
        request.user, request.now = user, clock.now()
        return look(request)

    def test_one_query_tells_of_the_clock_and_of_notices(self, party, django_assert_num_queries):
        beat(ago=45 * SECOND)
        for key in "ab":
            Notice.objects.create(
                account=party.officer, recipient_key=party.officer.key, key=key, words={}, at=NOW
            )
        Notice.objects.create(
            account=party.officer, recipient_key=party.officer.key, key="c", words={}, at=NOW, seen_at=NOW
        )
        with django_assert_num_queries(1):
            found = self.ask(party.officer)
        assert (found.silent, found.unseen, round(found.age.total_seconds())) == (True, 2, 45)
        with django_assert_num_queries(1):
            assert self.ask(party.client).unseen == 0

    def test_a_clock_that_never_ran_is_no_news(self, party):
        assert (self.ask(party.officer).silent, self.ask(party.officer).age) == (False, None)

    @pytest.mark.django_db
    def test_nobody_in_particular_is_told_nothing(self, django_assert_num_queries):
        from django.contrib.auth.models import AnonymousUser

        beat(ago=45 * SECOND)
        with django_assert_num_queries(0):
            assert not self.ask(AnonymousUser()).silent


def test_the_proof_names_what_is_due_and_unfired_for_more_than_ten_seconds(sample):
    sample.set(stage="first")
    due = NOW + timedelta(minutes=30)
    assert missed_alarms(now=due + 10 * SECOND) == []
    [one] = missed_alarms(now=due + 11 * SECOND)
    assert (one.contract, one.kind, one.ref, one.stage, one.rung) == (
        sample.party.contract.code, "sample", "1", "first", -1800,
    )  # fmt: skip
    assert one.fire_at == due.isoformat()
    loop.fire(now=due + 11 * SECOND)
    assert missed_alarms(now=due + 11 * SECOND) == []
