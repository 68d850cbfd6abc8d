"""Who is engaged at a moment, and who is about to be: read from the versions of the roster."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from kokoroe.annex.facts import Engaged
from kokoroe.annex.writing import Writing


@dataclass(frozen=True, slots=True)
class Person:
    """One person engaged, from the first instant of their first day."""

    name: str
    first_day: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """The people on the version in force and on those settled for later, each once."""

    people: dict[str, Person]
    changes_at: datetime | None
    """When the next version takes effect or the next person leaves."""


def read_roster(
    versions: Iterable[tuple[datetime, Writing]], engaged: Iterable[Engaged], at: datetime
) -> Roster:
    """The roster at a moment. `versions` are in the order in which they take effect, with the moment they do."""
    versions = tuple(versions)
    begun = [writing.ref for start, writing in versions if start <= at][-1:]
    coming = {writing.ref: start for start, writing in versions if start > at}
    listed = {*begun, *coming}
    people: dict[str, Person] = {}
    changes = list(coming.values())
    for entry in engaged:
        if entry.ref not in listed:
            continue
        if entry.until is not None:
            if entry.until <= at:
                continue
            changes.append(entry.until)
        known = people.get(entry.person)
        if known is None or entry.since < known.first_day:
            people[entry.person] = Person(entry.person, entry.since, entry.until)
    return Roster(people, min(changes, default=None))
