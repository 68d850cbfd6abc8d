"""What a sender is given, and what it raises."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from kokoroe.annex.text import Text

LIMIT = 10.0  # seconds that one attempt may take; leases of messages are longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message on its way. `id` is the same at every attempt, so that the other side can tell a repeat."""

    id: str
    subject: str
    body: str
    at: datetime
    to: str = ""
    url: str = ""
    kind: str = ""
    urgent: bool = False
    drill: bool = False

    @property
    def text(self) -> str:
        """Body and link, for channels that have one field."""
        return f"{self.body}\n\n{self.url}" if self.url else self.body


class Undelivered(Exception):  # noqa: N818 (what happened, not a fault of ours)
    """Nobody has confirmed the message. It may have arrived all the same when the answer was lost.

    `permanent`: the other side refused it for good, another attempt alone will not help. `retry_after`: how long it
    asked to be left alone. `gone`: it says that nobody will take anything there any more. `reason` is kept and shown;
    it holds no secret.
    """

    def __init__(
        self,
        reason: Text,
        *,
        permanent: bool = False,
        retry_after: timedelta | None = None,
        gone: bool = False,
    ) -> None:
        super().__init__(reason.ja)
        self.reason = reason
        self.permanent = permanent
        self.retry_after = retry_after
        self.gone = gone


def one_line(text: str, limit: int = 200) -> str:
    """A text as one printable line of at most `limit` characters: for headers, titles and what servers answer."""
    printable = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(printable.split())[:limit]


AGAIN = 0.5  # seconds: the connection may be made, or wrapped in TLS, just after the end


@contextmanager
def limited(seconds: float, sever: Callable[[], None]) -> Iterator[threading.Event]:
    """Call `sever` when the block takes longer than this, again and again until it ends; the event tells that it did.

    `sever` runs in another thread, closes whatever is open and does not raise.
    """
    done, expired = threading.Event(), threading.Event()

    def watch() -> None:
        if done.wait(seconds):
            return
        expired.set()
        while True:
            sever()
            if done.wait(AGAIN):
                return

    watcher = threading.Thread(target=watch, name="kokoroe-limit", daemon=True)
    watcher.start()
    try:
        yield expired
    finally:
        done.set()
