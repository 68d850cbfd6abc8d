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


@dataclass(frozen=True, slots=True)
class Roster:
    """The people on the version in force and on those settled for later, each once."""

    people: dict[str, Person]
    changes_at: datetime | None
    """When the next version takes effect or the next person leaves."""


def read_roster(
    versions: Iterable[tuple[datetime, Writing]],
    engaged: Iterable[Engaged],
    at: datetime,
    work_starts: datetime | None,
) -> Roster:
    """The roster at a moment. `versions` are in the order in which they take effect, with the moment they do.

    Nobody begins before the work does, nor before the version that first lists them takes effect.
    """
    earliest_start = {writing.ref: start for start, writing in versions}
    coming = {ref for ref, start in earliest_start.items() if start > at}
    begun = [ref for ref in earliest_start if ref not in coming]
    listed = {*begun[-1:], *coming}
    changes = [earliest_start[ref] for ref in coming]
    if work_starts is not None and earliest_start:
        earliest_start[next(iter(earliest_start))] = work_starts

    first_days: dict[str, datetime] = {}
    present = set()
    for entry in engaged:
        start = earliest_start.get(entry.ref)
        if start is None:
            continue
        first_day = max(entry.since, start)
        first_days[entry.person] = min(first_day, first_days.get(entry.person, first_day))
        if entry.ref in listed and (entry.until is None or entry.until > at):
            present.add(entry.person)
            if entry.until is not None:
                changes.append(entry.until)
    people = {name: Person(name, day) for name, day in first_days.items() if name in present}
    return Roster(people, min(changes, default=None))
