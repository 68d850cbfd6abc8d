"""What the portfolio shows of one contract: a lamp for each topic, how urgent it is, what falls due next. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from kokoroe.annex.answer import Answer
from kokoroe.annex.pack import Pack
from kokoroe.annex.state import State, worst

URGENT = frozenset({State.BROKEN, State.LATE, State.DUE_SOON})
"""What needs a hand now."""


@dataclass(frozen=True, slots=True)
class Next:
    """The duty to look at first: what is broken, late or due soon, or else what falls due next."""

    clause: str
    state: State
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """How a contract stands. `urgency` is the severity of its worst duty that needs a hand now, 0 for none."""

    pack: str
    cells: Mapping[str, State]
    urgency: int = 0
    next: Next | None = None

    @classmethod
    def of(cls, pack: Pack, answers: Iterable[Answer]) -> Self:
        """The board of a contract whose duties stand like this."""
        answers = tuple(answers)
        topics: dict[str, list[State]] = {topic.key: [] for topic in pack.topics}
        for answer in answers:
            topics[pack.by_id[answer.duty].topic].append(answer.state)
        urgent = worst(answer.state for answer in answers if answer.state in URGENT)
        return cls(
            pack=pack.name,
            cells={topic: worst(states) for topic, states in topics.items()},
            urgency=urgent.severity if urgent in URGENT else 0,
            next=next_of(answers),
        )

    def as_json(self) -> dict[str, Any]:
        """As the cache keeps it, beside the columns of its own."""
        due = self.next
        return {
            "pack": self.pack,
            "cells": dict(self.cells),
            "next": due and [due.clause, due.state, due.due_at.isoformat() if due.due_at else None],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any], *, urgency: int) -> Self:
        """The board that `as_json` came from."""
        due = stored["next"]
        return cls(
            pack=stored["pack"],
            cells={topic: State(state) for topic, state in stored["cells"].items()},
            urgency=urgency,
            next=due and Next(due[0], State(due[1]), datetime.fromisoformat(due[2]) if due[2] else None),
        )


def next_of(answers: Iterable[Answer]) -> Next | None:
    """What needs a hand first; when nothing does, the earliest deadline still to come."""
    answers = tuple(answers)
    urgent = [answer for answer in answers if answer.state in URGENT]
    if urgent:
        first = min(urgent, key=attention)
        return Next(first.clause, first.state, first.due_at)
    coming = [answer for answer in answers if answer.state is State.PREPARING and answer.due_at is not None]
    if not coming:
        return None
    first = min(coming, key=attention)
    return Next(first.clause, first.state, first.due_at)


def attention(answer: Answer) -> tuple[int, float]:
    """Sorts what needs a hand first to the front: the gravest state, then what is due earliest."""
    due = answer.due_at or answer.since
    return -answer.state.severity, due.timestamp() if due else float("inf")
