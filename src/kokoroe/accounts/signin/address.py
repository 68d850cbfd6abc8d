"""The public address of this server, as whoever runs it set it and the process adopted it at its start.

Never the Host header: what a request says of itself must not lead anybody anywhere.
"""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings


def public() -> str:
    """The public address, such as https://kokoroe.example (without a slash at its end)."""
    return str(settings.KOKOROE_URL)


def host() -> str:
    """Its host name."""
    return urlsplit(public()).hostname or "localhost"


def allows_passkeys() -> bool:
    """Whether browsers make passkeys for it: a name under https, or `localhost`; never a bare number (WebAuthn 5.1)."""
    parts = urlsplit(public())
    try:
        ipaddress.ip_address(host())
    except ValueError:
        return parts.scheme == "https" or host() == "localhost"
    return False
