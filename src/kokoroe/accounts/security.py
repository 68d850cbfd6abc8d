"""セキュリティログ: who was refused, who signed in; one line an event, for whoever watches over the server.

Lines hold numbers and our own words: an account's key, a route's name, the address a request came from. Never names,
mail addresses, tokens, or anything typed. Where they go says kokoroe.site.security_log.
"""

import ipaddress
import logging
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from kokoroe.accounts.models import Account

LONGEST = 200  # characters of a fact

log = logging.getLogger("kokoroe.security")


def note(
    event: str, *, request: HttpRequest | None = None, account: Account | None = None, **facts: object
) -> None:
    """Write one line: `event` is dotted (`access.refused`), `account` whom it concerns if not who asks.

    Facts are numbers and words of ours. It never raises, and what cannot be written does not stop what goes on.
    """
    told: dict[str, Any] = {name: plain(value) for name, value in facts.items()}
    who = account or (account_of(request) if request is not None else None)
    told["account"] = who.pk if who is not None else None
    if request is not None:
        match = request.resolver_match
        told["route"] = match.view_name if match is not None else None
        told["method"] = request.method
        told["address"] = address_of(request)
    log.info(event, extra={"told": told})


def plain(value: object) -> object:
    """A fact as JSON knows it; of anything but numbers and words only the kind."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return value[:LONGEST]
    if isinstance(value, Iterable) and not isinstance(value, bytes):
        return [plain(each) for each in value]
    return type(value).__name__


def account_of(request: HttpRequest) -> Account | None:
    """Who asks, as far as that is established."""
    user = getattr(request, "user", None)
    return user if isinstance(user, Account) or getattr(user, "is_authenticated", False) else None


def address_of(request: HttpRequest) -> str:
    """Where a request came from: what the trusted proxies in front say, else who is connected.

    Each of the proxies (`KOKOROE_PROXIES`) appends the address it heard from to X-Forwarded-For, so that with one of
    them the last is true and those before it are what the client claims. Empty where there is none.
    """
    heard = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",") if each.strip()]
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    said = heard[-proxies] if 0 < proxies <= len(heard) else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ipaddress.ip_address(said))
    except ValueError:
        return ""
