"""The look that finds nothing: every half second in every process, so it is one plain query on partial indexes."""

from datetime import datetime
from typing import Any

from django.db import connection

ALARMS = """
    SELECT EXISTS (SELECT 1 FROM clock_alarm WHERE fired_at IS NULL AND void_at IS NULL AND fire_at <= %s)
"""
MESSAGES = """
    SELECT
        EXISTS (SELECT 1 FROM clock_message WHERE sent_at IS NULL AND void_at IS NULL AND urgent AND next_at <= %s),
        EXISTS (SELECT 1 FROM clock_message WHERE sent_at IS NULL AND void_at IS NULL AND NOT urgent AND next_at <= %s)
"""


def alarms_wait(now: datetime) -> bool:
    """Whether an alarm is due at `now`."""
    (found,) = _ask(ALARMS, now)
    return bool(found)


def messages_wait(now: datetime) -> dict[bool, bool]:
    """Whether messages may be taken at `now`: urgent ones (True), and others (False)."""
    urgent, others = _ask(MESSAGES, now, now)
    return {True: bool(urgent), False: bool(others)}


def _ask(query: str, *moments: datetime) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(query, [connection.ops.adapt_datetimefield_value(moment) for moment in moments])
        row: tuple[Any, ...] = cursor.fetchone()
    return row
