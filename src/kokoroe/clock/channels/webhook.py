"""A webhook: JSON by POST, signed as Standard Webhooks says (https://www.standardwebhooks.com, 1.0.0)."""

import base64
import hmac
import json
import secrets
from binascii import Error
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlsplit

from kokoroe.clock.channels.outgoing import Outgoing
from kokoroe.clock.channels.posting import accepted, post
from kokoroe.outside.reaching import LIMIT

PREFIX = "whsec_"
KEY_BYTES = 32


def new_secret() -> str:
    """A secret with which the receiver tells our messages from others'."""
    return PREFIX + base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def key_of(secret: str) -> bytes:
    """The bytes of a secret.

    Raises:
        ValueError: it is not `whsec_` with base64 of 24 to 64 bytes.
    """
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except Error as error:
        raise ValueError("no base64") from error
    if not 24 <= len(key) <= 64:  # noqa: PLR2004 (the specification's bounds)
        raise ValueError("24 to 64 bytes are expected")
    return key


def signature(secret: str, *, id: str, timestamp: int, body: bytes) -> str:  # noqa: A002 (the header's own word)
    """`v1,` and the HMAC-SHA256 of id, time and body."""
    signed = f"{id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key_of(secret), signed, sha256)).decode()


def send(config: Mapping[str, str], message: Outgoing, *, seconds: float = LIMIT) -> str:
    """Post the message to `config["url"]`, signed with `config["secret"]`; returns the status as text.

    Raises:
        Undelivered: nobody confirmed it.
    """
    return deliver(
        config["url"],
        payload(message),
        secrets=[config["secret"]],
        id=message.id,
        at=message.at,
        seconds=seconds,
    )


def deliver(
    url: str,
    said: Mapping[str, object],
    *,
    secrets: Sequence[str],
    id: str,  # noqa: A002 (the header's own word)
    at: datetime,
    seconds: float = LIMIT,
) -> str:
    """Post what is said, signed with each of the secrets (two while one replaces the other); returns the status.

    Raises:
        Undelivered: nobody confirmed it.
    """
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    timestamp = int(at.timestamp())
    signed = [signature(secret, id=id, timestamp=timestamp, body=body) for secret in secrets]
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "kokoroe",
        "webhook-id": id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signed),
    }
    answer = post(url, body, headers, seconds=seconds)
    accepted(answer, str(urlsplit(url).hostname), at=at)
    return str(answer.status)


def payload(message: Outgoing) -> dict[str, object]:
    """The message as the receiver reads it."""
    return {
        "type": "notice",
        "timestamp": message.at.isoformat(),
        "data": {
            "id": message.id,
            "kind": message.kind,
            "subject": message.subject,
            "body": message.body,
            "url": message.url,
            "urgent": message.urgent,
            "drill": message.drill,
        },
    }
