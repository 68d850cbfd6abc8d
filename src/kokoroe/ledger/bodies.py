"""What an entry's bytes say, whoever may have edited them. Pure."""

import json
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from typing import Any


def plain(value: object) -> object:
    """Bytes in one kind, whatever the driver gives."""
    return bytes(value) if isinstance(value, memoryview) else value


def read_body(body: object) -> dict[str, Any]:
    """What an entry's bytes say; nothing where they are not the JSON of an object."""
    try:
        body = plain(body)
        says = json.loads(body) if isinstance(body, bytes) else None
    except (ValueError, RecursionError):
        return {}
    return says if isinstance(says, dict) else {}


def read_moment(text: object) -> datetime | None:
    """A moment as entries or the database hold it, in UTC, also where it says no zone; None where it is none.

    Nor is one that another zone has no year for.
    """
    try:
        at = datetime.fromisoformat(text) if isinstance(text, str) else None
        if at is None:
            return None
        at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return at if MINYEAR < at.year < MAXYEAR else None
