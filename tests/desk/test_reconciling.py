"""The deadlines of all duties follow what evaluate says, whatever happens and however often it is looked at."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract_story import ACTS, SPANS, Story
from kokoroe.annex.days import start_of_day
from kokoroe.clock.models import Alarm, Deadline
from kokoroe.contracts.agreeing import answer, propose
from kokoroe.contracts.models import Agreement, Contract
from kokoroe.contracts.moving import set_date
from kokoroe.desk import reconciling, standings
from kokoroe.desk.assembling import judged
from kokoroe.desk.models import Standing
from kokoroe.desk.reminding import reminders
from kokoroe.submissions.actions import accept, give_back
from people import NOW, people

START = start_of_day(date(2026, 4, 1))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def party(db):
    return people()


def rebuild(now):
    while standings.rebuild(now=now):
        pass


def open_ones():
    """(whose, first duty, due) of every open deadline."""
    rows = Deadline.objects.filter(met_at=None, void_at=None).order_by("due_at", "stage", "ref")
    return [(row.stage, row.ref, row.due_at) for row in rows]


def before(due):
    return [one for one in open_ones() if one[2] == due]


def snapshot():
    return (
        list(Deadline.objects.order_by("pk").values()),
        list(Alarm.objects.order_by("pk").values()),
    )


def wait_of(row):
    """When the alarms of a deadline ring that still wait."""
    return sorted(row.alarms.filter(fired_at=None, void_at=None).values_list("fire_at", flat=True))


def test_the_plan_is_reminded_of_once_for_all_its_clauses(party):
    rebuild(NOW)
    assert before(START) == [("contractor", "plan-accepted", START)]
    row = Deadline.objects.get(due_at=START)
    assert (row.kind, row.urgent, row.drill) == ("duty", False, False)
    assert wait_of(row) == [
        datetime(2026, 3, 17, 23, 0, tzinfo=UTC),  # two weeks ahead: has passed, and is told at once
        datetime(2026, 3, 30, 23, 0, tzinfo=UTC),
        START,
        START + DAY,
    ]


def test_under_the_other_annex_nothing_is_due_until_a_word_has_a_number(db):
    people(annex="kojin-joho")
    rebuild(NOW)
    assert [ref for _, ref, due in open_ones() if due <= START + DAY] == []


def test_an_agreed_target_in_hours_goes_out_at_once(db):
    party = people(annex="kojin-joho")
    propose(seat=party.client_seat, kind="target", key="structure", value="12", now=NOW)
    answer(seat=party.officer_seat, agreement=Agreement.objects.get(), agreed=True, now=NOW)
    rebuild(NOW)
    [row] = Deadline.objects.filter(ref="structure")
    signed = start_of_day(date(2026, 3, 15))
    assert (row.runs_from, row.due_at, row.urgent) == (signed, signed + 12 * HOUR, True)


def test_what_was_submitted_is_the_clients_to_decide(party):
    rebuild(NOW)
    party.submitted()
    rebuild(NOW + HOUR)
    assert before(START) == [("client", "plan-accepted", START), ("contractor", "procedure", START)]
    handed = Deadline.objects.get(stage="contractor", ref="plan-accepted")
    assert (handed.void_reason, handed.met_at) == (reconciling.HANDED_OVER, None)
    assert wait_of(handed) == []


def test_what_was_accepted_is_met_when_it_was_accepted(party):
    submission = party.submitted()
    rebuild(NOW)
    accept(seat=party.client_seat, submission=submission, now=NOW + DAY)
    rebuild(NOW + DAY + HOUR)
    assert before(START) == [("contractor", "procedure", START)]
    row = Deadline.objects.get(stage="client", ref="plan-accepted")
    assert (row.met_at, wait_of(row)) == (NOW + DAY, [])


def test_what_was_returned_is_the_contractors_again_and_rings_only_from_then_on(party):
    rebuild(NOW)
    Alarm.objects.filter(fire_at__lte=NOW).update(fired_at=NOW)
    submission = party.submitted()
    rebuild(NOW + HOUR)
    give_back(seat=party.client_seat, submission=submission, comment="名簿を直す", now=NOW + 2 * HOUR)
    rebuild(NOW + 3 * HOUR)
    assert before(START) == [("contractor", "procedure", START)]
    row = Deadline.objects.get(ref="procedure")
    assert wait_of(row) == [datetime(2026, 3, 30, 23, 0, tzinfo=UTC), START, START + DAY]
    assert row.alarms.count() == 3
    asked = judged(party.contract, NOW + 3 * HOUR, None)
    [own] = [one for one in reminders(asked.pack, asked.answers) if one.due_at == START]
    assert {"plan-accepted", "procedure"} <= set(own.duties)


def test_a_moved_date_moves_the_deadline_with_its_alarms(party):
    rebuild(NOW)
    row = Deadline.objects.get(due_at=START)
    set_date(seat=party.client_seat, name="starts", on=date(2026, 5, 7), now=NOW + HOUR)
    rebuild(NOW + HOUR)
    moved = start_of_day(date(2026, 5, 7))
    assert before(START) == []
    assert before(moved) == [("contractor", "plan-accepted", moved)]
    row.refresh_from_db()
    assert row.due_at == moved
    assert wait_of(row) == [
        datetime(2026, 4, 22, 23, 0, tzinfo=UTC),
        datetime(2026, 4, 30, 23, 0, tzinfo=UTC),  # the last business day before the holidays
        moved,
        moved + DAY,
    ]


def test_what_is_late_goes_on_being_reminded_of(party):
    rebuild(NOW)
    late = START + HOUR
    rebuild(late)
    row = Deadline.objects.get(due_at=START)
    assert row.is_open
    assert wait_of(row)[-1] == START + DAY


def test_who_was_told_of_an_instant_is_not_told_again_when_part_of_it_is_done(party):
    """The reminder went by the first duty; that one is met, and the rest of it goes on without ringing anew."""
    rebuild(NOW)
    Alarm.objects.filter(fire_at__lte=NOW).update(fired_at=NOW)
    found = judged(party.contract, NOW, None)
    rest = tuple(one for one in found.answers if one.duty != "plan-accepted")
    asked = reconciling.Asked(contract=party.contract, pack=found.pack, answers=rest)
    reconciling.reconcile([asked], now=NOW)
    [new] = Deadline.objects.filter(due_at=START, void_at=None)
    assert new.ref == "officer"
    assert wait_of(new) == [datetime(2026, 3, 30, 23, 0, tzinfo=UTC), START, START + DAY]
    assert reconciling.reconcile([asked], now=NOW) == 0


def test_another_first_duty_joins_without_a_new_deadline(party):
    found = judged(party.contract, NOW, None)
    rest = tuple(one for one in found.answers if one.duty != "plan-accepted")
    asked = reconciling.Asked(contract=party.contract, pack=found.pack, answers=rest)
    reconciling.reconcile([asked], now=NOW)
    rebuild(NOW)
    assert before(START) == [("contractor", "officer", START)]


def test_a_ladder_that_changes_changes_what_still_waits(party):
    rebuild(NOW)
    row = Deadline.objects.get(due_at=START)
    row.alarms.filter(fire_at__lte=NOW).update(fired_at=NOW)
    found = judged(party.contract, NOW, None)
    pack = replace(
        found.pack,
        duties=tuple(replace(duty, ladder=(timedelta(0), timedelta(hours=30))) for duty in found.pack.duties),
    )
    asked = reconciling.Asked(contract=party.contract, pack=pack, answers=found.answers)
    assert reconciling.reconcile([asked], now=NOW) >= 1
    assert wait_of(row) == [START, START + 30 * HOUR]
    assert row.alarms.filter(fired_at=NOW).count() == 1
    assert reconciling.reconcile([asked], now=NOW) == 0


def test_after_the_end_nothing_is_reminded_of_that_is_not_asked_for_any_more(party):
    rebuild(NOW)
    set_date(seat=party.client_seat, name="cancelled", on=date(2026, 3, 25), now=NOW + HOUR)
    after = start_of_day(date(2026, 3, 26))
    rebuild(after)
    found = judged(party.contract, after, None)
    wanted = reminders(found.pack, found.answers)
    assert all(one.owner != "client" or one.due_at > after for one in wanted)
    assert sorted(one[2] for one in open_ones()) == sorted(one.due_at for one in wanted)


def test_looking_again_changes_nothing_even_without_the_cache(party):
    party.submitted()
    rebuild(NOW)
    kept = snapshot()
    Standing.objects.all().delete()
    with CaptureQueriesContext(connection) as context:
        rebuild(NOW + HOUR)
    assert snapshot() == kept
    assert len(kept[0]) > 1
    written = [query["sql"] for query in context if "clock_" in query["sql"] and "SELECT" not in query["sql"]]
    assert written == []


def test_an_annex_that_cannot_be_read_leaves_the_deadlines_as_they_are(party, monkeypatch):
    rebuild(NOW)
    kept = snapshot()
    party.contract.packs.update(name="gone")
    Standing.objects.all().delete()
    rebuild(NOW + HOUR)
    assert snapshot() == kept


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    annex=st.sampled_from(["sapporo", "kojin-joho"]),
    steps=st.lists(
        st.tuples(st.sampled_from(ACTS), st.sampled_from(SPANS), st.booleans()), min_size=2, max_size=10
    ),
)
def test_the_open_deadlines_are_the_reminders_that_evaluate_asks_for(annex, steps):
    """And once more with the cache dropped: nothing changes."""
    with transaction.atomic():
        story = Story(annex)
        for act, span, rebuilds in steps:
            story.do(act)
            if rebuilds:
                rebuild(story.now)
            story.now += span
        rebuild(story.now)
        contract = Contract.objects.get()
        found = judged(contract, story.now, None)
        wanted = reminders(found.pack, found.answers)
        rows = {(row.stage, row.due_at): row for row in Deadline.objects.filter(met_at=None, void_at=None)}
        assert len(rows) == len(open_ones())
        assert rows.keys() == {(one.owner, one.due_at) for one in wanted}
        for one in wanted:
            row = rows[one.owner, one.due_at]
            assert row.ref in one.duties
            ahead = {one.due_at + timedelta(seconds=rung) for rung in one.seconds}
            assert {at for at in wait_of(row) if at > story.now} == {at for at in ahead if at > story.now}
        ended = Deadline.objects.exclude(met_at=None, void_at=None)
        assert not Alarm.objects.filter(deadline__in=ended, fired_at=None, void_at=None).exists()
        kept = snapshot()
        Standing.objects.all().delete()
        rebuild(story.now)
        assert snapshot() == kept
        transaction.set_rollback(True)
