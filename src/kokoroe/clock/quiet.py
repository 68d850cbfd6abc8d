"""When what is not urgent is told: by a digest on the morning of a business day, and never in quiet hours.

What is urgent is never held back. Hours are JST; those in force are `channels.setup.hours`.
"""

from datetime import datetime, timedelta

from kokoroe.annex.days import JST
from kokoroe.clock.channels.setup import Hours
from kokoroe.packs.calendar import next_open_day

MARGIN = timedelta(minutes=1)  # a transaction that is open now may add to the digest until it commits

USUAL = Hours()
_DAY = timedelta(days=1)


def next_digest(now: datetime, hours: Hours = USUAL) -> datetime:
    """When the next digest goes out to which something can still be added: usually 8:30 of a business day (JST)."""
    local = (now + MARGIN).astimezone(JST)
    day = local.date() if local.time() < hours.digest_at else local.date() + _DAY
    return datetime.combine(next_open_day(day), hours.digest_at, JST)


def after_quiet(now: datetime, hours: Hours = USUAL) -> datetime:
    """`now` itself outside quiet hours, else their end: usually 8:00 of a business day (JST)."""
    local = now.astimezone(JST)
    day = local.date()
    if next_open_day(day) == day and hours.quiet_until <= local.time() < hours.quiet_from:
        return now
    if local.time() >= hours.quiet_from:
        day += _DAY
    return datetime.combine(next_open_day(day), hours.quiet_until, JST)
