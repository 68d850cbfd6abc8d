"""What a field means to the core: the one table of which meaning becomes which attribute of which fact."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from kokoroe.annex.days import end_of_day
from kokoroe.annex.facts import Breached, Done, Evidence, Fact, Occurred, Stepped
from kokoroe.annex.moments import Moment
from kokoroe.annex.text import Text


class Meaning(StrEnum):
    """What a value says of the thing that is recorded."""

    NAMES = "names"
    """What the thing is called."""
    HAPPENED_AT = "happened_at"
    EFFECTIVE_ON = "effective_on"
    VALID_UNTIL = "valid_until"
    DUE_AT = "due_at"
    PERIOD = "period"
    """The first day of what a periodic report reports on."""
    REASON = "reason"


def as_day(value: object) -> date:
    """The day (JST) of a day or a moment."""
    if isinstance(value, Moment):
        return value.day
    assert isinstance(value, date), "a day or a moment"
    return value


def as_instant(value: object) -> datetime:
    """The instant of a moment; of a day without a time its last, since it is in time only if the whole day was."""
    if isinstance(value, Moment):
        return value.latest
    return end_of_day(as_day(value))


def as_words(value: object) -> Text:
    """A name as both languages say it."""
    return Text(str(value), str(value))


@dataclass(frozen=True, slots=True)
class Attribute:
    """Where a meaning goes: an attribute of a fact (or of its evidence), and how the value gets its type."""

    of: type[Fact] | type[Evidence]
    name: str
    made: Callable[[Any], object]


ATTRIBUTES: Mapping[Meaning, tuple[Attribute, ...]] = {
    Meaning.NAMES: (Attribute(Evidence, "label", as_words), Attribute(Breached, "what", as_words)),
    Meaning.HAPPENED_AT: (Attribute(Fact, "happened_at", as_instant),),
    Meaning.EFFECTIVE_ON: (Attribute(Stepped, "effective_on", as_day),),
    Meaning.VALID_UNTIL: (Attribute(Stepped, "valid_until", as_day), Attribute(Done, "valid_until", as_day)),
    Meaning.DUE_AT: (Attribute(Occurred, "due_at", as_instant), Attribute(Done, "due_on", as_day)),
    Meaning.PERIOD: (Attribute(Stepped, "period", lambda value: as_day(value).isoformat()),),
    Meaning.REASON: (Attribute(Stepped, "reason", str), Attribute(Done, "reason", str)),
}


def attributes(kind: type[Fact] | type[Evidence], meant: Mapping[Meaning, object]) -> dict[str, Any]:
    """What a fact of this kind takes from values by their meaning; what is empty or has no place in it stays out."""
    return {
        one.name: one.made(value)
        for meaning, value in meant.items()
        if value is not None
        for one in ATTRIBUTES[meaning]
        if issubclass(kind, one.of)
    }
