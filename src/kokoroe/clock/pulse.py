"""The heartbeat: proof that a clock runs, written down where everyone can look.

A process writes its own row; the newest of all tells whether anybody watches the deadlines.
"""

import os
import platform
import secrets
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import Min

from kokoroe import clock
from kokoroe.clock.models import UNFIRED, Alarm, Heartbeat
from kokoroe.clock.moments import Reading

EVERY = timedelta(seconds=5)
SILENT = timedelta(seconds=30)  # without a beat for longer, the clock counts as stopped
ODD = 5.0  # seconds that two clocks may differ
KEPT = timedelta(days=7)
WARNINGS = 10  # lines that a row keeps


@dataclass(slots=True)
class Pulse:
    """The heartbeat of one process, and what it notices about the time."""

    worker: str = field(
        default_factory=lambda: f"{platform.node()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"
    )
    _row: Heartbeat | None = None
    _before: tuple[datetime, float] | None = None

    def beat(self, reading: Reading) -> None:
        """Note a tick; it is written every few seconds, and at once when something was odd.

        Raises what the database raises.
        """
        odd = self._odd(reading)
        row = self._row
        if row is not None and not odd and abs(reading.now - row.tick_at) < EVERY:
            return
        if row is None:
            old = Heartbeat.objects.filter(tick_at__lt=reading.now - KEPT)
            old.exclude(pk__in=Heartbeat.objects.order_by("-tick_at").values("pk")[:1]).delete()
            row = Heartbeat(worker=self.worker, started_at=reading.now)
        oldest = Alarm.objects.filter(UNFIRED, fire_at__lte=reading.now).aggregate(first=Min("fire_at"))[
            "first"
        ]
        row.oldest_due_age = None if oldest is None else (reading.now - oldest).total_seconds()
        row.tick_at = reading.now
        lines = [*row.warnings.splitlines(), *(f"{reading.said:%Y-%m-%dT%H:%M:%SZ} {line}" for line in odd)]
        row.warnings = "\n".join(lines[-WARNINGS:])
        row.save()
        self._row = row

    def _odd(self, reading: Reading) -> list[str]:
        """What is wrong with the time: it jumped, it was set back, or this machine's differs from the database's."""
        steady = time.monotonic()
        before, self._before = self._before, (reading.said, steady)
        if before is None:
            off = (clock.now() - reading.said).total_seconds()
            found = [f"this machine is {off:+.1f} s off the database"] if abs(off) > ODD else []
            back = (reading.now - reading.said).total_seconds()
            return [*found, f"the clock was set back by {back:.1f} s"] if back > ODD else found
        jump = (reading.said - before[0]).total_seconds() - (steady - before[1])
        if abs(jump) > ODD:
            return [f"the clock jumped by {jump:+.1f} s"]
        return []


def newest() -> datetime | None:
    """The newest tick of any process (UTC); None where no clock has run yet."""
    return Heartbeat.objects.order_by("-tick_at").values_list("tick_at", flat=True).first()


def is_silent(tick: datetime | None, *, now: datetime) -> bool:
    """Whether the deadlines are not watched: the newest tick is too old, or there is none."""
    return tick is None or now - tick > SILENT


# Proof from the database alone that nothing due is unfired: a plain query that shares no code with the firing.
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
