"""The heartbeat: proof that a clock runs, written down where everyone can look.

A process writes its own row; the newest of all tells whether anybody watches the deadlines.
"""

import os
import platform
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import Min

from kokoroe.annex.text import Text, say
from kokoroe.clock.models import UNFIRED, Alarm, Heartbeat
from kokoroe.clock.moments import Reading
from kokoroe.clock.reckoning import TOLERANCE

EVERY = timedelta(seconds=5)
SILENT = timedelta(seconds=30)  # without a beat for longer, the clock counts as stopped
APART = timedelta(seconds=5)  # that two clocks may differ
KEPT = timedelta(days=7)
WARNINGS = 10  # lines that a row keeps

ODD: dict[str, Text] = {
    "jumped": Text(
        "時計が飛んで、{by}います。期限は、飛ぶ前の時刻の続きで数えています",
        "the clock jumped and is {by}; deadlines go on by the time before",
    ),
    "right": Text("時計がまた合いました。ずれていたのは{by}です", "the clocks agree again; it lasted {by}"),
    "machine": Text(
        "この機械の時計が、データベースの時計より{by}います", "this machine is {by}, against the database"
    ),
}
"""What can be odd about the time, as `Heartbeat.warnings` names it with a number of seconds."""


@dataclass(slots=True)
class Pulse:
    """The heartbeat of one process, and what it notices about the time."""

    worker: str = field(
        default_factory=lambda: f"{platform.node()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"
    )
    _row: Heartbeat | None = None
    _before: Reading | None = None
    _since: float = 0.0

    def beat(self, reading: Reading) -> None:
        """Note a tick; it is written every few seconds, and at once when something was odd.

        Raises what the database raises.
        """
        odd = list(self._odd(reading))
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
        row.tick_at, row.steady, row.boot = reading.now, reading.clocks.steady, reading.clocks.boot
        lines = [*row.warnings.splitlines(), *(f"{reading.now:%Y-%m-%dT%H:%M:%SZ} {line}" for line in odd)]
        row.warnings = "\n".join(lines[-WARNINGS:])
        row.save()
        self._row = row

    def _odd(self, reading: Reading) -> Iterator[str]:
        """What has become wrong with the time, or right again, since the tick before."""
        before, self._before = self._before, reading
        database, machine = reading.clocks.said[0], reading.clocks.said[-1]
        if before is None and abs(machine - database) > APART:
            yield f"machine {(machine - database).total_seconds():+.1f}"
        was = before.off if before is not None else None
        if reading.off is not None and (was is None or abs(reading.off - was) > TOLERANCE):
            self._since = reading.clocks.steady
            yield f"jumped {reading.off.total_seconds():+.1f}"
        elif reading.off is None and was is not None:
            yield f"right {reading.clocks.steady - self._since:.1f}"


def oddities(rows: Iterable[Heartbeat]) -> Iterator[Text]:
    """What was odd about the time, and when, in words."""
    for line in (line for row in rows for line in row.warnings.splitlines()):
        at, _, rest = line.partition(" ")
        name, _, seconds = rest.partition(" ")
        if name in ODD:
            yield say(f"{at} {ODD[name].ja}", f"{at} {ODD[name].en}", by=SPOKEN[name](float(seconds)))
        else:
            yield Text(line, line)  # as earlier versions wrote it


def span(seconds: float) -> Text:
    """A length of time in the largest unit that says it."""
    for unit, ja, en in ((86400, "日", "d"), (3600, "時間", "h"), (60, "分", "min")):
        if abs(seconds) >= unit:
            return Text(f"{abs(seconds) / unit:.5g}{ja}", f"{abs(seconds) / unit:.5g} {en}")
    return Text(f"{abs(seconds):.0f}秒", f"{abs(seconds):.0f} s")


def way_off(seconds: float) -> Text:
    """How far a clock is ahead of the right time, or behind it."""
    if seconds > 0:
        return say("{by}進んで", "{by} ahead", by=span(seconds))
    return say("{by}遅れて", "{by} behind", by=span(seconds))


SPOKEN = {"jumped": way_off, "right": span, "machine": way_off}


def newest(now: datetime) -> datetime | None:
    """The newest tick of any process (UTC); None where no clock has run yet.

    One ahead of `now` is a wrong clock's, and proves nothing.
    """
    ticks = Heartbeat.objects.filter(tick_at__lte=now + TOLERANCE).order_by("-tick_at")
    return ticks.values_list("tick_at", flat=True).first()


def is_silent(tick: datetime | None, *, now: datetime) -> bool:
    """Whether the deadlines are not watched: the newest tick is too old, or there is none."""
    return tick is None or now - tick > SILENT


def why_wrong(*, now: datetime, off: timedelta | None, mark: datetime | None) -> Text | None:
    """Why the time cannot be relied upon; None while the clocks agree, and with the newest tick (`mark`)."""
    if off is not None:
        return say(
            "サーバーの時計が{by}います。期限は、ずれる前の時刻の続きで数えています。",
            "The server's clock is {by}. Deadlines go on by the time before.",
            by=way_off(off.total_seconds()),
        )
    if mark is not None and mark > now + TOLERANCE:
        return say(
            "時計の記録に、まだ来ていない時刻（{by}先）があります。狂った時計が残したものです。",
            "A tick of the clock lies ahead by {by}: a wrong clock has left it.",
            by=span((mark - now).total_seconds()),
        )
    return None


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
