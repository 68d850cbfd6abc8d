"""When what is not urgent is told: by a digest on the morning of a business day, and never in quiet hours.

What is urgent is never held back. Hours are JST.
"""

from datetime import datetime, time, timedelta

from kokoroe.annex.days import JST
from kokoroe.packs.calendar import next_open_day

DIGEST_AT = time(8, 30)
QUIET_FROM, QUIET_UNTIL = time(20), time(8)
MARGIN = timedelta(minutes=1)  # a transaction that is open now may add to the digest until it commits

_DAY = timedelta(days=1)


def next_digest(now: datetime) -> datetime:
    """When the next digest goes out to which something can still be added: 8:30 of a business day (JST)."""
    local = (now + MARGIN).astimezone(JST)
    day = local.date() if local.time() < DIGEST_AT else local.date() + _DAY
    return datetime.combine(next_open_day(day), DIGEST_AT, JST)


def after_quiet(now: datetime) -> datetime:
    """`now` itself outside quiet hours, else their end: 8:00 of a business day (JST)."""
    local = now.astimezone(JST)
    day = local.date()
    if next_open_day(day) == day and QUIET_UNTIL <= local.time() < QUIET_FROM:
        return now
    if local.time() >= QUIET_FROM:
        day += _DAY
    return datetime.combine(next_open_day(day), QUIET_UNTIL, JST)
