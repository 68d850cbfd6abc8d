"""いつもの端末: a signed cookie that says in which browser somebody signed in before. It opens nothing by itself."""

import secrets
import unicodedata
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac

COOKIE = "kokoroe-device"
SALT = "kokoroe.accounts.signin.devices"
LIFE = 180 * 24 * 60 * 60  # seconds
MOST = 5  # people who share a browser


def device_name(request: HttpRequest, whose: str) -> str:
    """The name of this browser as one of `whose`; empty where it is none."""
    name = hash_of_address(whose)
    return next(
        (nonce for owner, nonce in remembered_devices(request) if constant_time_compare(owner, name)), ""
    )


def remember(request: HttpRequest, response: HttpResponseBase, *names: str) -> None:
    """Make the browser a known one of those names, after a complete sign-in, under a new name of its own."""
    owners = [hash_of_address(each) for each in names]
    kept = [pair for pair in remembered_devices(request) if pair[0] not in owners]
    nonce = secrets.token_urlsafe(9)
    pairs = ([[owner, nonce] for owner in owners] + kept)[: MOST * 2]
    response.set_cookie(
        COOKIE,
        signing.dumps(pairs, salt=SALT),
        max_age=LIFE,
        httponly=True,
        samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )


def remembered_devices(request: HttpRequest) -> list[list[str]]:
    """Whose browser this is, and under which name."""
    try:
        pairs: Any = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LIFE)
    except signing.BadSignature:
        return []
    return [list(pair) for pair in pairs]


def hash_of_address(whose: str) -> str:
    """What stands in the cookie for an address."""
    return salted_hmac(SALT, folded_address(whose), algorithm="sha256").hexdigest()[:32]


def folded_address(whose: str) -> str:
    """The one spelling of an address: whatever the database may take for the same counts as the same."""
    return unicodedata.normalize("NFKC", whose).strip().casefold()
