"""A host whose clock is set wrong, for five seconds and for good: no false mail, no lost alarm, and one command mends."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from kokoroe import clock
from kokoroe.clock import behind, confirming, moments
from kokoroe.clock.loop import Loop, fire
from kokoroe.clock.models import Alarm, Confirmation, Heartbeat, Message, Notice
from kokoroe.clock.pulse import missed_alarms
from kokoroe.clock.reckoning import STANDS
from kokoroe.ledger.unit import unit
from people import NOW

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
YEARS = 74 * 365 * DAY
JUMPS = pytest.mark.parametrize("jump", [HOUR, DAY, YEARS, -HOUR, -DAY, -YEARS], ids=str)


class Host:
    """A machine with a server on it: its clocks are set here, and nobody waits for anything."""

    def __init__(self) -> None:
        self.true, self.begun, self.off, self.boot = NOW, NOW, timedelta(0), "a boot"
        self.server = Loop()

    def steady(self) -> float:
        return (self.true - self.begun).total_seconds()

    def restart(self, *, machine: bool = False) -> None:
        clock.reckoner.reckoned, self.server = None, Loop()
        if machine:
            self.begun, self.boot = self.true, "another boot"

    def runs(self, span: timedelta, *, ticks: int = 5) -> None:
        for _ in range(ticks):
            self.true += span / ticks
            self.server._fire()


@pytest.fixture
def host(monkeypatch, party) -> Host:
    made = Host()
    monkeypatch.setattr(clock, "said", lambda: made.true + made.off)
    monkeypatch.setattr(clock, "steady", made.steady)
    monkeypatch.setattr(clock, "boot", lambda: made.boot)
    there = moments.database_said()  # PostgreSQL on the same machine
    monkeypatch.setattr(moments, "database_said", lambda: (made.true + made.off,) if there else ())
    made.runs(5 * SECOND)
    return made


def told() -> list[int]:
    return sorted(Alarm.objects.filter(fired_at__isnull=False).values_list("rung", flat=True))


@JUMPS
def test_for_five_seconds_it_brings_no_false_mail_and_loses_no_alarm(host, sample, jump):
    sample.set()
    host.off = jump
    host.runs(5 * SECOND)
    host.off = timedelta(0)
    host.runs(5 * SECOND)
    assert (told(), Message.objects.count()) == ([], 0)
    host.runs(timedelta(minutes=50))
    assert told() == [-1800, -900]
    assert Message.objects.filter(late_s__gt=60 * 10).count() == 0
    assert "jumped" in Heartbeat.objects.get().warnings


@JUMPS
@pytest.mark.parametrize("restarts", [False, True], ids=["running", "restarted"])
def test_for_good_time_goes_on_until_somebody_says_that_it_is_right(host, sample, jump, restarts):
    sample.set()
    host.off = jump
    host.runs(5 * SECOND)
    if restarts:
        host.restart()
    host.runs(timedelta(minutes=40))
    assert (told(), missed_alarms(now=clock.now()), Client().get("/healthz").status_code) == (
        [-1800],
        [],
        503,
    )
    host.off = timedelta(0)
    host.runs(SECOND)
    assert Client().get("/healthz").status_code == 200


def test_one_command_lets_a_jump_count_in_every_process_at_once(host, sample):
    sample.set(due_at=NOW + 30 * DAY)
    host.off = 29 * DAY + 23 * HOUR
    host.runs(5 * SECOND)
    assert told() == []
    running = clock.reckoner.reckoned
    confirming.confirm_clock()
    clock.reckoner.reckoned = running  # a process of its own, which does not know yet
    host.runs(timedelta(minutes=31))
    assert (told(), Client().get("/healthz").status_code) == ([-1800], 200)
    host.restart()
    assert moments.read_clock().off is None


def test_a_clock_that_was_right_after_all_counts_once_it_has_stood(host, sample):
    sample.set()
    host.off = HOUR
    host.runs(timedelta(minutes=10))
    host.runs(STANDS)
    assert (moments.read_clock().off, clock.now()) == (None, host.true + HOUR)


class TestWhatAnEarlierVersionLeft:
    """Its mark stood decades ahead: no alarm ever again, and every alarm there was had been told."""

    @pytest.fixture
    def left(self, host, sample) -> Host:
        wrong = datetime(2090, 1, 1, tzinfo=UTC)
        sample.set()
        fire(now=wrong)
        Message.objects.filter(channel="email").update(next_at=wrong, leased_until=wrong, lease_token="x")
        Heartbeat.objects.update(tick_at=wrong, steady=None, boot="")
        host.restart()
        return host

    def test_is_found(self, left):
        reading = moments.read_clock()
        assert (reading.now, reading.mark.year) == (left.true, 2090)
        answer = Client().get("/healthz")
        assert (answer.status_code, answer.json()["why"][:28]) == (503, "A tick of the clock lies ahe")
        assert confirming.fired_ahead(left.true).count() == 4

    def test_keeps_no_alarm_from_ringing(self, left, sample):
        sample.set(ref="2")
        left.runs(timedelta(minutes=40))
        assert Alarm.objects.filter(deadline__ref="2", fired_at__isnull=False).count() == 1

    def test_is_mended_by_one_command(self, left):
        mended = confirming.confirm_clock()
        assert (mended.ticks, mended.alarms, mended.messages) == (1, 4, 0)
        left.runs(SECOND)
        assert Client().get("/healthz").status_code == 200
        left.runs(timedelta(minutes=40), ticks=60)
        assert told() == [-1800]
        waiting = Message.objects.filter(void_at=None)
        assert [row.alarm.rung for row in waiting] == [-1800]
        assert Notice.objects.filter(alarm__rung=-1800).count() == 1

    def test_gets_stuck_messages_going(self, left):
        Message.objects.update(alarm=None, deadline=None)
        assert confirming.confirm_clock().messages == Message.objects.count() > 0


class TestActsWhileTheClockIsBehind:
    def act(self, party, name="plan.drafted"):
        with unit(now=clock.now()) as record:
            record(party.contract.tree, act=name, actor=party.officer.pk)

    def test_are_refused_with_the_reason(self, host, party):
        self.act(party)
        host.off = -HOUR
        host.runs(SECOND)
        with pytest.raises(behind.ClockBehind) as refused:
            self.act(party)
        assert "台帳の最後の記録（2026年3月20日 10:00）より遅れている" in refused.value.text.ja

    def test_are_done_within_a_minute(self, host, party):
        self.act(party)
        host.off = -59 * SECOND
        self.act(party)

    def test_are_done_where_the_databases_clock_is_right(self, host, party, monkeypatch):
        monkeypatch.setattr(moments, "database_said", lambda: (host.true,))
        self.act(party)
        host.off = -DAY
        host.runs(SECOND)
        self.act(party)
        assert not behind.is_uncertain()

    def test_are_done_once_somebody_has_said_that_the_clock_is_right(self, host, party):
        host.off = 2 * DAY
        confirming.confirm_clock()
        self.act(party)
        host.off = timedelta(0)
        host.runs(SECOND)
        with pytest.raises(behind.ClockBehind):
            self.act(party)
        confirming.confirm_clock()
        self.act(party)
        assert Confirmation.objects.count() == 2

    def test_an_incident_is_always_reported(self, host, party):
        self.act(party)
        host.off = -DAY
        host.runs(SECOND)
        assert behind.is_uncertain()
        self.act(party, "incident.reported")
        marks = [entry.public.get(behind.MARK) for entry in party.contract.tree.entries.order_by("pk")]
        assert marks[-2:] == [None, True]


def test_a_clock_before_there_was_any_kokoroe_cannot_be_confirmed(host):
    host.off = -YEARS
    with pytest.raises(confirming.NotPossible):
        confirming.confirm_clock()
