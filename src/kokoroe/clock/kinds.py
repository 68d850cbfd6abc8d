"""Kinds of deadlines and news: registered by the app that they are about, from its ready()."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from kokoroe.clock.models import Alarm, Deadline, Message
from kokoroe.clock.recipients import Recipient, Words
from kokoroe.declare.names import take_name


def nothing(message: Message, now: datetime) -> None:
    """What follows from a delivery, or from an attempt that failed and is only made again."""


def nobody(deadline: Deadline, alarm: Alarm, now: datetime) -> Sequence[Recipient]:  # noqa: ARG001
    """For kinds of news, which have no alarms."""
    return ()


def no_words(deadline: Deadline, alarm: Alarm, now: datetime) -> Words:
    """For kinds of news, which have no alarms. Raises LookupError: their words come with each of them."""
    raise LookupError(f"{deadline.kind} has no words for alarm {alarm.pk} at {now}")


def always(deadline: Deadline, alarm: Alarm, now: datetime) -> bool:  # noqa: ARG001
    """For kinds whose deadlines change in the very transaction that changes what they are about."""
    return True


def at_once(deadlines: Collection[Deadline], now: datetime) -> None:
    """For kinds whose recipients and words are at hand."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a deadline, or a piece of news, of one name is about.

    `recipients` decides by the alarm's rung who is told: a higher rung reaches at least those of the lower ones, since
    after a standstill only the highest passed one is sent. `delivered` runs in the transaction that marks a message of
    this kind as sent, inside a `ledger.unit`: it may record; so does `failed` in the one that puts it off. `stands`
    is for deadlines that a worker keeps and that may be behind: where it says no, the alarm ends untold. `prepare` may
    do what takes long before any row is locked, for the many deadlines of its kind that are due; all is right without
    it as well.
    """

    name: str
    recipients: Callable[[Deadline, Alarm, datetime], Sequence[Recipient]] = nobody
    words: Callable[[Deadline, Alarm, datetime], Words] = no_words
    delivered: Callable[[Message, datetime], None] = nothing
    failed: Callable[[Message, datetime], None] = nothing
    stands: Callable[[Deadline, Alarm, datetime], bool] = always
    prepare: Callable[[Collection[Deadline], datetime], None] = at_once


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known. Raises ValueError when its name is taken by another one."""
    take_name(_kinds, kind.name, kind, "kind of deadline or news")


def kind(name: str) -> Kind:
    """The kind of that name. Raises KeyError when nobody registered it."""
    return _kinds[name]


def kinds_with_preparation() -> list[Kind]:
    """The kinds that have something to prepare."""
    return [one for one in _kinds.values() if one.prepare is not at_once]


def kind_named(name: str) -> Kind | None:
    """The kind of that name, or None."""
    return _kinds.get(name)
