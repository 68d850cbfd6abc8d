"""The one place where the time is read. Everything else is given `now`."""

from datetime import UTC, datetime


def now() -> datetime:
    """This moment (UTC, aware)."""
    return datetime.now(UTC)  # noqa: TID251
