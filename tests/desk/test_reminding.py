"""What evaluate's answers ask to be reminded of."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annex.random_facts import Draw
from kokoroe import packs
from kokoroe.annex.answer import Answer
from kokoroe.annex.days import JST, end_of_day, is_business_day, start_of_day
from kokoroe.annex.evaluate import evaluate
from kokoroe.annex.pack import DutyType, Party
from kokoroe.annex.state import State
from kokoroe.annex.text import Text
from kokoroe.desk.reminding import ELSEWHERE, OPEN, in_the_morning, reminders
from kokoroe.packs.calendar import CLOSED_DAYS

SAPPORO, KOJIN = packs.load("sapporo"), packs.load("kojin-joho")
DUE = datetime(2026, 4, 1, tzinfo=JST)
STEP = Text("提出する", "Submit it")


def answer(duty="officer", pack=SAPPORO, **fields):
    given = pack.by_id[duty]
    return Answer(
        **{
            "clause": given.clause,
            "duty": duty,
            "type": given.type,
            "timing": given.timing,
            "state": State.PREPARING,
            "due_at": DUE,
            "reason": Text("。", "."),
            "next_step": STEP,
            "owner": Party.CONTRACTOR,
        }
        | fields
    )


def test_all_that_a_party_owes_by_one_instant_is_one_reminder():
    found = reminders(
        SAPPORO,
        [
            answer("officer"),
            answer("standard", next_step=Text("点検する", "Check")),
            answer("roster", owner=Party.CLIENT),
            answer("procedure", due_at=DUE + timedelta(days=1)),
        ],
    )
    assert [(one.owner, one.due_at, one.duties) for one in found] == [
        ("contractor", DUE, ("officer", "standard")),
        ("client", DUE, ("roster",)),
        ("contractor", DUE + timedelta(days=1), ("procedure",)),
    ]


@pytest.mark.parametrize("state", sorted(set(State) - OPEN))
def test_what_is_not_open_is_not_reminded_of(state):
    assert reminders(SAPPORO, [answer(state=state)]) == []


@pytest.mark.parametrize("lacks", ["due_at", "owner", "next_step"])
def test_without_a_time_an_owner_or_a_step_there_is_nothing_to_say(lacks):
    assert reminders(SAPPORO, [answer(**{lacks: None})]) == []


def test_incidents_and_statutory_notices_are_reminded_of_elsewhere():
    left_out = [duty.id for duty in SAPPORO.duties if duty.type in ELSEWHERE]
    assert {SAPPORO.by_id[duty].type for duty in left_out} == {DutyType.INCIDENT_CHAIN, DutyType.LAW_TRIGGER}
    assert reminders(SAPPORO, map(answer, left_out)) == []


def test_days_are_reminded_of_in_the_morning_of_business_days():
    """Two weeks and a day before Wednesday 1 April; then at the due instant and a day after it."""
    [one] = reminders(SAPPORO, [answer()])
    assert SAPPORO.by_id["officer"].warn == timedelta(days=14)
    assert sorted(DUE + rung for rung in one.rungs) == [
        datetime(2026, 3, 18, 8, tzinfo=JST),
        datetime(2026, 3, 31, 8, tzinfo=JST),
        DUE,
        DUE + timedelta(days=1),
    ]
    assert not one.is_urgent(DUE - timedelta(days=2))
    assert one.is_urgent(DUE - timedelta(hours=24))
    assert not one.is_urgent(DUE + timedelta(hours=1))


def test_what_is_due_after_a_long_weekend_is_reminded_of_before_it():
    thursday = end_of_day(date(2026, 5, 7))
    assert thursday + in_the_morning(thursday, timedelta(days=-1)) == datetime(2026, 5, 1, 8, tzinfo=JST)


def test_an_agreed_target_in_hours_is_pressing_at_any_hour():
    given = answer("structure", KOJIN, runs_from=DUE - timedelta(hours=4))
    [one] = reminders(KOJIN, [given])
    assert sorted(one.rungs) == [timedelta(hours=count) for count in (-2, -1, 0, 1)]
    assert one.is_urgent(DUE - timedelta(days=30))
    [long] = reminders(KOJIN, [replace(given, runs_from=DUE - timedelta(days=30))])
    assert not long.is_urgent(DUE - timedelta(days=2))


@settings(deadline=None)
@given(
    day=st.dates(date(2000, 1, 1), date(2099, 1, 1)),
    days=st.integers(1, 400),
    end=st.booleans(),
)
def test_a_reminder_ahead_comes_on_a_business_day_before_the_due_time_whatever_the_calendar(day, days, end):
    due = end_of_day(day) if end else start_of_day(day)
    at = due + in_the_morning(due, timedelta(days=-days))
    assert is_business_day(at.date(), CLOSED_DAYS)
    assert timedelta(0) < due - at <= timedelta(days=days + 11)
    assert at.hour == 8


@pytest.mark.parametrize("pack", [SAPPORO, KOJIN], ids=lambda pack: pack.name)
@settings(deadline=None)
@given(seed=st.integers(0, 2**63))
def test_every_dated_answer_that_is_open_is_in_exactly_one_reminder(pack, seed):
    draw = Draw(pack, seed)
    now = draw.moment()
    answers = evaluate(draw.pack, draw.facts, now)
    found = reminders(draw.pack, answers)
    dated = [one.duty for one in answers if one.state in OPEN and one.due_at and one.owner and one.next_step]
    told = [duty for one in found for duty in one.duties]
    assert sorted(told) == sorted(duty for duty in dated if draw.pack.by_id[duty].type not in ELSEWHERE)
    assert all(one.runs_from <= one.due_at + max(one.rungs) for one in found)
