"""What rows keep secret, sealed with a key that comes from the installation's own.

A backup without `keys/secret.key` tells nobody a password; with another key what was sealed has to be set anew.
"""

import base64
import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"kokoroe/clock/channels/1"


class SealError(Exception):
    """What was sealed cannot be opened with this installation's key."""


def seal(values: Mapping[str, str]) -> bytes:
    """The values, encrypted and authenticated (Fernet: AES-128-CBC with HMAC-SHA256)."""
    return _box().encrypt(json.dumps(dict(values)).encode())


def unseal(sealed: bytes | memoryview) -> dict[str, str]:
    """The values again; nothing of nothing.

    Raises:
        SealError: another key sealed them, or they were changed.
    """
    if not sealed:
        return {}
    try:
        return dict(json.loads(_box().decrypt(bytes(sealed))))
    except InvalidToken as error:
        raise SealError from error


def _box() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(str(secret))) for secret in secrets])


def _key(secret: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return base64.urlsafe_b64encode(derived)
