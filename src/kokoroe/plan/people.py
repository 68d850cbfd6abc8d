"""Between a roster's lines as kokoroe.plan.roster knows them (keys and values) and their rows."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from kokoroe.declare import DAY, NUMBER
from kokoroe.declare.kinds import to_json
from kokoroe.plan.models import PlanVersion, RosterEntry
from kokoroe.plan.roster.fields import BY_KEY, FIELDS, Value, restored
from kokoroe.plan.roster.names import same_name
from kokoroe.plan.roster.people import Person

Line = dict[str, Value]
# Fields that are kept in JSON otherwise than they are told; all others are text.
READ = {field.key: field for field in FIELDS if field.kind in (NUMBER, DAY)}


def line_of(entry: RosterEntry) -> Line:
    """The entry's columns by their keys; a column without a value is absent."""
    line = read(entry)
    return {field.key: line[field.key] for field in FIELDS if line.get(field.key) not in (None, "")}


def read(entry: RosterEntry) -> Line:
    """What an entry's columns say, by their keys."""
    line: Line = {"name": entry.name, "role": entry.role}
    for key, stored in entry.details.items():
        if key in READ:
            line[key] = restored(READ[key], stored)
        elif key in BY_KEY:
            line[key] = stored
    for key, day in (("starts_on", entry.starts_on), ("ends_on", entry.ends_on)):
        if day is not None:
            line[key] = day
    return line


def ends_before_start(line: Mapping[str, Any]) -> bool:
    """Whether somebody's last day is before their first."""
    starts, ends = line.get("starts_on"), line.get("ends_on")
    return bool(starts and ends and ends < starts)


def same_person(
    line: Mapping[str, Any], entries: Iterable[RosterEntry], but: RosterEntry | None
) -> RosterEntry | None:
    """Another entry that is the same person as the line: one name, and nothing that tells the two apart."""

    def is_same(other: RosterEntry) -> bool:
        email, other_email = (str(one.get("email", "")).casefold() for one in (line, other.details))
        if email and other_email:
            return email == other_email
        place, other_place = (same_name(str(one.get("affiliation", ""))) for one in (line, other.details))
        return place == other_place

    name = same_name(str(line["name"]))
    return next(
        (
            other
            for other in entries
            if (but is None or other.pk != but.pk) and same_name(other.name) == name and is_same(other)
        ),
        None,
    )


def columns_of(line: Mapping[str, Value | None]) -> dict[str, Any]:
    """The line as `RosterEntry`'s columns; a person without a role of their own is a worker."""
    given = {key: value for key, value in line.items() if value not in (None, "")}
    starts, ends = given.pop("starts_on", None), given.pop("ends_on", None)
    return {
        "name": str(given.pop("name", "")),
        "role": str(given.pop("role", "worker")),
        "starts_on": starts if isinstance(starts, date) else None,
        "ends_on": ends if isinstance(ends, date) else None,
        "details": {key: to_json(BY_KEY[key], value) for key, value in given.items() if value is not None},
    }


def lines_stored(version: PlanVersion) -> Iterator[tuple[int, dict[str, str]]]:
    """Each person's key with the line as it stands in frozen content: text by key, as the rows hold it."""
    for entry in version.entries.all():
        line = {"name": entry.name, "role": entry.role, **entry.details}
        for key, day in (("starts_on", entry.starts_on), ("ends_on", entry.ends_on)):
            if day is not None:
                line[key] = day.isoformat()
        yield entry.person_id, {key: text for key, text in line.items() if text and key in BY_KEY}


def people_of(version: PlanVersion) -> Iterator[tuple[int, Person]]:
    """Each person's key with their line."""
    for entry in version.entries.all():
        yield entry.person_id, Person(read(entry))


def stored(line: Mapping[str, Value]) -> dict[str, str]:
    """The line as it stands in frozen content: text by key."""
    return {key: to_json(BY_KEY[key], value) for key, value in line.items()}
