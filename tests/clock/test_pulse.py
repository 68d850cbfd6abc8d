import json
from datetime import timedelta

import pytest
from django.test import RequestFactory

from kokoroe import clock
from kokoroe.annex.text import Text
from kokoroe.clock import loop, moments
from kokoroe.clock.context import look
from kokoroe.clock.models import Heartbeat, Notice
from kokoroe.clock.moments import Reading, database_now
from kokoroe.clock.pulse import Pulse, missed_alarms, oddities
from kokoroe.clock.reckoning import Clocks
from people import NOW

SECOND = timedelta(seconds=1)


def beat(*, ago: timedelta = timedelta(0)) -> Heartbeat:
    at = clock.now() - ago
    return Heartbeat.objects.create(worker="there:1:0", started_at=at, tick_at=at)


def reading(now, *, off=None, steady=0.0) -> Reading:
    return Reading(now, Clocks((now + (off or timedelta(0)),), steady), None, off)


@pytest.mark.django_db
class TestTheClock:
    def test_it_says_the_time(self):
        assert abs(database_now() - clock.now()) < timedelta(minutes=1)

    def test_a_process_begins_at_the_newest_tick_where_its_clock_is_behind_that(self):
        ahead = beat(ago=timedelta(hours=-1))
        assert timedelta(0) <= database_now() - ahead.tick_at < timedelta(minutes=1)

    def test_a_beat_is_written_every_five_seconds(self):
        pulse = Pulse()
        for seconds in (0, 1, 4.9, 5):
            pulse.beat(reading(NOW + seconds * SECOND))
        row = Heartbeat.objects.get()
        assert (row.started_at, row.tick_at) == (NOW, NOW + 5 * SECOND)

    def test_a_beat_says_how_long_an_alarm_waits(self, sample):
        sample.set()
        Pulse().beat(reading(NOW + timedelta(minutes=31)))
        assert Heartbeat.objects.get().oldest_due_age == 60

    def test_a_jump_of_the_time_is_written_down_at_once_and_its_end(self):
        pulse = Pulse()
        for second, off in enumerate((None, 90 * SECOND, 90 * SECOND, None)):
            pulse.beat(reading(NOW + second * SECOND, off=off, steady=float(second)))
        row = Heartbeat.objects.get()
        assert [line.en for line in oddities([row])] == [
            "2026-03-20T01:00:01Z the clock jumped and is 1.5 min ahead; deadlines go on by the time before",
            "2026-03-20T01:00:03Z the clocks agree again; it lasted 2 s",
        ]
        assert row.tick_at == NOW + 3 * SECOND

    def test_a_machine_whose_time_is_not_the_databases_is_written_down(self):
        Pulse().beat(Reading(NOW, Clocks((NOW, NOW - 90 * SECOND), 0.0), None))
        [line] = oddities(Heartbeat.objects.all())
        assert line == Text(
            "2026-03-20T01:00:00Z この機械の時計が、データベースの時計より1.5分遅れています",
            "2026-03-20T01:00:00Z this machine is 1.5 min behind, against the database",
        )

    def test_beats_of_last_week_are_forgotten_but_for_the_newest(self):
        beat(ago=timedelta(days=9))
        newest = Heartbeat.objects.create(worker="b", started_at=NOW, tick_at=clock.now() - timedelta(days=8))
        found = moments.read_clock()
        Pulse().beat(found)
        assert sorted(Heartbeat.objects.values_list("tick_at", flat=True)) == [newest.tick_at, found.now]


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
