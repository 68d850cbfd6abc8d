"""LINE WORKS: through a bot of one's own, or through the Incoming Webhook app of a room.

Bot: https://developers.worksmobile.com/jp/docs/bot-channel-message-send, with an access token for a service account
(https://developers.worksmobile.com/jp/docs/auth-jwt). Webhook: https://developers.worksmobile.com/jp/docs/webhook.
"""

import base64
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from kokoroe.annex.text import Text
from kokoroe.clock.channels.outgoing import Outgoing, Undelivered
from kokoroe.clock.channels.posting import accepted, post
from kokoroe.outside.reaching import LIMIT, Answer
from kokoroe.outside.strict_json import read_json

TOKENS = "https://auth.worksmobile.com/oauth2/v2.0/token"
MESSAGES = "https://www.worksapis.com/v1.0/bots/{bot}/channels/{channel}/messages"
WEBHOOKS = "https://webhook.worksmobile.com/message/"
ASSERTION_LIFE = timedelta(minutes=30)  # 60 are the most
LEFT = timedelta(minutes=5)  # a token that ends sooner is not used again
LONGEST = 2000  # characters of a text message
LONGEST_TITLE = 200
NO_TOKEN_ANY_MORE = frozenset({401, 403})

_tokens: dict[str, tuple[str, datetime]] = {}
_lock = Lock()


def send(config: Mapping[str, str], message: Outgoing, *, seconds: float = LIMIT) -> str:
    """Have the bot say it in its room; returns the status as text. A token that was taken back is asked for anew once.

    Raises:
        Undelivered: nobody confirmed it.
    """
    text = shortened(f"{message.subject}\n\n{message.body}", message.url)
    body = json.dumps({"content": {"type": "text", "text": text}}, ensure_ascii=False).encode()
    url = MESSAGES.format(bot=quote(config["bot_id"], safe=""), channel=quote(config["channel_id"], safe=""))
    answer = None
    for anew in (False, True):
        token = access_token(config, at=message.at, anew=anew, seconds=seconds / 3)
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        answer = post(url, body, headers, seconds=seconds / 3)
        if answer.status not in NO_TOKEN_ANY_MORE:
            break
    assert answer is not None
    accepted(answer, "LINE WORKS", at=message.at, said=refusal_text(answer))
    return str(answer.status)


def send_to_webhook(config: Mapping[str, str], message: Outgoing, *, seconds: float = LIMIT) -> str:
    """Post it to the room's Incoming Webhook; returns the status as text.

    Raises:
        Undelivered: nobody confirmed it.
    """
    said: dict[str, Any] = {
        "title": message.subject[:LONGEST_TITLE],
        "body": {"text": shortened(message.body, message.url)},
    }
    body = json.dumps(said, ensure_ascii=False).encode()
    answer = post(config["url"], body, {"Content-Type": "application/json"}, seconds=seconds)
    accepted(answer, "LINE WORKS", at=message.at, said=refusal_text(answer))
    return str(answer.status)


def is_webhook(url: str) -> bool:
    """Whether this is the address of such a webhook, and of nothing else."""
    parts = urlsplit(url)
    return url.startswith(WEBHOOKS) and len(url) > len(WEBHOOKS) and not parts.query and not parts.fragment


def shortened(text: str, url: str) -> str:
    """What fits into one message; the link always does."""
    end = f"\n\n{url}" if url else ""
    room = LONGEST - len(end)
    return (text if len(text) <= room else text[: room - 1] + "…") + end


def private_key(pem: str) -> RSAPrivateKey:
    """The service account's key.

    Raises:
        ValueError: it is no RSA key without a passphrase, in PEM.
    """
    try:
        key = load_pem_private_key(pem.replace("\\n", "\n").strip().encode(), password=None)
    except (TypeError, UnsupportedAlgorithm) as error:
        raise ValueError("no key without a passphrase") from error
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("no RSA key")  # noqa: TRY004 (the caller asks about a text)
    return key


def assertion(config: Mapping[str, str], *, at: datetime) -> str:
    """A JWT that says who asks, signed with RS256 (RFC 7519, 7523)."""
    claims = {
        "iss": config["client_id"],
        "sub": config["service_account"],
        "iat": int(at.timestamp()),
        "exp": int((at + ASSERTION_LIFE).timestamp()),
    }
    head = ".".join(encoded(json.dumps(part).encode()) for part in ({"alg": "RS256", "typ": "JWT"}, claims))
    signed = private_key(config["private_key"]).sign(head.encode(), PKCS1v15(), SHA256())
    return f"{head}.{encoded(signed)}"


def encoded(content: bytes) -> str:
    """Base64 for addresses, without padding (RFC 7515)."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def access_token(
    config: Mapping[str, str], *, at: datetime, anew: bool = False, seconds: float = LIMIT
) -> str:
    """A token for the bot, from memory while it lasts.

    Raises:
        Undelivered: LINE WORKS gives none.
    """
    whose = sha256(json.dumps(sorted(config.items())).encode()).hexdigest()
    with _lock:
        token, until = _tokens.get(whose, ("", at))
    if token and not anew and until - at > LEFT:
        return token
    try:
        asserted = assertion(config, at=at)
    except ValueError as error:
        raise Undelivered(
            Text("LINE WORKS の秘密鍵を読めません。", "The private key for LINE WORKS cannot be read."),
            permanent=True,
        ) from error
    asked = {
        "assertion": asserted,
        "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "client_id": config["client_id"],
        "client_secret": config["client_secret"],
        "scope": "bot",
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = post(TOKENS, urlencode(asked).encode(), headers, seconds=seconds)
    accepted(answer, "LINE WORKS", at=at, said=refusal_text(answer))
    try:
        said = read_json(answer.body)
        token, life = str(said["access_token"]), timedelta(seconds=int(said["expires_in"]))
    except (ValueError, KeyError, TypeError) as error:
        raise Undelivered(
            Text("LINE WORKS の応答を読めません。", "The answer of LINE WORKS cannot be read.")
        ) from error
    with _lock:
        _tokens[whose] = (token, at + life)
    return token


def refusal_text(answer: Answer) -> str:
    """The code and description that LINE WORKS gives with a refusal."""
    try:
        said = read_json(answer.body)
    except ValueError:
        return ""
    if not isinstance(said, dict):
        return ""
    parts = (said.get(key) for key in ("code", "error", "description", "error_description"))
    return " ".join(str(part) for part in parts if part)
