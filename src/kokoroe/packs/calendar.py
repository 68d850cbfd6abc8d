"""The days on which Japanese public offices are closed, and their hours.

National holidays as the law has them (jpholiday), and 29 December to 3 January (行政機関の休日に関する法律, Art. 1).
Years are worked out as they are asked for and kept, so that asking costs nothing afterwards.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

import jpholiday

from kokoroe.annex.days import JST, is_business_day

FIRST_YEAR, LAST_YEAR = 1990, 2100
"""Outside of these nobody knows the holidays: only weekends and the turn of the year count."""

OPENS, CLOSES = time(8, 45), time(17, 15)
"""Office hours in JST."""


class ClosedDays:
    """All the days, besides weekends, on which offices are closed: what `evaluate` takes as `holidays`."""

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and (_turn_of_the_year(day) or day in _national(day.year))


CLOSED_DAYS = ClosedDays()


def is_open(moment: datetime) -> bool:
    """Whether offices work at `moment` (aware): a business day in Japan, from 8:45 to 17:15, both included."""
    local = moment.astimezone(JST)
    return is_business_day(local.date(), CLOSED_DAYS) and OPENS <= local.time() <= CLOSES


def next_open_day(day: date) -> date:
    """`day` itself when offices work on it, else the first day after it on which they do."""
    while not is_business_day(day, CLOSED_DAYS):
        day += timedelta(days=1)
    return day


def last_open_day(day: date) -> date:
    """`day` itself when offices work on it, else the last day before it on which they did."""
    while not is_business_day(day, CLOSED_DAYS):
        day -= timedelta(days=1)
    return day


def _turn_of_the_year(day: date) -> bool:
    return (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)


@lru_cache(maxsize=LAST_YEAR - FIRST_YEAR + 1)
def _national(year: int) -> frozenset[date]:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return frozenset()
    return frozenset(day for day, _ in jpholiday.year_holidays(year))
