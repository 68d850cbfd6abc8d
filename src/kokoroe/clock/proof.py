"""Proof from the database alone that nothing due is unfired: plain queries that share no code with the firing."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db import connection

GRACE = timedelta(seconds=10)

UNFIRED_DUE = """
    SELECT a.id, c.code, d.kind, d.ref, d.stage, a.rung, a.fire_at
    FROM clock_alarm a
    JOIN clock_deadline d ON d.id = a.deadline_id
    JOIN contracts_contract c ON c.id = d.contract_id
    WHERE a.fired_at IS NULL AND a.void_at IS NULL AND a.fire_at < %s
    ORDER BY a.fire_at
"""


@dataclass(frozen=True, slots=True)
class Missed:
    """An alarm that should have fired; moments in UTC."""

    fire_at: str = field(kw_only=True)

    alarm: int
    contract: str
    kind: str
    ref: str
    stage: str
    rung: int


def missed_alarms(*, now: datetime) -> list[Missed]:
    """Alarms that were due more than ten seconds before `now` and have neither fired nor been taken back."""
    with connection.cursor() as cursor:
        cursor.execute(UNFIRED_DUE, [connection.ops.adapt_datetimefield_value(now - GRACE)])
        return [Missed(*named, fire_at=_said(fire_at)) for *named, fire_at in cursor.fetchall()]


def _said(moment: datetime) -> str:
    """SQLite gives moments without their zone, which is UTC."""
    return moment.replace(tzinfo=moment.tzinfo or UTC).isoformat()
