"""The daily time stamp is asked for outside any transaction: an authority may be slow, or away."""

from datetime import datetime

from django.conf import settings

from kokoroe.annex.text import Text
from kokoroe.ledger.models import TimeStamp
from kokoroe.ledger.stamping import stamp_heads
from kokoroe.ledger.timestamps import LARGEST, QUERY, REPLY, StampError
from kokoroe.outside.reaching import Unreached, ask

OK = 200
SECONDS = 10.0  # that an answer may take


def stamp_today(*, now: datetime) -> TimeStamp | None:
    """Have the day's heads stamped where an authority is set, unless they are or nothing has changed.

    Raises:
        StampError: there was no answer, or it is no time stamp of them; `text` says why.
    """
    return stamp_heads(asked, now=now) if settings.KOKOROE_TSA_URL else None


def asked(query: bytes) -> bytes:
    """What the authority answers. Raises StampError."""
    headers = {"Content-Type": QUERY, "Accept": REPLY, "User-Agent": "kokoroe"}
    try:
        answer = ask(
            "POST",
            settings.KOKOROE_TSA_URL,
            query,
            headers,
            seconds=SECONDS,
            most=LARGEST + 1,
            operators_own=True,
        )
    except Unreached as error:
        raise StampError(error.text) from error
    if answer.status != OK:
        raise StampError(
            Text(
                f"タイムスタンプ局が HTTP {answer.status} を返しました。",
                f"The time-stamping authority answered HTTP {answer.status}.",
            )
        )
    return answer.body
