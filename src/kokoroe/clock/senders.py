"""Hands a message to its channel. `SENDERS` has "email", and "channel" for those with a row ("channel:5")."""

from datetime import timedelta
from typing import Protocol

from kokoroe.clock.models import Message


class Undelivered(Exception):  # noqa: N818 (an outcome)
    """The channel did not take the message; `retry_after` where it has said when to come again.

    `reason` is a sentence in Japanese, and in a second line in English.
    """

    def __init__(self, reason: str, retry_after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


class Sender(Protocol):
    """One kind of channel."""

    def deliver(self, message: Message) -> str:
        """Hand it over; returns what the channel calls it. Raises Undelivered."""


SENDERS: dict[str, Sender] = {}


def deliver(message: Message) -> str:
    """Hand the message to its channel; returns the channel's own reference to it.

    Raises:
        Undelivered: there is no such channel, or it did not take the message.
    """
    sender = SENDERS.get(message.channel) or SENDERS.get(message.channel.partition(":")[0])
    if sender is None:
        raise Undelivered(f"there is no channel {message.channel}")
    return sender.deliver(message)
