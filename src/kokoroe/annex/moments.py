"""Moments: as exactly as somebody said them, and as people type them."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time

from kokoroe.annex.days import JST, date_in_japan, end_of_day, start_of_day
from kokoroe.annex.text import Text
from kokoroe.annex.wareki import DateError, parse_date

FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was, as exactly as somebody said it: a day (JST), and the instant `at` (aware) if it is known."""

    day: date
    at: datetime | None = None

    @classmethod
    def of(cls, at: datetime) -> "Moment":
        """A moment whose time is known. Raises ValueError where it has no zone."""
        if at.tzinfo is None:
            raise ValueError(f"{at.isoformat()} has no zone; give the moment with one")
        return cls(date_in_japan(at), at)

    @classmethod
    def at_time(cls, day: date, time: time | None) -> "Moment":
        """A day (JST) with its time in Japan, if that is known."""
        return cls(day) if time is None else cls(day, datetime.combine(day, time, JST))

    @property
    def earliest(self) -> datetime:
        """The first instant at which it can have been."""
        return self.at or start_of_day(self.day)

    @property
    def latest(self) -> datetime:
        """The last instant at which it can have been."""
        return self.at or end_of_day(self.day)


class MomentError(ValueError):
    """What was typed is no moment; `text` says what is expected."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.ja)
        self.text = text


def parse_moment(typed: str) -> datetime:
    """A moment as people type it: with a zone or in Japan's; a day alone (also 令和8年4月1日) is its beginning.

    Raises:
        MomentError: it is none, or lies outside the years 1990 to 2100.
    """
    text = unicodedata.normalize("NFKC", typed).strip()
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        try:
            found = start_of_day(parse_date(text))
        except DateError:
            raise MomentError(
                Text(
                    f"「{typed}」は日時として読めません。2026-04-01T10:00 又は 令和8年4月1日 のように入れてください。",
                    f"“{typed}” is no moment. Please type one like 2026-04-01T10:00 or 2026-04-01.",
                )
            ) from None
    moment = found if found.tzinfo else found.replace(tzinfo=JST)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise MomentError(
            Text(
                f"{FIRST_YEAR}年から{LAST_YEAR}年までの日時を入れてください。",
                f"Please give a moment between {FIRST_YEAR} and {LAST_YEAR}.",
            )
        )
    return moment.astimezone(JST)
