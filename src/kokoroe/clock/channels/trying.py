"""A test message: the same way as a real one, on the spot, with exactly what came of it."""

import secrets
from datetime import datetime

from kokoroe.annex.text import Text
from kokoroe.clock.channels import mail
from kokoroe.clock.channels.delivering import NO_MAIL, through
from kokoroe.clock.channels.models import Channel
from kokoroe.clock.channels.outgoing import Outgoing, Undelivered
from kokoroe.clock.channels.setup import InForce

SUBJECT = Text("心得 kokoroe からの試しの通知", "A test from kokoroe")
BODY = Text(
    "これは設定を確かめるための通知です。対応は要りません。",
    "This checks the settings. Nothing needs to be done.",
)


def by_mail(setup: InForce, *, to: str, at: datetime) -> str:
    """Send a test mail; returns the server's answer.

    Raises:
        Undelivered: no server is set, or it did not take it.
    """
    if setup.mail is None:
        raise Undelivered(setup.problem or NO_MAIL)
    return mail.send(setup.mail, leaving(setup, to=to, at=at))


def by_channel(channel: Channel, setup: InForce, *, at: datetime) -> str:
    """Send a test by a channel; returns its reference. Raises Undelivered."""
    return through(channel, leaving(setup, to="", at=at))


def leaving(setup: InForce, *, to: str, at: datetime) -> Outgoing:
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
