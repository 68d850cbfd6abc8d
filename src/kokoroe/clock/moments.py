"""The clock that deadlines go by: the database's own, so that all its processes agree.

PostgreSQL tells its time; with SQLite it is this machine's. It never goes below the newest tick that was written down:
a clock that was set back stands still until the time it had shown comes again.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Max

from kokoroe import clock
from kokoroe.clock.models import Heartbeat


@dataclass(frozen=True, slots=True)
class Reading:
    """One look at the time (UTC): what the clock says, and the newest tick there is."""

    said: datetime
    mark: datetime | None

    @property
    def now(self) -> datetime:
        """The moment to act by."""
        return self.said if self.mark is None else max(self.said, self.mark)


def read_clock() -> Reading:
    """Look at the database's clock and at the newest tick."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp(), (SELECT max(tick_at) FROM clock_heartbeat)")
            said, mark = cursor.fetchone()
        return Reading(said, mark)
    mark = Heartbeat.objects.aggregate(newest=Max("tick_at"))["newest"]
    return Reading(clock.now(), mark)


def database_now() -> datetime:
    """This moment by the database's clock (UTC, aware), never before the newest tick."""
    return read_clock().now
