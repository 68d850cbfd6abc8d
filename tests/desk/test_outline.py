"""Lamps of clauses: what needs a hand first, and never more green than is known."""

from datetime import datetime

import pytest

from kokoroe import packs
from kokoroe.annex.answer import Answer
from kokoroe.annex.days import JST
from kokoroe.annex.pack import DutyType, Timing
from kokoroe.annex.state import State
from kokoroe.annex.text import Text
from kokoroe.desk.board import URGENT, Board
from kokoroe.desk.look import lamps, lines
from kokoroe.desk.models import Standing

PACK = packs.load("sapporo")


def answer(duty, state, due_at=None, *, ended=False):
    return Answer(
        clause=duty.clause,
        duty=duty.id,
        type=DutyType.ROSTER,
        timing=Timing.SUBMIT,
        state=state,
        due_at=due_at,
        reason=Text("", ""),
        next_step=Text("出す", "Submit") if state in URGENT and not ended else None,
    )


def answers(state, **others):
    """Every duty in a state, those of a clause in another where `others` says so (by reference)."""
    return [answer(duty, others.get(duty.clause, state)) for duty in PACK.duties]


@pytest.mark.parametrize(
    ("states", "shown"),
    [
        ((State.MET, State.MET), State.MET),
        ((State.MET, State.DORMANT), State.MET),
        ((State.DORMANT, State.DORMANT), State.DORMANT),
        ((State.MET, State.UNVERIFIED), State.UNVERIFIED),
        ((State.DORMANT, State.UNVERIFIED), State.UNVERIFIED),
        ((State.MET, State.PREPARING), State.PREPARING),
        ((State.UNVERIFIED, State.DUE_SOON), State.DUE_SOON),
        ((State.LATE, State.BROKEN), State.BROKEN),
    ],
)
def test_a_clause_with_two_duties_shows_the_state_that_needs_a_hand_first(states, shown):
    two = [duty for duty in PACK.duties if duty.clause == "2(5)"]
    assert len(two) == 2
    found = lamps(PACK, [answer(duty, state) for duty, state in zip(two, states, strict=True)])
    assert found["2(5)"] == found["2"] == shown


def test_a_clause_takes_the_states_of_its_parts():
    found = lamps(PACK, answers(State.MET, **{"1(1)ア(イ)": State.LATE}))
    assert {ref for ref, state in found.items() if state is State.LATE} == {
        "1",
        "1(1)",
        "1(1)ア",
        "1(1)ア(イ)",
    }


def test_the_outline_shows_two_levels_and_the_way_to_the_clause_that_is_open():
    states = lamps(PACK, answers(State.MET))
    closed = [line.number for line in lines(PACK, states, code="x", query="")]
    assert closed[:4] == ["1", "(1)", "(2)", "2"]
    opened = list(lines(PACK, states, code="x", query="?at=1", current="1(1)ア(ア)"))
    assert [line.number for line in opened][:9] == ["1", "(1)", "ア", "(ア)", "(イ)", "イ", "ウ", "エ", "(2)"]
    assert [line.number for line in opened if line.current] == ["(ア)"]
    assert all(line.href.endswith("?at=1") for line in opened)


def test_a_board_is_urgent_by_its_worst_duty_and_names_what_is_due_first():
    soon, sooner = datetime(2026, 4, 3, tzinfo=JST), datetime(2026, 4, 1, tzinfo=JST)
    first, second, third, *rest = PACK.duties
    board = Board.of(
        PACK,
        [
            answer(first, State.DUE_SOON, soon),
            answer(second, State.DUE_SOON, sooner),
            answer(third, State.MET, datetime(2026, 3, 1, tzinfo=JST)),
            *(answer(duty, State.UNVERIFIED) for duty in rest),
        ],
    )
    assert (board.urgency, board.next.clause, board.next.due_at) == (
        State.DUE_SOON.severity,
        second.clause,
        sooner,
    )
    assert Board.from_columns(vars(Standing(**board.as_columns())), PACK) == board


def test_what_a_contract_ended_without_is_late_and_needs_no_hand():
    first, *rest = PACK.duties
    board = Board.of(
        PACK,
        [
            answer(first, State.LATE, datetime(2026, 4, 1, tzinfo=JST), ended=True),
            *(answer(duty, State.MET) for duty in rest),
        ],
    )
    assert (board.urgency, board.next) == (0, None)
    assert board.cells[first.topic] is State.LATE


def test_a_deadline_that_was_kept_is_nobodys_next():
    board = Board.of(
        PACK, [answer(duty, State.MET, datetime(2027, 1, 1, tzinfo=JST)) for duty in PACK.duties]
    )
    assert (board.urgency, board.next) == (0, None)
