"""後から記録: what an answer rests on and was recorded only on a later day. It counts on its day; the delay is said.

Pure. Dates of the contract are left out: they are arranged, and `moves` says what became of a date that was moved.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from kokoroe.annex.answer import Answer, RecordedLater
from kokoroe.annex.days import date_in_japan
from kokoroe.annex.facts import DateSet, Fact


def recorded_later(facts: Iterable[Fact]) -> Mapping[str, RecordedLater]:
    """By the key of what proves it, the greatest delay of facts that were recorded on a later day (JST)."""
    found: dict[str, RecordedLater] = {}
    for fact in facts:
        days = date_in_japan(fact.recorded_at) - date_in_japan(fact.happened_at)
        if isinstance(fact, DateSet) or days <= timedelta(0):
            continue
        delay = days if fact.day_only else fact.recorded_at - fact.happened_at
        one = RecordedLater(fact.recorded_at, delay)
        for piece in fact.evidence:
            if piece.key not in found or found[piece.key].delay < one.delay:
                found[piece.key] = one
    return found


def with_delays(answers: Iterable[Answer], facts: Iterable[Fact]) -> tuple[Answer, ...]:
    """The answers, each with the greatest delay among what it rests on, where there is one."""
    later = recorded_later(facts)
    return tuple(_with_delay(answer, later) for answer in answers) if later else tuple(answers)


def _with_delay(answer: Answer, later: Mapping[str, RecordedLater]) -> Answer:
    delays = [later[piece.key] for piece in answer.evidence if piece.key in later]
    each = tuple(_with_delay(one, later) for one in answer.each)
    if not delays and each == answer.each:
        return answer
    return replace(answer, each=each, recorded_later=max(delays, key=lambda one: one.delay, default=None))
