"""The facts of one contract, collected: filtered by time once, then found by kind and subject."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import datetime
from functools import cached_property
from itertools import groupby
from operator import attrgetter, eq
from typing import TypeVar, cast

from kokoroe.annex.facts import Agreed, DateSet, Done, Engaged, Fact, Occurred, Step, Stepped

_F = TypeVar("_F", bound=Fact)

_STEPS = list(Step)
_BY_TIME = ("happened_at", "recorded_at", "ref")
_ORDERS = {
    Agreed: attrgetter(*_BY_TIME, "key"),
    DateSet: attrgetter(*_BY_TIME, "name"),
    Done: attrgetter(*_BY_TIME, "of", "person"),
    Engaged: attrgetter(*_BY_TIME, "person"),
}


class Facts:
    """An immutable collection of facts. Its order is that of the events, whatever the order they came in."""

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self._facts = tuple(facts)

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def known_at(self, moment: datetime) -> "Facts":
        """What had been recorded by `moment` (inclusive)."""
        return Facts(fact for fact in self._facts if fact.recorded_at <= moment)

    def happened_by(self, moment: datetime) -> "Facts":
        """What had happened by `moment` (inclusive); an occurrence counts once the contractor knew of it.

        Of several records of one occurrence at one time the last recorded counts: that the awareness was amended to
        a later time must not leave it open from the earlier one. Of those recorded at one time as well it is the one
        that says more: the order in which facts come must not decide.
        """
        return Facts(fact for fact in self._corrected() if _began(fact) <= moment)

    def _corrected(self) -> Iterator[Fact]:
        last: dict[tuple[str, str, datetime], Occurred] = {}
        for fact in self._facts:
            if isinstance(fact, Occurred):
                name = (fact.subject, fact.ref, fact.happened_at)
                known = last.get(name)
                if known is None or _corrects(fact, known):
                    last[name] = fact
            else:
                yield fact
        yield from last.values()

    def of(self, kind: type[_F], subject: str) -> tuple[_F, ...]:
        """The facts of a kind about a subject, in the order they happened."""
        return cast("tuple[_F, ...]", self._index.get((kind, subject), ()))

    def latest(self, kind: type[_F], subject: str) -> dict[str, _F]:
        """The last fact of a kind about a subject for each `ref`: a later one corrects an earlier one."""
        return {fact.ref: fact for fact in self.of(kind, subject)}

    @cached_property
    def subjects(self) -> frozenset[str]:
        """Every subject that some fact is about."""
        return frozenset(subject for _, subject in self._index)

    @cached_property
    def _index(self) -> dict[tuple[type[Fact], str], tuple[Fact, ...]]:
        buckets: dict[tuple[type[Fact], str], list[Fact]] = {}
        for fact in self._facts:
            buckets.setdefault((type(fact), fact.subject), []).append(fact)
        return {key: _in_order(bucket) for key, bucket in buckets.items()}


def _began(fact: Fact) -> datetime:
    if isinstance(fact, Occurred) and fact.aware_at is not None:
        return max(fact.happened_at, fact.aware_at)
    return fact.happened_at


def _corrects(fact: Occurred, known: Occurred) -> bool:
    if fact.recorded_at == known.recorded_at:
        return (len(fact.tags), content(fact)) > (len(known.tags), content(known))
    return fact.recorded_at > known.recorded_at


def _in_order(facts: list[Fact]) -> tuple[Fact, ...]:
    """Sorted by time; what happened to the same thing at the same instant, by the usual order of steps."""
    order = _ORDERS.get(type(facts[0])) or attrgetter(*_BY_TIME)
    facts.sort(key=order)
    keys = list(map(order, facts))
    if any(map(eq, keys, keys[1:])):
        facts = [fact for _, tied in groupby(facts, key=order) for fact in sorted(tied, key=content)]
    return tuple(facts)


def content(fact: Fact) -> tuple[int, list[str]]:
    """All that a fact says, to break a tie between two of one time: the order in which they came must not decide."""
    step = _STEPS.index(fact.step) if isinstance(fact, Stepped) else 0
    values = (getattr(fact, field.name) for field in fields(fact))
    return step, [str(sorted(value) if isinstance(value, frozenset) else value) for value in values]
