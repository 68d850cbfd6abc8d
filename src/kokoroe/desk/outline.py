"""The annex's clauses with a lamp each.

A clause shows the state in it that needs a hand first. Where one duty is met and another unverified, it shows
unverified: green would say more than is known. Dormant duties do not count beside others; a clause with nothing
but dormant ones is dormant.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from kokoroe.annex.answer import Answer
from kokoroe.annex.clause import parse
from kokoroe.annex.pack import Clause, Pack
from kokoroe.annex.state import State, worst
from kokoroe.annex.text import Text


@dataclass(frozen=True, slots=True)
class Line:
    """A line of ui/outline.html."""

    number: str
    word: Text
    href: str
    level: int
    state: str
    state_word: Text
    current: bool


def lamps(pack: Pack, answers: Iterable[Answer]) -> dict[str, State]:
    """The state of every clause, from the duties in it and in all its parts."""
    own: dict[str, list[State]] = {}
    for answer in answers:
        own.setdefault(answer.clause, []).append(answer.state)
    return {
        ref: worst(state for inner in clause.walk() for state in own.get(inner.ref, ()))
        for ref, clause in pack.by_ref.items()
    }


def number_of(ref: str) -> str:
    """A clause's own part of its reference: (1) of 2(1)."""
    return parse(ref).spellings[-1]


def lines(
    pack: Pack, states: dict[str, State], *, code: str, query: str, current: str = "", depth: int = 2
) -> Iterator[Line]:
    """The outline down to `depth`, and below that along the way to the `current` clause."""
    for root in pack.clauses:
        yield from _below(root, 1, states, code=code, query=query, current=current, depth=depth)


def _below(
    clause: Clause, level: int, states: dict[str, State], *, code: str, query: str, current: str, depth: int
) -> Iterator[Line]:
    yield Line(
        number=number_of(clause.ref),
        word=clause.title,
        href=reverse("clause", args=[code, clause.ref]) + query,
        level=min(level, 3),
        state=states[clause.ref],
        state_word=states[clause.ref].label,
        current=clause.ref == current,
    )
    if level < depth or any(inner.ref == current for inner in clause.walk()):
        for child in clause.children:
            yield from _below(child, level + 1, states, code=code, query=query, current=current, depth=depth)
