"""Between a roster's lines as kokoroe.plan.roster knows them (keys and values) and their rows."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kokoroe.plan.models import RosterEntry
from kokoroe.plan.roster.fields import BY_KEY, FIELDS, Value

Line = dict[str, Value]


def line_of(entry: RosterEntry) -> Line:
    """The entry's columns by their keys; a column without a value is absent."""
    line: Line = {"name": entry.name, "role": entry.role}
    line |= {key: BY_KEY[key].from_json(stored) for key, stored in entry.details.items() if key in BY_KEY}
    for key in ("starts_on", "ends_on"):
        if (day := getattr(entry, key)) is not None:
            line[key] = day
    return {field.key: line[field.key] for field in FIELDS if line.get(field.key) not in (None, "")}


def columns_of(line: Mapping[str, Value | None]) -> dict[str, Any]:
    """The line as `RosterEntry`'s columns; a person without a role of their own is a worker."""
    given = {key: value for key, value in line.items() if value not in (None, "")}
    starts, ends = given.pop("starts_on", None), given.pop("ends_on", None)
    return {
        "name": str(given.pop("name", "")),
        "role": str(given.pop("role", "worker")),
        "starts_on": starts if isinstance(starts, date) else None,
        "ends_on": ends if isinstance(ends, date) else None,
        "details": {key: BY_KEY[key].to_json(value) for key, value in given.items() if value is not None},
    }


def stored(line: Mapping[str, Value]) -> dict[str, str]:
    """The line as it stands in frozen content: text by key."""
    return {key: BY_KEY[key].to_json(value) for key, value in line.items()}
