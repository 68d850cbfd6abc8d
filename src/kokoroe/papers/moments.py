"""Days, moments and spans of time as papers write them: by era, and in Japan's time whatever the server's is."""

from datetime import date, datetime, timedelta

from kokoroe.annex.days import JST
from kokoroe.annex.wareki import to_wareki

# Stands before the title, and on each page, of what was only practised.
DRILL = "【訓練】"

_LETTERS = {"令和": "R", "平成": "H", "昭和": "S", "大正": "T", "明治": "M"}


def moment(at: datetime) -> str:
    """令和8年11月20日 15:20, in JST; with seconds where there are any.

    The zone is not in it: a paper says it once.

    Raises:
        ValueError: `at` has no zone.
    """
    local = in_japan(at)
    return f"{to_wareki(local.date())} {clock_time(local)}"


def narrow_moment(at: datetime) -> str:
    """A moment for a narrow column: R8.11.20 15:20."""
    local = in_japan(at)
    return f"{narrow_day(local.date())} {clock_time(local)}"


def narrow_day(day: date) -> str:
    """A day for a narrow column: R8.4.1, H31.4.30."""
    era, rest = to_wareki(day)[:2], to_wareki(day)[2:]
    return _LETTERS[era] + rest.replace("元年", "1.").replace("年", ".").replace("月", ".").removesuffix("日")


def clock_time(local: datetime) -> str:
    """The time of day: 15:20, or 15:20:41. What is less than a second is dropped."""
    return f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"


def in_japan(at: datetime) -> datetime:
    """The moment in JST."""
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} has no zone; give the moment with one")
    return at.astimezone(JST)


def weekday(day: date) -> str:
    """The day's name in one character: 金."""
    return "月火水木金土日"[day.weekday()]


def span(length: timedelta) -> str:
    """A positive span: 2日3時間, 1時間5分, 12分30秒, 1秒未満. Seconds are left out from an hour on."""
    seconds = int(length.total_seconds())
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3600)
    minutes, rest = divmod(rest, 60)
    named = [(days, "日"), (hours, "時間"), (minutes, "分"), (0 if days or hours else rest, "秒")]
    return "".join(f"{number}{unit}" for number, unit in named if number) or "1秒未満"
