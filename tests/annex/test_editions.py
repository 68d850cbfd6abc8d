"""Which pack a contract goes by: never what one party says alone, and never otherwise than it was."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kokoroe.annex.editions import Edition, in_force
from kokoroe.annex.facts import MoveAnswer, MoveAnswered
from kokoroe.annex.moves import Standing
from kokoroe.annex.pack import Party

START = datetime(2026, 4, 1, tzinfo=UTC)
AGREED, RECORDED, REFUSED = MoveAnswer.AGREED, MoveAnswer.RECORDED, MoveAnswer.REFUSED


def at(hour: int) -> datetime:
    return START + timedelta(hours=hour)


def edition(hour: int, *answers: tuple[int, MoveAnswer], by=Party.CONTRACTOR, **fields) -> Edition:
    given = tuple(
        MoveAnswered(happened_at=at(when), recorded_at=at(when), of="x", answer=what)
        for when, what in answers
    )
    return Edition(by=by, recorded_at=at(hour), since=START, answers=given, **fields)


FIRST = edition(0, opens=True)


@pytest.mark.parametrize(
    ("answers", "by_hour"),
    [
        ((), "0000000"),
        (((3, AGREED),), "0001111"),
        (((3, RECORDED),), "0001111"),
        (((3, REFUSED),), "0000000"),
        (((3, REFUSED), (5, AGREED)), "0000011"),
        (((3, RECORDED), (5, REFUSED)), "0001100"),
        (((3, RECORDED), (4, AGREED)), "0001111"),
        (((2, RECORDED), (3, REFUSED), (5, AGREED)), "0010011"),
    ],
)
def test_a_proposal_counts_from_the_others_agreement_and_as_long_as_it_is_not_contested(answers, by_hour):
    editions = [FIRST, edition(1, *answers)]
    assert "".join(str(in_force(editions, at(hour))) for hour in range(7)) == by_hour


def test_what_an_operator_took_over_before_goes_on_counting_from_its_day():
    taken = edition(1, unasked=True)
    assert [in_force([FIRST, taken], at(hour)) for hour in (0, 1, 2)] == [0, 1, 1]
    later = replace(taken, since=at(3))
    assert [in_force([FIRST, later], at(hour)) for hour in (1, 2, 3)] == [0, 0, 1]
    assert taken.standing(at(2)) is Standing.UNCONFIRMED


def test_the_first_counts_whatever_is_said_of_it():
    refused = edition(0, (2, REFUSED), opens=True)
    assert in_force([refused], at(-5)) == in_force([refused], at(5)) == 0
    assert [refused.standing(at(hour)) for hour in (1, 2)] == [Standing.UNCONFIRMED, Standing.REFUSED]


HOURS = st.integers(0, 12)
PROPOSALS = st.lists(
    st.builds(
        lambda hour, answers: edition(hour, *sorted(answers, key=lambda one: one[0])),
        HOURS,
        st.lists(st.tuples(HOURS, st.sampled_from(MoveAnswer)), max_size=3),
    ),
    max_size=4,
)


@settings(max_examples=60, deadline=None)
@given(PROPOSALS, HOURS)
def test_what_is_recorded_later_changes_nothing_of_before(proposals, hour):
    moment = at(hour)
    known = [
        replace(one, answers=tuple(each for each in one.answers if each.recorded_at <= moment))
        for one in proposals
        if one.recorded_at <= moment
    ]
    everything = [FIRST, *sorted(proposals, key=lambda one: one.recorded_at)]
    by_then = [FIRST, *sorted(known, key=lambda one: one.recorded_at)]
    assert (
        everything[in_force(everything, moment)].recorded_at == by_then[in_force(by_then, moment)].recorded_at
    )


@settings(max_examples=40, deadline=None)
@given(PROPOSALS, HOURS)
def test_one_party_alone_never_changes_it(proposals, hour):
    alone = [
        replace(one, answers=tuple(each for each in one.answers if each.answer is REFUSED))
        for one in proposals
    ]
    assert in_force([FIRST, *alone], at(hour)) == 0
