"""What holds for any facts whatever, in both packs."""

from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annex.random_facts import Draw
from kokoroe import packs
from kokoroe.annex.evaluate import evaluate
from kokoroe.annex.facts import Watched
from kokoroe.annex.history import Facts
from kokoroe.annex.pack import Timing
from kokoroe.annex.state import State

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
def test_what_is_open_says_whose_step_is_next(pack, seed):
    draw = Draw(pack, seed)
    [answer] = evaluate(draw.pack, draw.facts, draw.moment())
    is_open = answer.state in {State.BROKEN, State.LATE, State.DUE_SOON}
    assert not is_open or (answer.next_step is not None and answer.owner is not None)
    assert answer.state is not State.MET or (answer.next_step is None and answer.owner is None)
    assert answer.reason.ja.endswith("。")
    assert answer.reason.en.endswith(".")


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
