"""When what is not urgent is told: by a digest on the morning of a business day, and never in quiet hours.

What is urgent is never held back. Hours are JST.
"""

from datetime import date, datetime, time, timedelta

import jpholiday

from kokoroe.annex.days import JST, is_business_day

DIGEST_AT = time(8, 30)
QUIET_FROM, QUIET_UNTIL = time(20), time(8)
MARGIN = timedelta(minutes=1)  # a transaction that is open now may add to the digest until it commits

_DAY = timedelta(days=1)


def next_digest(now: datetime) -> datetime:
    """When the next digest goes out to which something can still be added: 8:30 of a business day (JST)."""
    local = (now + MARGIN).astimezone(JST)
    day = local.date() if local.time() < DIGEST_AT else local.date() + _DAY
    return datetime.combine(_next_open_day(day), DIGEST_AT, JST)


def after_quiet(now: datetime) -> datetime:
    """`now` itself outside quiet hours, else their end: 8:00 of a business day (JST)."""
    local = now.astimezone(JST)
    day = local.date()
    if _next_open_day(day) == day and QUIET_UNTIL <= local.time() < QUIET_FROM:
        return now
    if local.time() >= QUIET_FROM:
        day += _DAY
    return datetime.combine(_next_open_day(day), QUIET_UNTIL, JST)


def _next_open_day(day: date) -> date:
    while not is_business_day(day) or jpholiday.is_holiday(day) or _turn_of_the_year(day):
        day += _DAY
    return day


def _turn_of_the_year(day: date) -> bool:
    return (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
