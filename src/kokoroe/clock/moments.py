"""The clock that deadlines go by, in all processes alike: what the clocks say, and what was written down.

PostgreSQL tells its time, beside this machine's; with SQLite there is this machine's alone. Both are held against a
clock that nobody sets, the newest tick and the ledger's last entry (`reckoning`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Max, Subquery
from django.db.models.functions import Coalesce

from kokoroe import clock
from kokoroe.clock.models import Confirmation, Heartbeat
from kokoroe.clock.reckoning import Clocks, Mark, Reckoned, begin, follow
from kokoroe.ledger.bodies import read_body, read_moment
from kokoroe.ledger.models import Entry


@dataclass(frozen=True, slots=True)
class Reading:
    """One look at the time (UTC): the moment to act by, what the clocks say, and the newest tick there is.

    `off` is how far the clock is from `now` while that is not followed.
    """

    now: datetime
    clocks: Clocks
    mark: datetime | None
    off: timedelta | None = None


def read_clock() -> Reading:
    """Look at all clocks, and let this process reckon by them from now on."""
    clocks, mark = look()
    before = clock.reckoner.reckoned
    if before is None:
        found = begin(clocks, mark=newest_mark(mark), recorded=last_recorded())
    else:
        found = follow(before, clocks)
    if not found.is_sure:
        found = doubted(before, found, clocks)
    clock.reckoner.reckoned = found
    return Reading(found.now, clocks, mark.at if mark else None, found.off)


def look() -> tuple[Clocks, Mark | None]:
    """What the clocks say, and the newest tick."""
    newest = Heartbeat.objects.order_by("-tick_at").values_list("tick_at", "steady", "boot").first()
    said = (*database_said(), clock.said())
    return Clocks(said, clock.steady(), clock.boot()), None if newest is None else Mark(*newest)


def database_said() -> tuple[datetime, ...]:
    """What the database's clock says, where it has one of its own."""
    if connection.vendor != "postgresql":
        return ()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return tuple(cursor.fetchone())


def newest_mark(tick: Mark | None) -> Mark | None:
    """The newest tick, or the last confirmation where that is later."""
    said = Confirmation.objects.order_by("-pk").values_list("at", "steady", "boot").first()
    marks = [mark for mark in (tick, Mark(*said) if said else None) if mark is not None]
    return max(marks, key=lambda mark: mark.at, default=None)


def doubted(before: Reckoned | None, found: Reckoned, clocks: Clocks) -> Reckoned:
    """What the time is while the clocks disagree: as before, unless somebody has said that they are right meanwhile.

    Where it is followed at last, ticks from after it are no measure any more.
    """
    newest = Confirmation.objects.aggregate(newest=Max("pk"))["newest"] or 0
    if before is None or before.is_sure:
        clock.reckoner.confirmed = newest
        return found
    if newest > clock.reckoner.confirmed:
        return Reckoned(clocks.said[0], clocks.steady)
    found = follow(before, clocks, recorded=last_recorded())
    if found.is_sure:
        forget_ticks_after(found.now)
    return found


def forget_ticks_after(moment: datetime) -> int:
    """Forget what a wrong clock has written down; returns how many rows that were."""
    return Heartbeat.objects.filter(tick_at__gt=moment).delete()[0]


def last_recorded() -> datetime | None:
    """When the ledger was last written, by its own word; nothing from before somebody last confirmed the clock."""
    known = Confirmation.objects.order_by("-pk").values("entry")[:1]
    since = Entry.objects.filter(pk__gt=Coalesce(Subquery(known), 0)).order_by("-pk")
    last = since.values_list("body", flat=True).first()
    return read_moment(
        read_body(last).get("at")
    )  # of one that somebody edited, nothing: `ledger verify` names it


def database_now() -> datetime:
    """This moment (UTC, aware), as all processes on this database reckon it."""
    return read_clock().now
