"""Letters that carry a secret: an invitation's link, a link for a new password, a code.

They leave by the outbox, which lies above this app and plugs itself in. What is secret is sealed in the row and wiped
from it once the letter has left, is no longer wanted, or is too old. A letter goes to one e-mail address and to no
other channel.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from kokoroe.annex.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter to one address.

    `key` is unique in the whole installation: begin it with the kind; a second letter under one key is not written.
    `path` is the secret link's path within the site (with a leading slash), put under the text. Where the body has
    `{name}`, the secret of that name in `secrets` stands there when it leaves; write other braces not at all. After
    `expires_at` (UTC) it is not sent any more.
    """

    key: str
    kind: str
    ref: str
    to: str
    name: str
    subject: Text
    body: Text
    path: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict)
    language: str = "ja"
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a letter stands: `sent_at` when a mail server took it; `failing` since the last attempt failed, and why."""

    sent_at: datetime | None = None
    failures: int = 0
    reason: Text | None = None
    over: bool = False
    """It was withdrawn, or became too old before it could leave."""

    @property
    def failing(self) -> bool:
        return self.sent_at is None and self.failures > 0


class Post(Protocol):
    """What carries letters."""

    def open(self) -> bool:
        """Whether a mail server is set up."""

    def send(self, letter: Letter, *, now: datetime) -> None:
        """Write the letter down to be sent, in the caller's transaction."""

    def withdraw(self, keys: Collection[str], *, now: datetime) -> None:
        """Send these no more, and wipe their secrets; those that have left stay."""

    def deliveries(self, keys: Collection[str]) -> dict[str, Delivery]:
        """How these stand; those that were never written are left out."""


# The app above puts itself in here when it is ready.
carriers: list[Post] = []


def can_leave() -> bool:
    """Whether letters can leave this server: where they cannot, the page shows the link instead."""
    return any(post.open() for post in carriers)


def send(letter: Letter, *, now: datetime) -> bool:
    """Send a letter, in the caller's transaction; False where none can leave, and nothing is written."""
    for post in carriers:
        if post.open():
            post.send(letter, now=now)
            return True
    return False


def withdraw(keys: Collection[str], *, now: datetime) -> None:
    """Send these letters no more."""
    for post in carriers:
        post.withdraw(keys, now=now)


def deliveries(keys: Collection[str]) -> dict[str, Delivery]:
    """How these letters stand, by their keys."""
    found: dict[str, Delivery] = {}
    for post in carriers:
        found |= post.deliveries(keys)
    return found
