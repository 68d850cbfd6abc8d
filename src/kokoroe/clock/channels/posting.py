"""A message by POST: what went wrong on the way, and what its answer means."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from kokoroe.annex.text import Text
from kokoroe.clock.channels.outgoing import Undelivered
from kokoroe.outside.reaching import LIMIT, Answer, Unreached, ask, one_line

LONGEST_WAIT = timedelta(hours=1)


def post(url: str, body: bytes, headers: Mapping[str, str], *, seconds: float = LIMIT) -> Answer:
    """Send `body` and read the answer, whatever its status.

    Raises:
        Undelivered: there was none within `seconds`, or nothing may be sent there.
    """
    try:
        return ask("POST", url, body, headers, seconds=seconds)
    except Unreached as error:
        raise Undelivered(error.text, permanent=error.permanent) from error


def accepted(answer: Answer, host: str, *, at: datetime, said: str = "") -> None:
    """Nothing, when the other side took it (2xx).

    Raises:
        Undelivered: it did not. 4xx is for good, but for those that ask to come again.
    """
    code = answer.status
    if 200 <= code < 300:  # noqa: PLR2004 (RFC 9110, 15.3)
        return
    detail = f"{code}{f' {one_line(said)}' if said else ''}"
    if 300 <= code < 400:  # noqa: PLR2004
        text = Text(
            f"{host} が別のアドレスへ転送しようとしました（{detail}）。転送には従いません。",
            f"{host} points elsewhere ({detail}). Redirects are not followed.",
        )
        raise Undelivered(text, permanent=True)
    for_good = 400 <= code < 500 and code not in {408, 425, 429}  # noqa: PLR2004
    text = Text(f"{host} が受け取りませんでした（{detail}）。", f"{host} did not take it ({detail}).")
    raise Undelivered(
        text, permanent=for_good, retry_after=asked_to_wait(answer, at), gone=code == HTTPStatus.GONE
    )


def asked_to_wait(answer: Answer, at: datetime) -> timedelta | None:
    """The Retry-After of an answer, in seconds or as a date (RFC 9110, 10.2.3); an hour at most."""
    said = next((v for k, v in answer.headers.items() if k.lower() == "retry-after"), "").strip()
    if said.isascii() and said.isdigit():
        return min(timedelta(seconds=int(said[:9])), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(said)
    except (ValueError, TypeError):
        return None
    if until.tzinfo is None:
        return None
    return min(max(until - at, timedelta()), LONGEST_WAIT)
