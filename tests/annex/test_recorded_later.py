"""後から記録: said of whatever kind of fact, with its delay, and of nothing else."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from annex.random_facts import Draw
from kokoroe import packs
from kokoroe.annex.days import date_in_japan
from kokoroe.annex.evaluate import evaluate
from kokoroe.annex.facts import DateSet, Evidence
from kokoroe.annex.history import Facts
from kokoroe.annex.recorded_later import recorded_later, with_delays
from kokoroe.annex.text import Text

SAPPORO = packs.load("sapporo")


def drawn(seed: int):
    draw = Draw(SAPPORO, seed)
    facts = [
        replace(fact, evidence=(Evidence(Text("根拠", "evidence"), f"k{number}"),))
        for number, fact in enumerate(draw.facts)
    ]
    return draw, facts


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_each_fact_that_was_recorded_on_a_later_day_is_named_with_its_delay_and_no_other(seed):
    _draw, facts = drawn(seed)
    found = recorded_later(facts)
    late = {
        fact.evidence[0].key: (
            date_in_japan(fact.recorded_at) - date_in_japan(fact.happened_at)
            if fact.day_only
            else fact.recorded_at - fact.happened_at
        )
        for fact in facts
        if not isinstance(fact, DateSet) and date_in_japan(fact.recorded_at) > date_in_japan(fact.happened_at)
    }
    assert {key: one.delay for key, one in found.items()} == late


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_what_counts_now_and_was_not_known_on_its_day_is_said_to_be_recorded_later(seed):
    """A record of a later day moves what a past moment answers only with these words, or not at all."""
    draw, facts = drawn(seed)
    then = draw.moment()
    known = Facts(facts).known_at(then)
    later = recorded_later(facts)
    after = with_delays(evaluate(draw.pack, facts, then), facts)
    for before, now in zip(evaluate(draw.pack, known, then), after, strict=True):
        new = {piece.key for piece in now.evidence} - {piece.key for piece in before.evidence}
        unknown = {f.evidence[0].key for f in facts if f.recorded_at > then and not isinstance(f, DateSet)}
        on_a_later_day = {key for key in new & unknown if key in later}
        assert (now.recorded_later is not None) >= bool(on_a_later_day)


def test_where_only_the_day_is_known_the_delay_is_in_days():
    _draw, facts = next(pair for pair in map(drawn, range(100)) if recorded_later(pair[1]))
    (key, one), *_ = recorded_later(facts).items()
    (fact,) = (fact for fact in facts if fact.evidence[0].key == key)
    delay = recorded_later([replace(fact, day_only=True)])[key].delay
    assert delay == timedelta(days=delay.days) > timedelta(0)
    assert abs(delay - one.delay) < timedelta(days=1)


def test_it_is_said_in_both_languages():
    _draw, facts = next(pair for pair in map(drawn, range(100)) if recorded_later(pair[1]))
    one = next(iter(recorded_later(facts).values()))
    assert one.delay > timedelta(0)
    assert one.text.ja.startswith("後から記録（")
    assert "recorded later" in one.text.en
