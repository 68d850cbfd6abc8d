"""What a sender is given, and what it raises."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from kokoroe.annex.text import Text


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
