"""Values that can be proved and can be forgotten: salted disclosures as in SD-JWT (RFC 9901, 4.2). Pure.

The entry holds the digest only. Whoever has the disclosure, `[salt, name, value]`, can show what was meant.
Once it is deleted, the digest says nothing, because 128 random bits cannot be tried out.
"""

import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from json.encoder import encode_basestring

from kokoroe.ledger.canonical import canonical

SALT_BYTES = 16
SALT_CHARACTERS = 22


@dataclass(frozen=True, slots=True)
class Commitment:
    """A disclosure's exact text, kept beside the tree, and its digest, kept in it."""

    name: str
    content: str

    @property
    def digest(self) -> str:
        """SHA-256 as RFC 9901 takes it, base64url without padding, 43 characters."""
        return digest_of(self.content)


def commit(name: str, value: object) -> Commitment:
    """Commit to a named value with a fresh salt. Raises NotCanonicalError as `canonical` does."""
    content = canonical([_base64url(secrets.token_bytes(SALT_BYTES)), name, value], name=f"personal.{name}")
    return Commitment(name=name, content=content.decode())


def digest_of(content: str) -> str:
    """The digest of a disclosure's text: over its base64url form, so that any SD-JWT tool agrees."""
    return _base64url(sha256(_base64url(content.encode()).encode()).digest())


def name_and_value(content: str) -> tuple[str, object]:
    """What a disclosure's text discloses. Raises ValueError if it is not `[salt, name, value]`."""
    _salt, name, value = json.loads(content)
    return name, value


def discloses(content: str, name: str) -> bool:
    """Whether a disclosure's text, as `commit` writes it, is about this name; without reading the whole."""
    return content.startswith(f"{encode_basestring(name)},", SALT_CHARACTERS + len('["",'))


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
