"""When people are reminded of a duty: by the pack, or by the way its deadline is counted."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annex.stories import at, hours
from kokoroe import packs
from kokoroe.annex.ladder import rungs

SAPPORO = packs.load("sapporo")
KOJIN = packs.load("kojin-joho")
KNEW = at(4, 1, 10)


def minutes(*counts):
    return tuple(timedelta(minutes=count) for count in counts)


def days(*counts):
    return tuple(timedelta(days=count) for count in counts)


def test_an_hour_is_halved_and_halved_again():
    assert rungs(SAPPORO.by_id["first-report"], KNEW, KNEW + hours(1)) == minutes(-30, -15, 0, 15)


def test_days_are_reminded_of_a_warning_ahead_a_day_ahead_at_the_end_and_a_day_after():
    duty = replace(SAPPORO.by_id["officer"], warn=timedelta(days=10))
    assert rungs(duty, None, at(4, 1)) == days(-10, -1, 0, 1)


def test_a_word_with_an_agreed_target_is_counted_like_hours():
    assert rungs(KOJIN.by_id["incident"], KNEW, KNEW + hours(4)) == minutes(-120, -60, 0, 60)


@pytest.mark.parametrize(
    ("duty", "span", "expected"),
    [
        ("detailed-report", 8, (-4, -2, -0.5, 0, 0.5)),
        ("corrective-plan", 24, (-12, -8, -6, -3, -1, 0, 1)),
        ("result-report", 48, (-24, -8, -2, 0, 2)),
    ],
)
def test_the_long_stages_of_an_incident_have_ladders_of_their_own(duty, span, expected):
    found = rungs(SAPPORO.by_id[duty], KNEW, KNEW + hours(span))
    assert found == tuple(map(hours, expected))


def test_the_inner_target_follows_what_the_time_is_counted_from_not_when_it_is_due():
    """Six hours before 24 h are over; were the stage due earlier, the target would stay where it is."""
    duty = replace(SAPPORO.by_id["corrective-plan"], ladder=())
    assert rungs(duty, KNEW, KNEW + hours(20)) == tuple(map(hours, (-10, -5, -2, 0, 5)))


def test_a_pack_may_say_it_otherwise():
    duty = replace(SAPPORO.by_id["officer"], ladder=days(3, -30))
    assert rungs(duty, KNEW, KNEW + hours(1)) == days(-30, 3)


@settings(deadline=None)
@given(
    duty=st.sampled_from([*SAPPORO.duties, *KOJIN.duties]),
    span=st.timedeltas(timedelta(0), timedelta(days=4000)),
    counted=st.booleans(),
)
def test_every_ladder_climbs_and_says_so_at_the_due_instant_and_after_it(duty, span, counted):
    found = rungs(duty, KNEW if counted else None, KNEW + span)
    assert list(found) == sorted(set(found))
    assert timedelta(0) in found
    assert found[-1] > timedelta(0) or not span
