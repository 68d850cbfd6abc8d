"""Days and deadlines as Japanese contracts count them.

Days are JST days and the first is not counted (初日不算入, Civil Code Art. 140); hours run from the instant,
through nights and New Year. The due instant itself is in time. Every `datetime` here is aware; those returned
are in JST.
"""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum

from kokoroe.annex.text import Text

JST = timezone(timedelta(hours=9), "JST")
TICK = timedelta(microseconds=1)
NO_HOLIDAYS: frozenset[date] = frozenset()

_DAY = timedelta(days=1)
_SATURDAY = 5


class Anchor(StrEnum):
    """What a deadline is counted from."""

    SIGNED = "signed"
    STARTS = "starts"
    ENDS = "ends"
    END = "end"
    """The day the contract really ends: completed or cancelled once known, else the end of its period."""
    EVENT = "event"
    """What calls for the answer: an incident, a request, a change wanted, a person's first day."""


class Unit(StrEnum):
    """How an offset is counted."""

    HOURS = "hours"
    DAYS = "days"
    BUSINESS_DAYS = "business_days"
    MONTHS = "months"


class Side(StrEnum):
    """On which side of its anchor a deadline lies."""

    BEFORE = "before"
    AFTER = "after"
    ON = "on"


@dataclass(frozen=True, slots=True)
class Deadline:
    """An anchor with an offset, or with a word (直ちに) without a number until the parties agree on one."""

    anchor: Anchor
    side: Side = Side.AFTER
    amount: int = 0
    unit: Unit = Unit.DAYS
    word: Text | None = None


BEFORE_START = Deadline(Anchor.STARTS, Side.BEFORE)
ON_THE_LAST_DAY = Deadline(Anchor.END, Side.ON)
ON_THE_FIRST_DAY = Deadline(Anchor.EVENT, Side.ON)
WITHOUT_A_TIME = Deadline(Anchor.EVENT, word=Text(ja="期限の定めなし", en="no time is set"))


def date_in_japan(moment: datetime) -> date:
    """The JST day that `moment` falls on."""
    return moment.astimezone(JST).date()


def start_of_day(day: date) -> datetime:
    """00:00 JST of `day`."""
    return datetime.combine(day, time.min, JST)


def end_of_day(day: date) -> datetime:
    """The last instant of `day` in JST, one microsecond before the next day."""
    return datetime.combine(day, time.max, JST)


def is_business_day(day: date, holidays: Container[date] = NO_HOLIDAYS) -> bool:
    """Whether offices work: neither a weekend nor one of `holidays`."""
    return day.weekday() < _SATURDAY and day not in holidays


def add_business_days(day: date, count: int, holidays: Container[date] = NO_HOLIDAYS) -> date:
    """The `count`-th business day after `day` (before it when negative); `day` itself is not counted."""
    step = _DAY if count >= 0 else -_DAY
    left = abs(count)
    while left:
        day += step
        left -= is_business_day(day, holidays)
    return day


def add_months(day: date, count: int) -> date:
    """The same day of the month `count` months on, or that month's last day (Civil Code Art. 143)."""
    month = day.month - 1 + count
    year, month = day.year + month // 12, month % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=day.day - 1), following - _DAY)


def last_day_of_years(day: date, months: int) -> date:
    """The last day of a stretch of whole years that begins with `day`: the eve of the anniversary.

    Where the year has no such day (29 February), it is the last day of that month (Civil Code Art. 143).
    """
    anniversary = add_months(day, months)
    return anniversary - _DAY if anniversary.day == day.day else anniversary


def due_from_day(deadline: Deadline, day: date, holidays: Container[date] = NO_HOLIDAYS) -> datetime | None:
    """When `deadline` falls due, counted from a day; None for a word without a number.

    Before a day without an offset is the beginning of that day; any other deadline in days is its day's end.
    """
    if deadline.word is not None:
        return None
    if deadline.side is Side.BEFORE and not deadline.amount:
        return start_of_day(day)
    signed = -deadline.amount if deadline.side is Side.BEFORE else deadline.amount
    match deadline.unit:
        case Unit.HOURS:
            return start_of_day(day) + timedelta(hours=signed)
        case Unit.DAYS:
            return end_of_day(day + timedelta(days=signed))
        case Unit.BUSINESS_DAYS:
            return end_of_day(add_business_days(day, signed, holidays))
        case Unit.MONTHS:
            return end_of_day(add_months(day, signed))


def due_from_instant(
    deadline: Deadline, moment: datetime, holidays: Container[date] = NO_HOLIDAYS
) -> datetime | None:
    """When `deadline` falls due, counted from an instant; hours are exact, days end with their JST day."""
    if deadline.word is None and deadline.unit is Unit.HOURS:
        hours = timedelta(hours=deadline.amount)
        return (moment - hours if deadline.side is Side.BEFORE else moment + hours).astimezone(JST)
    return due_from_day(deadline, date_in_japan(moment), holidays)


NO_TIME = Text("（時刻の記録なし）", " (no time on record)")


def spoken(moment: datetime, *, day_only: bool = False) -> Text:
    """An instant as a sentence says it, to the minute in JST; the end of a day is said as the day.

    `day_only`: only the day is known, and the time is not made up.
    """
    local = moment.astimezone(JST)
    day = Text(ja=f"{local.year}年{local.month}月{local.day}日", en=f"{local:%Y-%m-%d}")
    if day_only or local.time() == time.max:
        return day
    return Text(ja=f"{day.ja} {local:%H:%M}", en=f"{day.en} {local:%H:%M} JST")


def spoken_span(span: timedelta) -> Text:
    """A length of time in its two largest units; less than a minute counts as one minute."""
    minutes = max(1, int(span.total_seconds() // 60))
    amounts = (minutes // 1440, minutes // 60 % 24, minutes % 60)
    said = [
        (f"{amount}{ja}", f"{amount} {en}")
        for amount, ja, en in zip(amounts, ("日", "時間", "分"), ("d", "h", "min"), strict=True)
        if amount
    ][:2]
    return Text(ja="".join(ja for ja, _ in said), en=" ".join(en for _, en in said))
