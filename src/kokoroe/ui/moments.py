"""Dates and times as people read them, in Japanese and English. Moments are aware; days are JST."""

from datetime import date, datetime, timedelta, timezone

JST = timezone(timedelta(hours=9), "JST")

ERAS = (
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
    (date(1926, 12, 25), "昭和"),
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def moment_text(moment: datetime, *, english: bool) -> str:
    """A moment to the minute in JST: `2026年11月22日 14:42`, or `22 Nov 2026, 14:42 JST`.

    Raises:
        ValueError: the moment is naive, so that nobody knows which one it is.
    """
    local = _in_jst(moment)
    if english:
        return f"{_english_day(local.date())}, {local:%H:%M} JST"
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def day_text(day: date, *, english: bool) -> str:
    """A day, or a moment's day in JST: `2026年11月22日`, or `22 Nov 2026`."""
    day = _day(day)
    return _english_day(day) if english else f"{day.year}年{day.month}月{day.day}日"


def era_text(day: date, *, english: bool) -> str:
    """A day in the Japanese era calendar: `令和8年4月1日`. English, and days before 昭和, read Gregorian."""
    day = _day(day)
    if not english:
        for first, era in ERAS:
            if day >= first:
                year = day.year - first.year + 1
                return f"{era}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    return day_text(day, english=english)


def until_text(due: date | None, now: datetime, *, english: bool) -> str:
    """How long is left until `due`, or how far it is past: `残り 18分`, `あと 3日`, `2日超過`.

    A datetime counts minutes and hours within a day of it and JST calendar days beyond; the due instant
    itself is in time. A plain date is due at the end of that day in JST.
    """
    if due is None:
        return "No deadline" if english else "期限なし"
    if not isinstance(due, datetime):
        days = (due - _in_jst(now).date()).days
        if days == 0:
            return "Due today" if english else "本日まで"
        return _days_text(days, english=english)
    left = due - now
    days = (_in_jst(due).date() - _in_jst(now).date()).days
    if abs(left) >= DAY:
        return _days_text(days, english=english)
    amount = _amount_text(abs(left), english=english)
    if left >= timedelta(0):
        return f"{amount} left" if english else f"残り {amount}"
    return f"{amount} overdue" if english else f"{amount}超過"


def _amount_text(span: timedelta, *, english: bool) -> str:
    minutes, hours = span // timedelta(minutes=1), span // HOUR
    if minutes == 0:
        return "Under a minute" if english else "1分未満"
    if hours == 0:
        return f"{minutes} min" if english else f"{minutes}分"
    if english:
        return "1 hour" if hours == 1 else f"{hours} hours"
    return f"{hours}時間"


def _days_text(days: int, *, english: bool) -> str:
    count = abs(days)
    if english:
        return f"{count} {'day' if count == 1 else 'days'} {'left' if days > 0 else 'overdue'}"
    return f"あと {count}日" if days > 0 else f"{count}日超過"


def _english_day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _day(day: date) -> date:
    return _in_jst(day).date() if isinstance(day, datetime) else day


def _in_jst(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone; pass an aware datetime")
    return moment.astimezone(JST)
