"""Days as Japanese papers write them: by era (和暦), and every other way people type them."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kokoroe.annex.text import Text


@dataclass(frozen=True, slots=True)
class Era:
    """An era: its names, and the first and last day that carry it."""

    name: str
    letter: str
    first: date
    last: date


# Japan counts in the Gregorian calendar from 明治6年1月1日; the days before it are not ours to convert.
ERAS = (
    Era("令和", "R", date(2019, 5, 1), date.max),
    Era("平成", "H", date(1989, 1, 8), date(2019, 4, 30)),
    Era("昭和", "S", date(1926, 12, 25), date(1989, 1, 7)),
    Era("大正", "T", date(1912, 7, 30), date(1926, 12, 24)),
    Era("明治", "M", date(1873, 1, 1), date(1912, 7, 29)),
)
FIRST_YEAR = {"令和": 2019, "平成": 1989, "昭和": 1926, "大正": 1912, "明治": 1868}

# Excel counts days from here (its 1900-02-29, which never was, is why it is not 1899-12-31).
EXCEL_EPOCH = date(1899, 12, 30)
# 1954 to 2119. Outside of it a bare number is a typing slip (a year alone, say), not a day.
EXCEL_SERIALS = range(20_000, 80_001)

# Before it to_wareki has no words. After it nothing is signed, and deadlines would run off the calendar's end.
FIRST_DAY, LAST_DAY = ERAS[-1].first, date(2199, 12, 31)

EXAMPLES = Text(
    ja="令和8年4月1日、R8.4.1、2026/4/1 のように入れてください。",
    en="Enter it as 2026/4/1 or R8.4.1.",
)

LONGEST = 50  # characters; a day with its weekday and time has thirty

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_NOISE = re.compile(
    r"(?<!\d)\s+|\s+(?!\d)|\([月火水木金土日](?:曜日?)?\)|\((?:mon|tue|wed|thu|fri|sat|sun)\)",
    re.IGNORECASE,
)
_TIME = re.compile(r"(?<=\d)[T ]0?0:00(?::00(?:\.0+)?)?$")
_WESTERN = re.compile(r"(\d{4})(?:年|[./-])(\d{1,2})(?:月|[./-])(\d{1,2})日?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_JAPANESE = re.compile(
    r"(令和?|平成?|昭和?|大正?|明治?|[RHSTM])(元|\d{1,2})(?:年|[./-])(\d{1,2})(?:月|[./-])(\d{1,2})日?",
    re.IGNORECASE,
)


class DateError(ValueError):
    """What was given is no day. `text` says why and what to enter, in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.ja)
        self.text = text


def to_wareki(day: date) -> str:
    """The day in its era, as `令和8年4月1日`; an era's first year is 元年.

    Raises:
        DateError: the day is before 1873-01-01, when Japan took over the Gregorian calendar.
    """
    for era in ERAS:
        if era.first <= day:
            year = day.year - FIRST_YEAR[era.name] + 1
            return f"{era.name}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    raise DateError(
        Text(
            ja=f"{day.isoformat()} は明治6年1月1日より前なので、和暦にできません。",
            en=f"{day.isoformat()} is before 1873-01-01 and cannot be written by era.",
        )
    )


def parse_date(value: object) -> date:
    """The day that a cell or a form field means.

    Takes a date, a datetime (its own day), an Excel serial of the 1900 system, and text: by era, western, or
    eight digits; full-width digits, spaces, a weekday in brackets and a time of midnight do no harm.

    Raises:
        DateError: it is no day, one that its era never had (平成32年), or not between 1873 and 2199.
    """
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return _within_reach(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and value == int(value):
        value = str(int(value))
    if not isinstance(value, str):
        raise _not_a_day(value)
    if len(value) > LONGEST:
        raise _not_a_day(f"{value[:LONGEST]}…")
    text = unicodedata.normalize("NFKC", value).translate(_DASHES).strip()
    text = _NOISE.sub("", _TIME.sub("", text))
    if match := _WESTERN.fullmatch(text) or _COMPACT.fullmatch(text):
        return _within_reach(_day(value, *(int(part) for part in match.groups())))
    if match := _JAPANESE.fullmatch(text):
        return _by_era(value, *match.groups())
    if text.isascii() and text.isdigit() and int(text) in EXCEL_SERIALS:
        return EXCEL_EPOCH + timedelta(days=int(text))
    raise _not_a_day(value)


def _within_reach(day: date) -> date:
    if FIRST_DAY <= day <= LAST_DAY:
        return day
    raise DateError(
        Text(
            ja=f"{day.isoformat()} は扱えません。{FIRST_DAY.year}年から{LAST_DAY.year}年までの日を入れてください。",
            en=f"{day.isoformat()} is out of reach. Enter a day between {FIRST_DAY.year} and {LAST_DAY.year}.",
        )
    )


def _by_era(value: str, name: str, year: str, month: str, day: str) -> date:
    era = next(era for era in ERAS if name.upper() == era.letter or name[0] == era.name[0])
    number = 1 if year == "元" else int(year)
    if number == 0:
        raise _not_a_day(value)
    found = _day(value, FIRST_YEAR[era.name] + number - 1, int(month), int(day))
    if era.first <= found <= era.last:
        return found
    if found < era.first:
        raise DateError(
            Text(
                ja=f"「{value}」は{era.name}の始まる前です（{era.name}は{era.first.isoformat()}から）。{_instead(found).ja}",
                en=f"“{value}” is before {era.name} began on {era.first.isoformat()}. {_instead(found).en}",
            )
        )
    raise DateError(
        Text(
            ja=f"「{value}」は{era.name}の終わった後です（{era.name}は{era.last.isoformat()}まで）。{_instead(found).ja}",
            en=f"“{value}” is after {era.name} ended on {era.last.isoformat()}. {_instead(found).en}",
        )
    )


def _instead(day: date) -> Text:
    try:
        right = to_wareki(day)
    except DateError:
        return EXAMPLES
    return Text(ja=f"{right}のことなら、そう入れてください。", en=f"If {right} is meant, enter that.")


def _day(value: object, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise DateError(
            Text(
                ja=f"「{value}」という日は暦にありません。{EXAMPLES.ja}",
                en=f"“{value}” is not in the calendar. {EXAMPLES.en}",
            )
        ) from None


def _not_a_day(value: object) -> DateError:
    return DateError(
        Text(
            ja=f"「{value}」は年月日として読めません。{EXAMPLES.ja}",
            en=f"“{value}” cannot be read as a date. {EXAMPLES.en}",
        )
    )
