"""Days and moments as people type them on the command line."""

from datetime import date, datetime

from kokoroe.annex.days import JST, start_of_day
from kokoroe.annex.wareki import DateError, parse_date
from kokoroe.cli.outcome import Refused, refusal


def day(typed: str, option: str) -> date:
    """The day meant by `2026-04-01`, `2026/4/1`, `令和8年4月1日`, `R8.4.1`.

    Raises:
        Refused: it is no day; the sentence names the option.
    """
    try:
        return parse_date(typed)
    except DateError as error:
        raise refusal(f"{option}: {error.text.ja}", f"{option}: {error.text.en}") from error


def moment(typed: str, option: str) -> datetime:
    """The moment meant by `2026-04-01T10:00`, with a zone or in Japan's; a day alone is its beginning, 00:00 JST.

    Raises:
        Refused: it is no moment.
    """
    try:
        found = datetime.fromisoformat(typed.strip())
    except ValueError:
        pass
    else:
        return found if found.tzinfo else found.replace(tzinfo=JST)
    try:
        return start_of_day(day(typed, option))
    except Refused as error:
        raise refusal(
            f"{option}: 「{typed}」は日時として読めません。2026-04-01 又は 2026-04-01T10:00 のように入れてください。",
            f"{option}: “{typed}” is no moment; expected one like 2026-04-01 or 2026-04-01T10:00.",
        ) from error


def in_japan(when: datetime | None) -> str | None:
    """ISO 8601 with +09:00, to the second or finer where there is more; None stays None."""
    return None if when is None else when.astimezone(JST).isoformat()
