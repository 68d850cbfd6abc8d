from datetime import timedelta

from clock_rows import rungs
from kokoroe.clock.deadlines import acknowledge
from kokoroe.clock.models import Alarm, Deadline
from people import NOW

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def test_a_deadline_is_set_with_all_its_alarms(sample):
    deadline = sample.set()
    assert deadline.is_open
    assert rungs(deadline) == {-1800: "waits", -900: "waits", 0: "waits", 900: "waits"}
    assert [row.fire_at - NOW for row in deadline.alarms.order_by("fire_at")] == [
        30 * MINUTE,
        45 * MINUTE,
        60 * MINUTE,
        75 * MINUTE,
    ]


def test_setting_it_as_it_stands_changes_nothing(sample, django_assert_num_queries):
    before = sample.set()
    with django_assert_num_queries(4):  # a savepoint, the row, its alarms, and the end of the savepoint
        after = sample.set(now=NOW + MINUTE)
    assert after.pk == before.pk
    assert Deadline.objects.count() == 1
    assert Alarm.objects.filter(armed_at=NOW).count() == 4


def test_a_moved_one_keeps_what_has_fired_and_rings_by_its_new_time(sample):
    deadline = sample.set()
    deadline.alarms.filter(rung=-1800).update(fired_at=NOW + 30 * MINUTE)
    sample.set(due_at=NOW + 2 * HOUR, now=NOW + 40 * MINUTE)
    deadline.refresh_from_db()
    assert deadline.due_at == NOW + 2 * HOUR
    assert rungs(deadline, due_at=NOW + HOUR) == {-1800: "fired", -900: "moved", 0: "moved", 900: "moved"}
    assert rungs(deadline, due_at=NOW + 2 * HOUR) == {-1800: "waits", -900: "waits", 0: "waits", 900: "waits"}


def test_one_that_is_moved_back_rings_again_where_it_has_not_rung(sample):
    deadline = sample.set()
    deadline.alarms.filter(rung=-1800).update(fired_at=NOW + 30 * MINUTE)
    sample.set(due_at=NOW + 2 * HOUR, now=NOW + 40 * MINUTE)
    sample.set(now=NOW + 50 * MINUTE)
    assert rungs(deadline, due_at=NOW + HOUR) == {-1800: "fired", -900: "waits", 0: "waits", 900: "waits"}
    assert set(rungs(deadline, due_at=NOW + 2 * HOUR).values()) == {"moved"}
    assert deadline.alarms.get(due_at=NOW + HOUR, rung=0).armed_at == NOW + 50 * MINUTE


def test_one_that_is_met_rings_no_more_until_it_is_opened_again(sample):
    deadline = sample.set()
    sample.meet(at=NOW + 10 * MINUTE)
    deadline.refresh_from_db()
    assert deadline.met_at == NOW + 10 * MINUTE
    assert set(rungs(deadline).values()) == {"met"}

    sample.set(now=NOW + 20 * MINUTE)
    deadline.refresh_from_db()
    assert deadline.is_open
    assert set(rungs(deadline).values()) == {"waits"}


def test_one_that_is_void_stays_on_record_with_the_reason(sample):
    deadline = sample.set()
    sample.void(now=NOW + MINUTE)
    deadline.refresh_from_db()
    assert (deadline.void_at, deadline.void_reason, deadline.met_at) == (NOW + MINUTE, "間違い", None)
    assert set(rungs(deadline).values()) == {"void"}


def test_all_stages_of_a_thing_are_void_together(sample):
    one, other = sample.set(stage="a"), sample.set(stage="b")
    elsewhere = sample.set(ref="2", stage="a")
    sample.void(now=NOW)
    assert [set(rungs(each).values()) for each in (one, other, elsewhere)] == [{"void"}, {"void"}, {"waits"}]


def test_what_is_not_there_is_neither_met_nor_void(sample):
    sample.meet(at=NOW)
    sample.void(now=NOW)
    assert Deadline.objects.count() == 0


def test_a_ladder_that_has_changed_replaces_the_rungs_that_wait(sample):
    deadline = sample.set()
    sample.set(rungs=[timedelta(0), HOUR], now=NOW + MINUTE)
    assert rungs(deadline) == {-1800: "ladder", -900: "ladder", 0: "waits", 900: "ladder", 3600: "waits"}


def test_the_first_acknowledgement_of_a_due_time_counts(sample):
    deadline = sample.set()
    first = acknowledge(deadline=deadline, recipient_key=sample.officer.key, how="link", now=NOW)
    again = acknowledge(deadline=deadline, recipient_key=sample.officer.key, how="page", now=NOW + MINUTE)
    assert (again.pk, again.at, again.how) == (first.pk, NOW, "link")
    moved = sample.set(due_at=NOW + 2 * HOUR)
    assert acknowledge(deadline=moved, recipient_key=sample.officer.key, how="page", now=NOW).pk != first.pk
