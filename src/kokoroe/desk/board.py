"""What the portfolio shows of one contract: a lamp for each topic, how urgent it is, what falls due next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from kokoroe.annex.answer import Answer
from kokoroe.annex.pack import Pack, Topic
from kokoroe.annex.state import State, worst
from kokoroe.contracts.editions import Reading

URGENT = frozenset({State.BROKEN, State.LATE, State.DUE_SOON})
"""What needs a hand now."""

BY_SEVERITY = {state.severity: state for state in State}


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
    digest: str = ""
    """Of the pack's bytes."""
    cells: Mapping[str, State]
    urgency: int = 0
    next: Next | None = None
    reading: Reading | None = None
    """Whose reading the pack is, while the other party does not stand by it."""

    @classmethod
    def of(cls, pack: Pack, answers: Iterable[Answer], reading: Reading | None = None) -> Self:
        """The board of a contract whose duties stand like this."""
        answers = tuple(answers)
        topics: dict[str, list[State]] = {topic.key: [] for topic in pack.topics}
        for answer in answers:
            topics[pack.by_id[answer.duty].topic].append(answer.state)
        urgent = worst(answer.state for answer in answers if needs_a_hand(answer))
        return cls(
            pack=pack.name,
            digest=pack.digest,
            reading=reading,
            cells={topic: worst(states) for topic, states in topics.items()},
            urgency=urgent.severity if urgent in URGENT else 0,
            next=next_of(answers),
        )

    def as_columns(self) -> dict[str, Any]:
        """As the cache keeps it: the state of each topic is the digit of its severity, in the pack's order."""
        due = self.next
        return {
            "pack": self.pack,
            "digest": self.digest,
            "reading": f"{self.reading.by} {self.reading.state}" if self.reading else "",
            "cells": "".join(str(state.severity) for state in self.cells.values()),
            "urgency": self.urgency,
            "next_clause": due.clause if due else "",
            "next_state": due.state.value if due else "",
            "next_due": due.due_at if due else None,
        }

    @classmethod
    def from_columns(cls, stored: Mapping[str, Any], pack: Pack | None) -> Self:
        """The board that `as_columns` came from; `pack` is the one that it names."""
        by, _, how = stored["reading"].partition(" ")
        clause, state, due_at = (stored[name] for name in ("next_clause", "next_state", "next_due"))
        return cls(
            pack=stored["pack"],
            digest=stored["digest"],
            reading=Reading(by, how == "refused") if by else None,
            cells={
                topic.key: BY_SEVERITY[int(digit)]
                for topic, digit in zip(pack.topics, stored["cells"], strict=True)
            }
            if pack
            else {},
            urgency=stored["urgency"],
            next=Next(clause, State(state), due_at) if clause else None,
        )


def needs_a_hand(answer: Answer) -> bool:
    """Whether somebody is asked to do something about it now: of what a contract ended without nobody is."""
    return answer.state in URGENT and answer.next_step is not None


def next_of(answers: Iterable[Answer]) -> Next | None:
    """What needs a hand first; when nothing does, the earliest deadline still to come."""
    answers = tuple(answers)
    urgent = [answer for answer in answers if needs_a_hand(answer)]
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


def topics_of(known: Iterable[Pack]) -> list[Topic]:
    """The columns: every topic of these packs once, each after the one that it follows in its own pack."""
    topics: list[Topic] = []
    for pack in sorted(known, key=lambda pack: -len(pack.topics)):
        place = 0
        for topic in pack.topics:
            if topic not in topics:
                topics.insert(place, topic)
            place = topics.index(topic) + 1
    return topics
