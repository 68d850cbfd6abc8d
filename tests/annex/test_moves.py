"""Times that one party moved alone: nothing gets better for it, and what was late stays said."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from annex.random_facts import Draw
from annex.stories import STARTS, at, contract, fact, plan
from kokoroe import packs
from kokoroe.annex.days import end_of_day
from kokoroe.annex.evaluate import evaluate
from kokoroe.annex.facts import ContractDate, DateSet, MoveAnswer, MoveAnswered, Occurred
from kokoroe.annex.history import Facts
from kokoroe.annex.moves import SLIP, contract_dates
from kokoroe.annex.pack import Party
from kokoroe.annex.state import State

SAPPORO = packs.load("sapporo")
often = settings(max_examples=250, deadline=None)
seeds = st.integers(0, 2**63)
CLIENT, CONTRACTOR = Party.CLIENT, Party.CONTRACTOR
LATER, EARLIER = date(2026, 5, 15), date(2026, 3, 20)


def moved(on, recorded, by=CONTRACTOR, name=ContractDate.STARTS, move="m1", **fields):
    return fact(DateSet, recorded, name=name, on=on, by=by, move=move, **fields)


def answered(answer, when, of="m1"):
    return fact(MoveAnswered, when, of=of, answer=MoveAnswer(answer))


def how(facts, now, duty="plan-accepted"):
    return {one.duty: one for one in evaluate(SAPPORO, facts, now)}[duty]


SIGNED = contract("plan", "incident")
ALONE = [*SIGNED, moved(LATER, at(4, 15))]


def test_a_start_that_the_contractor_moves_alone_leaves_what_is_late_late():
    alone, before = how(ALONE, at(4, 20)), how(SIGNED, at(4, 20))
    assert (alone.state, alone.due_at, alone.stood) == (State.LATE, before.due_at, ())


def test_once_agreed_the_moved_time_counts_and_what_was_late_stays_said():
    agreed = how([*ALONE, answered("agreed", at(4, 18))], at(4, 20))
    assert agreed.state is State.PREPARING
    [stood] = agreed.stood
    assert (stood.due_at, stood.moved_at) == (how(SIGNED, at(4, 20)).due_at, at(4, 18))
    assert stood.late_by == stood.moved_at - stood.due_at
    assert not agreed.unconfirmed


def test_what_was_done_late_stays_late_against_the_time_that_stood():
    done = [*ALONE, plan(happened=at(4, 5)), answered("agreed", at(4, 18))]
    found = how(done, at(4, 20))
    assert (found.state, found.late_by) == (State.MET, None)
    assert [one.late_by for one in found.stood] == [
        how([*SIGNED, plan(happened=at(4, 5))], at(4, 20)).late_by
    ]


def test_an_agreement_recorded_from_paper_counts_with_a_mark_until_it_is_contested_or_confirmed():
    recorded = [*ALONE, answered("recorded", at(4, 18))]
    assert (how(recorded, at(4, 20)).state, how(recorded, at(4, 20)).unconfirmed) == (State.PREPARING, True)
    assert not how(recorded, at(4, 20), "structure-change").unconfirmed
    contested = how([*recorded, answered("refused", at(4, 19))], at(4, 20))
    assert (contested.state, contested.unconfirmed) == (State.LATE, False)
    confirmed = how([*recorded, answered("agreed", at(4, 19))], at(4, 20))
    assert (confirmed.state, confirmed.unconfirmed) == (State.PREPARING, False)


def test_what_nobody_could_be_asked_about_counts_with_the_mark_and_lateness_stays_said():
    unasked = [*SIGNED, moved(LATER, at(4, 15), unasked=True)]
    found = how(unasked, at(4, 20))
    assert (found.state, found.unconfirmed, len(found.stood)) == (State.PREPARING, True, 1)
    assert how([*unasked, answered("refused", at(4, 18))], at(4, 20)).state is State.LATE


def test_a_time_moved_to_the_movers_harm_counts_at_once_and_to_the_others_harm_it_does_not():
    assert how([*SIGNED, moved(EARLIER, at(3, 15))], at(3, 25)).state is State.LATE
    assert how([*SIGNED, moved(EARLIER, at(3, 15), CLIENT)], at(3, 25)).state is State.DUE_SOON
    given = how([*SIGNED, moved(LATER, at(4, 15), CLIENT)], at(4, 20))
    assert (given.state, len(given.stood)) == (State.PREPARING, 1)


def test_two_moves_do_not_hide_behind_each_other():
    back = [*SIGNED, moved(EARLIER, at(3, 15)), moved(STARTS, at(3, 18), move="m2")]
    assert how(back, at(3, 25)).state is State.LATE


def test_a_slip_corrected_at_once_before_anybody_was_told_never_stood():
    def corrected(after, **fields):
        slip = moved(EARLIER, at(3, 15), **fields)
        return how([*SIGNED, slip, moved(STARTS, at(3, 15) + after, move="m2")], at(3, 25))

    assert corrected(SLIP).state is State.DUE_SOON
    assert corrected(SLIP).stood == ()
    assert corrected(SLIP + timedelta(seconds=1)).state is State.LATE
    assert corrected(SLIP, told_at=at(3, 15)).state is State.LATE
    opening = [replace(one, by=CONTRACTOR, opens=True) if isinstance(one, DateSet) else one for one in SIGNED]
    soon = opening[0].recorded_at + timedelta(minutes=5)
    assert contract_dates(Facts([*opening, moved(LATER, soon)]))[ContractDate.STARTS] == LATER
    assert contract_dates(Facts([*opening, moved(LATER, soon, CLIENT)]))[ContractDate.STARTS] == STARTS


def test_an_awareness_amended_alone_moves_no_stage_but_an_earlier_one():
    def known(aware, recorded, **fields):
        return fact(
            Occurred, at(4, 9), recorded_at=recorded, subject="incident", ref="i1", aware_at=aware, by=CONTRACTOR,
            **fields,
        )  # fmt: skip

    first = [*SIGNED, known(at(4, 10), at(4, 10))]
    later = [*first, known(at(4, 19), at(4, 19), move="m1", tags=frozenset({"spreading"}))]
    due = how(first, at(4, 20), "detailed-report").due_at
    assert how(later, at(4, 20), "detailed-report").due_at == due
    assert how(later, at(4, 20), "containment").state is not State.DORMANT
    agreed = how([*later, answered("agreed", at(4, 20))], at(4, 21), "detailed-report")
    assert (agreed.due_at - due, [one.due_at for one in agreed.stood]) == (timedelta(days=9), [due])
    earlier = [*first, known(at(4, 9), at(4, 19), move="m1")]
    assert due - how(earlier, at(4, 20), "detailed-report").due_at == timedelta(days=1)


@often
@given(seed=seeds)
def test_nothing_gets_better_for_whoever_moves_times_alone(seed):
    """Whatever else is on record: what it owes is not less grave, and what the other side owes is not graver."""
    draw = Draw(SAPPORO, seed)
    mover = draw.random.choice(list(Party))
    moves = draw.moves(mover)
    now = draw.moment()
    first = max((one.recorded_at for one in draw.facts), default=now) + SLIP + timedelta(hours=1)
    moves = [
        replace(one, recorded_at=first + index * timedelta(hours=1), unasked=False)
        for index, one in enumerate(moves)
    ]
    [before] = evaluate(draw.pack, draw.facts, now)
    [after] = evaluate(draw.pack, [*draw.facts, *moves], now)
    [duty] = draw.pack.duties
    if duty.debtor is mover:
        assert after.state.severity >= before.state.severity
    else:
        assert after.state.severity <= before.state.severity


@often
@given(seed=seeds)
def test_moves_hold_what_holds_of_all_facts(seed):
    """Their order does not matter, a moment answers as it did then, and an answer stands until its `changes_at`."""
    draw = Draw(SAPPORO, seed)
    moves = draw.moves()
    facts = [*draw.facts, *moves, *draw.answers_to(moves)]
    now, known_at = draw.moment(), draw.moment()
    answers = evaluate(draw.pack, facts, now)
    assert evaluate(draw.pack, Random(seed).sample(facts, len(facts)), now) == answers
    then = [one for one in facts if one.recorded_at <= known_at]
    assert evaluate(draw.pack, Facts(facts).known_at(known_at), now) == evaluate(draw.pack, then, now)
    known = Facts(facts).happened_by(now)
    [before] = evaluate(draw.pack, known, now)
    later = draw.later(now, before.changes_at)
    if before.changes_at is None or later < before.changes_at:
        assert evaluate(draw.pack, known, later) == (before,)


@often
@given(seed=seeds)
def test_what_was_late_when_its_time_passed_stays_said_whatever_is_moved(seed):
    """Of moves and answers alone nothing that was late by what stood comes to be in time without a word."""
    draw = Draw(SAPPORO, seed)
    then = draw.moment()
    draw.facts = [one for one in draw.facts if one.recorded_at <= then]
    moves = [replace(one, told_at=one.recorded_at) for one in draw.moves()]
    facts = Facts([*draw.facts, *moves, *draw.answers_to(moves)])
    after = max([then, *(one.recorded_at for one in facts)])
    unmoved = [evaluate(draw.pack, facts.known_at(then), moment)[0].state for moment in (then, after)]
    [now] = evaluate(draw.pack, facts, after)
    if set(unmoved) == {State.LATE}:
        assert now.state is State.LATE or now.late_by is not None or now.stood


def test_the_random_moves_reach_what_they_are_about():
    """Otherwise the properties above could hold by accident."""
    reached = {"waits": 0, "stood": 0, "unconfirmed": 0}
    for seed in range(400):
        draw = Draw(SAPPORO, seed)
        moves = draw.moves()
        facts = [*draw.facts, *moves, *draw.answers_to(moves)]
        now = end_of_day(draw.day())
        [answer] = evaluate(draw.pack, facts, now)
        reached["stood"] += bool(answer.stood)
        reached["unconfirmed"] += answer.unconfirmed
        everything = [replace(one, by=None) if isinstance(one, DateSet | Occurred) else one for one in facts]
        reached["waits"] += evaluate(draw.pack, everything, now)[0].state is not answer.state
    assert all(count >= 3 for count in reached.values()), reached


def test_a_date_that_is_moved_in_the_moment_of_the_opening_comes_after_it():
    for opened, moved_to in ((date(2027, 3, 31), date(2027, 6, 30)), (date(2027, 6, 30), date(2027, 3, 31))):
        opening = fact(DateSet, at(3, 1), name=ContractDate.ENDS, on=opened, by=CLIENT, opens=True)
        move = moved(moved_to, at(3, 1), by=CLIENT, name=ContractDate.ENDS)
        for facts in ([opening, move], [move, opening]):
            found = contract_dates(Facts([*facts, answered("agreed", at(3, 1))]))
            assert found[ContractDate.ENDS] == moved_to
