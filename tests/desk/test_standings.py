"""The cache and the evaluation say the same, as time passes and records change."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract_story import ACTS, SPANS, Story
from kokoroe import packs
from kokoroe.clock.models import Alarm, Deadline
from kokoroe.contracts.models import Contract
from kokoroe.desk import standings
from kokoroe.desk.models import Standing
from kokoroe.desk.rechecking import recheck
from people import NOW


def cached(now):
    """What the cache says at `now`, None where it does not hold."""
    contract = standings.with_freshness(Contract.objects.all(), now).select_related("standing", "tree").get()
    if not contract.fresh:
        return None
    return standings.Board.from_columns(vars(contract.standing), packs.load(contract.standing.pack))


def evaluated(now):
    contract = Contract.objects.select_related("tree").get()
    ((board, _),) = standings.evaluated([contract], now)
    return board


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(ACTS), st.sampled_from(SPANS), st.booleans()), min_size=3, max_size=12
    )
)
def test_what_the_cache_holds_is_what_an_evaluation_says(steps):
    with transaction.atomic():
        story = Story()
        standings.rebuild(now=story.now)
        for act, span, rebuilds in steps:
            story.do(act)
            held = cached(story.now)
            assert held is None or held == evaluated(story.now)
            story.now += span
            held = cached(story.now)
            assert held is None or held == evaluated(story.now)
            assert list(recheck(now=story.now)) == []
            if rebuilds:
                standings.rebuild(now=story.now)
                assert cached(story.now) == evaluated(story.now)
        transaction.set_rollback(True)


def test_what_is_kept_and_was_changed_by_hand_is_named_by_contract_and_duty(party):
    party.accepted()
    standings.rebuild(now=NOW)
    assert list(recheck(now=NOW)) == []
    deadline = Deadline.objects.filter(kind="duty", met_at__isnull=True, void_at__isnull=True).first()
    Deadline.objects.filter(pk=deadline.pk).update(due_at=deadline.due_at + timedelta(days=30))
    (found,) = recheck(now=NOW)
    assert (found.contract, found.standing, found.duties) == (party.contract, False, (deadline.ref,))
    Deadline.objects.filter(pk=deadline.pk).update(due_at=deadline.due_at)
    Standing.objects.update(urgency=0, cells="0")
    (found,) = recheck(now=NOW)
    assert (found.standing, found.duties) == (True, ())


def test_a_draft_changes_nothing_that_the_cache_holds(party):
    party.accepted()
    later = NOW + timedelta(days=3)
    standings.rebuild(now=later)
    before = cached(later)
    party.draft(now=later)
    assert cached(later) == before == evaluated(later)


def test_it_is_stale_from_the_moment_at_which_an_answer_changes_by_time(party):
    standings.rebuild(now=NOW)
    ends = Standing.objects.get().changes_at
    assert ends == datetime(
        2026, 3, 31, 15, 0, 0, 1, tzinfo=UTC
    )  # work starts at 00:00 in Japan: still in time
    assert cached(ends - timedelta(microseconds=1)) is not None
    assert cached(ends) is None


def test_it_is_stale_before_the_moment_at_which_it_was_computed(party):
    standings.rebuild(now=NOW + timedelta(hours=1))
    assert cached(NOW) is None


def test_it_is_stale_when_the_rules_change(party, monkeypatch):
    standings.rebuild(now=NOW)
    assert cached(NOW) is not None
    monkeypatch.setattr(standings, "rules_digest", lambda: "others")
    assert cached(NOW) is None


def test_it_can_be_dropped_at_any_time(party):
    standings.rebuild(now=NOW)
    Standing.objects.all().delete()
    assert standings.rebuild(now=NOW) == 1
    assert cached(NOW) == evaluated(NOW)


def test_a_rebuild_takes_no_more_than_it_is_told_and_says_when_nothing_is_left(party):
    people_again(party)
    assert standings.rebuild(now=NOW, limit=1) == 1
    assert standings.rebuild(now=NOW, limit=1) == 1
    assert standings.rebuild(now=NOW, limit=1) == 0


def test_a_rebuild_asks_the_database_equally_often_for_one_contract_and_for_many(
    party, django_assert_num_queries
):
    first = 17  # with the deadlines of all duties
    with django_assert_num_queries(first):
        assert standings.rebuild(now=NOW) == 1
    people_again(party)
    people_again(party)
    Alarm.objects.all().delete()
    Deadline.objects.all().delete()
    Standing.objects.all().delete()
    with django_assert_num_queries(first):
        assert standings.rebuild(now=NOW) == 3
    Standing.objects.all().delete()
    with django_assert_num_queries(first - 3):
        assert standings.rebuild(now=NOW) == 3


def test_a_contract_whose_pack_is_gone_is_unreadable_and_hides_no_other(party):
    other = people_again(party)
    other.packs.update(name="gone")
    standings.rebuild(now=NOW)
    boards = {row.contract_id: row.pack for row in Standing.objects.all()}
    assert boards == {party.contract.pk: "sapporo", other.pk: ""}


def people_again(party):
    """One more contract between the same two."""
    from kokoroe.contracts.actions import create_contract

    return create_contract(
        title="図書館システム更新業務",
        number="2026-0402",
        annex="kojin-joho",
        client=party.contract.client,
        contractor=party.contract.contractor,
        on={"signed": date(2026, 3, 15), "starts": date(2026, 4, 1), "ends": date(2027, 3, 31)},
        by=party.officer,
        now=NOW,
    )
