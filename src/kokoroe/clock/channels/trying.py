"""A test message: the same way as a real one, on the spot, with exactly what came of it."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from kokoroe.accounts.models import Account
from kokoroe.annex.text import Text
from kokoroe.clock.channels import actions, mail
from kokoroe.clock.channels.delivering import NO_MAIL, through
from kokoroe.clock.channels.models import Channel
from kokoroe.clock.channels.outgoing import Outgoing, Undelivered
from kokoroe.clock.channels.setup import InForce, in_force

SUBJECT = Text("心得 kokoroe からの試しの通知", "A test from kokoroe")
BODY = Text(
    "これは設定を確かめるための通知です。対応は要りません。",
    "This checks the settings. Nothing needs to be done.",
)


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a test: the answer, or why it was not taken."""

    answer: str = ""
    failed: Text | None = None


def try_mail(*, by: Account, now: datetime) -> Tried:
    """Send a test mail to the one who asks."""
    return record_try(by, None, lambda: by_mail(in_force(), to=by.email, at=now), now)


def try_channel(*, by: Account, channel: Channel, now: datetime) -> Tried:
    """Send a test by a channel of one's own organisation."""
    return record_try(by, channel, lambda: by_channel(channel, in_force(), at=now), now)


def record_try(by: Account, channel: Channel | None, send: Callable[[], str], now: datetime) -> Tried:
    """Send, and note in the ledger what came of it."""
    try:
        found = Tried(send())
    except Undelivered as undelivered:
        found = Tried(failed=undelivered.reason)
    actions.record_test(by=by, channel=channel, failed=found.failed, now=now)
    return found


def by_mail(setup: InForce, *, to: str, at: datetime) -> str:
    """Send a test mail; returns the server's answer.

    Raises:
        Undelivered: no server is set, or it did not take it.
    """
    if setup.mail is None:
        raise Undelivered(setup.problem or NO_MAIL)
    return mail.send(setup.mail, test_message(setup, to=to, at=at))


def by_channel(channel: Channel, setup: InForce, *, at: datetime) -> str:
    """Send a test by a channel; returns its reference. Raises Undelivered."""
    return through(channel, test_message(setup, to="", at=at))


def test_message(setup: InForce, *, to: str, at: datetime) -> Outgoing:
    """The test, in both languages, since nobody knows who reads the channel."""
    return Outgoing(
        id=f"test-{secrets.token_hex(8)}",
        subject=f"{SUBJECT.ja} / {SUBJECT.en}",
        body=f"{BODY.ja}\n{BODY.en}",
        at=at,
        to=to,
        url=setup.url("/"),
        kind="test",
    )
