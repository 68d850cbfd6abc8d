"""What holds for any facts whatever, in both packs."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annex.random_facts import Draw
from kokoroe import packs
from kokoroe.annex.days import end_of_day
from kokoroe.annex.evaluate import contract_dates, evaluate
from kokoroe.annex.facts import Act, Done, Occurred, Stepped, Watched
from kokoroe.annex.history import Facts
from kokoroe.annex.pack import DutyType, Timing
from kokoroe.annex.scene import end_day
from kokoroe.annex.state import State, worst
from kokoroe.annex.text import Text

any_pack = pytest.mark.parametrize(
    "pack", [packs.load(name) for name in packs.available()], ids=lambda pack: pack.name
)
often = settings(max_examples=300, deadline=None)
seeds = st.integers(0, 2**63)


@any_pack
@often
@given(seed=seeds)
def test_an_answer_stands_until_its_changes_at(pack, seed):
    draw = Draw(pack, seed)
    now = draw.moment()
    known = Facts(draw.facts).happened_by(now)
    [before] = evaluate(draw.pack, known, now)
    assert before.changes_at is None or before.changes_at > now
    later = draw.later(now, before.changes_at)
    [after] = evaluate(draw.pack, known, later)
    if before.changes_at is None or later < before.changes_at:
        assert after == before


@any_pack
@often
@example(seed=1092421069524)  # two records of one occurrence, that happened and were recorded at one time
@given(seed=seeds)
def test_facts_in_any_order_give_the_same_answers(pack, seed):
    draw = Draw(pack, seed)
    now = draw.moment()
    shuffled = Random(seed).sample(draw.facts, len(draw.facts))
    assert evaluate(draw.pack, shuffled, now) == evaluate(draw.pack, draw.facts, now)


@any_pack
@often
@given(seed=seeds)
def test_a_duty_nobody_watches_is_never_shown_met(pack, seed):
    draw = Draw(pack, seed)
    unwatched = [fact for fact in draw.facts if not isinstance(fact, Watched)]
    [answer] = evaluate(draw.pack, unwatched, draw.moment())
    assert answer.state in {State.UNVERIFIED, State.DORMANT}


@any_pack
@often
@given(seed=seeds)
def test_time_alone_never_turns_late_to_met(pack, seed):
    """What is kept or gated can: a version that holds what was missing takes effect, somebody untrained leaves."""
    draw = Draw(pack, seed)
    now = draw.moment()
    known = Facts(draw.facts).happened_by(now)
    [before] = evaluate(draw.pack, known, now)
    [after] = evaluate(draw.pack, known, draw.later(now, before.changes_at))
    if before.state is State.LATE and before.timing not in {Timing.KEEP, Timing.GATE}:
        assert after.state is State.LATE


@any_pack
@often
@given(seed=seeds)
def test_what_is_open_says_whose_step_is_next_unless_it_ended_undone(pack, seed):
    draw = Draw(pack, seed)
    now = draw.moment()
    [answer] = evaluate(draw.pack, draw.facts, now)
    is_open = answer.state in {State.BROKEN, State.LATE, State.DUE_SOON}
    last = end_day(contract_dates(Facts(draw.facts).happened_by(now)))
    ended = last is not None and now > end_of_day(last)
    assert not is_open or ended or "行われないまま" in answer.reason.ja or answer.next_step is not None
    assert (answer.next_step is None) == (answer.owner is None)
    assert answer.state is not State.MET or answer.next_step is None
    assert answer.reason.ja.endswith("。")
    assert answer.reason.en.endswith(".")


@any_pack
@often
@given(seed=seeds)
def test_after_the_end_only_what_closes_survives_or_falls_due_later_has_a_step(pack, seed):
    draw = Draw(pack, seed)
    now = draw.moment() + timedelta(days=60)
    [answer] = evaluate(draw.pack, draw.facts, now)
    last = end_day(contract_dates(Facts(draw.facts).happened_by(now)))
    if last is None or now <= end_of_day(last) or answer.next_step is None:
        return
    [duty] = draw.pack.duties
    assert duty.survives or duty.timing in {Timing.CLOSE, Timing.SUBMIT}
    if duty.timing is Timing.SUBMIT and duty.type is not DutyType.PERIODIC_REPORT:
        assert answer.due_at > end_of_day(last)


RESPONSES = (DutyType.INCIDENT_CHAIN, DutyType.CONSULTATION, DutyType.LAW_TRIGGER, DutyType.INSPECTION)


def responding(pack):
    """The pack with no duties but those that something which happened calls for."""
    return replace(pack, duties=tuple(duty for duty in pack.duties if duty.type in RESPONSES))


@any_pack
@often
@given(seed=seeds)
def test_closing_never_makes_a_duty_dormant_that_was_called_for(pack, seed):
    draw = Draw(responding(pack), seed)
    now = draw.moment()
    [before] = evaluate(draw.pack, draw.facts, now)
    subject = draw.random.choice(draw.subjects)
    moment = min(draw.moment(), now)
    closed = Done(
        happened_at=moment, recorded_at=moment, subject=subject, act=Act.CLOSED, of=draw.random.choice("ab")
    )
    [after] = evaluate(draw.pack, [*draw.facts, closed], now)
    if before.state is not State.DORMANT:
        assert after.state is not State.DORMANT


def about(facts, ref):
    """The facts without those of any other occurrence, answer or act than those of `ref`."""
    return [
        fact
        for fact in facts
        if not isinstance(fact, Occurred | Done | Stepped)
        or ref == (fact.ref if isinstance(fact, Occurred) else fact.of)
    ]


@any_pack
@often
@given(seed=seeds)
def test_facts_of_one_incident_never_change_the_answer_about_another(pack, seed):
    """Each has the answer that it would have alone; where there are several, the duty's own is the gravest."""
    draw = Draw(responding(pack), seed)
    now = draw.moment()
    facts = [
        replace(fact, ref=f"{fact.of}:{fact.subject}") if isinstance(fact, Stepped | Done) else fact
        for fact in draw.facts
    ]
    [answer] = evaluate(draw.pack, facts, now)
    alone = [
        one
        for ref in ("a", "b")
        for whole in evaluate(draw.pack, about(facts, ref), now)
        for one in (whole.each or (whole,))
        if one.about
    ]
    if answer.about:
        assert sorted(map(unnamed, answer.each or (answer,))) == sorted(map(unnamed, alone))
        assert answer.state is worst(one.state for one in alone)


def unnamed(answer):
    """An answer as it is of its occurrence alone: which one it is of, is said only where there are several."""
    reason = answer.reason.ja.removeprefix("事故：")
    step = answer.next_step and answer.next_step.ja.removeprefix("事故：")
    return repr(replace(answer, reason=Text(reason, ""), next_step=step, each=()))


@any_pack
@often
@given(seed=seeds)
def test_what_was_recorded_later_was_not_known_then(pack, seed):
    draw = Draw(pack, seed)
    now, known_at = draw.moment(), draw.moment()
    recorded = [fact for fact in draw.facts if fact.recorded_at <= known_at]
    assert evaluate(draw.pack, Facts(draw.facts).known_at(known_at), now) == evaluate(
        draw.pack, recorded, now
    )


@any_pack
def test_the_random_contracts_reach_every_state(pack):
    """Otherwise the properties above could hold by accident."""
    reached = set()
    for seed in range(1500):
        draw = Draw(pack, seed)
        reached |= {answer.state for answer in evaluate(draw.pack, draw.facts, draw.moment())}
    assert reached >= set(State) - {State.UNVERIFIED}
