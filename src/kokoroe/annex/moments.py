"""Moments as people type them."""

import unicodedata
from datetime import datetime

from kokoroe.annex.days import JST, start_of_day
from kokoroe.annex.text import Text
from kokoroe.annex.wareki import DateError, parse_date

FIRST_YEAR, LAST_YEAR = 1990, 2100


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
