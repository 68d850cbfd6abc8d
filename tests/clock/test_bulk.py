"""Many deadlines at once come out as one after the other."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kokoroe.clock.deadlines import Ended, Wanted, end_deadlines, meet, set_deadline, set_deadlines, void
from kokoroe.clock.models import UNFIRED, Alarm, Deadline
from people import NOW, people

HOUR = timedelta(hours=1)
REFS = ("a", "b", "c")
LADDERS = [(-3600, 0), (-1800, 0, 900), (0,)]
ACTS = st.one_of(
    st.tuples(
        st.just("set"),
        st.sets(st.sampled_from(REFS), min_size=1),
        st.integers(1, 3),
        st.sampled_from(LADDERS),
        st.booleans(),
    ),
    st.tuples(st.just("meet"), st.sets(st.sampled_from(REFS), min_size=1)),
    st.tuples(st.just("void"), st.sets(st.sampled_from(REFS), min_size=1)),
    st.tuples(st.just("fire"), st.sets(st.sampled_from(REFS), min_size=1)),
)


def one_by_one(contract, act, now):
    name, refs, *rest = act
    for ref in sorted(refs):
        given = {"contract": contract, "kind": "one", "ref": ref, "now": now}
        if name == "set":
            hours, ladder, urgent = rest
            rungs = [timedelta(seconds=rung) for rung in ladder]
            set_deadline(**given, runs_from=NOW, due_at=NOW + hours * HOUR, rungs=rungs, urgent=urgent)
        elif is_open("one", ref):
            if name == "meet":
                meet(**given, at=now)
            elif name == "void":
                void(**given, reason="why")


def together(contract, act, now):
    name, refs, *rest = act
    if name == "set":
        hours, ladder, urgent = rest
        wanted = [
            Wanted(
                contract=contract.pk,
                ref=ref,
                runs_from=NOW,
                due_at=NOW + hours * HOUR,
                rungs=ladder,
                urgent=urgent,
            )
            for ref in refs
        ]
        set_deadlines(kind="many", wanted=wanted, now=now)
        return
    keys = Deadline.objects.filter(kind="many", ref__in=refs, met_at=None, void_at=None)
    met_at = now if name == "meet" else None
    if name != "fire":
        ended = [Ended(pk=row.pk, met_at=met_at, reason="" if met_at else "why") for row in keys]
        end_deadlines(ended=ended, now=now)


def is_open(kind, ref):
    return Deadline.objects.filter(kind=kind, ref=ref, met_at=None, void_at=None).exists()


def rows(kind):
    fields = (
        "ref",
        "stage",
        "runs_from",
        "due_at",
        "urgent",
        "met_at",
        "void_at",
        "void_reason",
        "created_at",
    )
    columns = ("deadline__ref", "due_at", "rung", "fire_at", "armed_at", "fired_at", "void_at", "void_reason")
    return (
        list(Deadline.objects.filter(kind=kind).order_by("ref").values_list(*fields)),
        list(
            Alarm.objects.filter(deadline__kind=kind)
            .order_by("deadline__ref", "due_at", "rung")
            .values_list(*columns)
        ),
    )


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, min_size=1, max_size=8))
def test_many_come_out_as_one_after_the_other(acts):
    with transaction.atomic():
        contract, now = people().contract, NOW
        for act in acts:
            one_by_one(contract, act, now)
            together(contract, act, now)
            if act[0] == "fire":
                Alarm.objects.filter(UNFIRED, deadline__ref__in=act[1], fire_at__lte=now).update(fired_at=now)
            assert rows("many") == rows("one")
            now += timedelta(minutes=25)
        transaction.set_rollback(True)


def test_the_number_of_statements_does_not_grow(party, django_assert_num_queries):
    def wanted(count, hours):
        return [
            Wanted(
                contract=party.contract.pk,
                ref=str(number),
                runs_from=NOW,
                due_at=NOW + hours * HOUR,
                rungs=(-1800, 0),
            )
            for number in range(count)
        ]

    for count in (1, 60):
        with django_assert_num_queries(4):  # the rows, both reads, the new alarms
            set_deadlines(kind=f"k{count}", wanted=wanted(count, 1), now=NOW)
        with django_assert_num_queries(5):  # and what waited for the old time
            set_deadlines(kind=f"k{count}", wanted=wanted(count, 2), now=NOW)
        ended = [Ended(pk=row.pk, met_at=NOW) for row in Deadline.objects.filter(kind=f"k{count}")]
        with django_assert_num_queries(3):
            end_deadlines(ended=ended, now=NOW)
