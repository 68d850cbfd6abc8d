"""Whatever happens, and in whatever order: every rung that is due at a look fires in that look, at most once."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from clock_rows import rungs
from kokoroe.annex.text import Text
from kokoroe.clock import kinds
from kokoroe.clock.deadlines import acknowledge, meet, set_deadline, void
from kokoroe.clock.firing import fire
from kokoroe.clock.loop import send
from kokoroe.clock.models import UNFIRED, Alarm, Deadline, Message, Notice
from kokoroe.clock.pulse import missed_alarms
from kokoroe.clock.recipients import Words, of_account
from people import NOW, People, people

MINUTE = timedelta(minutes=1)
LADDERS = st.lists(st.integers(-90, 90), min_size=1, max_size=4, unique=True)
REFS = st.sampled_from("ab")
MINUTES = st.integers(1, 150)


class CrashError(Exception):
    """The process died here; what its transaction had done is gone."""


class Clock(RuleBasedStateMachine):
    """Two deadlines, two people, a clock that jumps, and a process that dies."""

    party: People

    @initialize()
    def begin(self):
        self.wall = self.floor = NOW
        self.told: Counter[str] = Counter()
        self.sent: Counter[str] = Counter()
        self.known_met: set[int] = set()
        self.outer = transaction.atomic()
        self.outer.__enter__()

    def teardown(self):
        if hasattr(self, "outer"):
            transaction.set_rollback(True)
            self.outer.__exit__(None, None, None)

    @property
    def now(self):
        """As moments.Reading: never below what was shown before."""
        self.floor = max(self.wall, self.floor)
        return self.floor

    def deadline(self, ref):
        return Deadline.objects.filter(kind="machine", ref=ref).first()

    @rule(ref=REFS, minutes=st.integers(-60, 240), ladder=LADDERS, urgent=st.booleans())
    def set_or_move(self, ref, minutes, ladder, urgent):
        set_deadline(
            contract=self.party.contract,
            kind="machine",
            ref=ref,
            runs_from=NOW,
            due_at=NOW + minutes * MINUTE,
            rungs=[step * MINUTE for step in ladder],
            urgent=urgent,
            now=self.now,
        )

    @rule(ref=REFS)
    def answer(self, ref):
        meet(contract=self.party.contract, kind="machine", ref=ref, at=self.now, now=self.now)

    @rule(ref=REFS)
    def take_back(self, ref):
        void(contract=self.party.contract, kind="machine", ref=ref, reason="", now=self.now)

    @rule(ref=REFS, officer=st.booleans())
    def take_note(self, ref, officer):
        if row := self.deadline(ref):
            account = self.party.officer if officer else self.party.client
            acknowledge(deadline=row, recipient_key=account.key, how="page", now=self.now)

    @rule(minutes=MINUTES)
    def time_passes(self, minutes):
        self.wall += minutes * MINUTE

    @rule(minutes=MINUTES)
    def the_clock_is_set_back(self, minutes):
        self.wall -= minutes * MINUTE

    @rule()
    def a_look(self):
        now = self.now
        due = {
            row.pk: row for row in Alarm.objects.filter(UNFIRED, fire_at__lte=now).select_related("deadline")
        }
        highest = {row.deadline_id: row.pk for row in sorted(due.values(), key=lambda row: row.fire_at)}
        assert fire(now=now) == len(highest)
        for row in Alarm.objects.filter(pk__in=due):
            if highest[row.deadline_id] == row.pk:
                assert (row.fired_at, row.void_at) == (now, None)
            else:
                assert (row.fired_at, row.void_reason) == (None, "superseded")
        assert not missed_alarms(now=now)

    @rule()
    def a_look_that_dies(self):
        before = list(Alarm.objects.filter(fired_at__isnull=False).values_list("pk", flat=True))
        try:
            with transaction.atomic():
                fire(now=self.now)
                self.die()
        except CrashError:
            pass
        assert list(Alarm.objects.filter(fired_at__isnull=False).values_list("pk", flat=True)) == before

    def die(self):
        raise CrashError

    @rule()
    def a_round_of_sending(self):
        def taken(message):
            self.sent[message.key] += 1
            return "taken"

        send(now=self.now, deliver=taken)

    @invariant()
    def nothing_is_doubled_and_nothing_rings_for_what_is_done(self):
        if not hasattr(self, "outer"):
            return
        assert all(count == 1 for count in self.sent.values())
        for row in Deadline.objects.filter(kind="machine"):
            if not row.is_open:
                assert "waits" not in rungs(row).values()
            assert "waits" not in {
                state
                for alarm in row.alarms.exclude(due_at=row.due_at)
                for state in ["waits" if alarm.fired_at is None and alarm.void_at is None else ""]
            }
        assert not Message.objects.filter(late_s__lt=0).exists()
        fired = Alarm.objects.filter(fired_at__isnull=False)
        assert all(alarm.fired_at >= alarm.fire_at for alarm in fired)
        pairs = Notice.objects.exclude(alarm=None).values_list("alarm", "account")
        assert len(pairs) == len(set(pairs))


@pytest.mark.django_db
def test_every_rung_that_is_due_fires_once(monkeypatch):
    party = people()
    told = [of_account(party.officer, "contractor"), of_account(party.client, "client")]
    words = Words(Text("件名", "Subject"), Text("本文", "Body"))
    kind = kinds.Kind("machine", recipients=lambda *_: told, words=lambda *_: words)
    monkeypatch.setitem(kinds._kinds, "machine", kind)
    monkeypatch.setattr(Clock, "party", party, raising=False)
    run_state_machine_as_test(
        Clock,
        settings=settings(
            max_examples=60,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
