"""二つ目の要素: who must have one, who has one, and what follows when that changes.

Whoever decides or manages at any contract must; apps above tell who does. It is looked up at sign-in and when factors
change, and kept in the session: pages ask nobody.
"""

from collections.abc import Callable
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest

from kokoroe.accounts.models import Account, Administrator
from kokoroe.accounts.signin.models import SignInPolicy

KEY, MISSING = "second_factor", "missing"
STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

Decides = Callable[[Account, datetime], bool]

# Filled by apps above this one when they are ready: who decides or manages there.
deciding: list[Decides] = []


def has_one(account: Account) -> bool:
    """Whether the account has a passkey or an authenticator app."""
    return bool(Authenticator.objects.filter(user=account, type__in=STRONG).exists())


def must_have_one(account: Account, *, at: datetime) -> bool:
    """Whether the account's roles, or its organisation, call for a second factor at `at` (UTC)."""
    if settings.KOKOROE_SECOND_FACTOR == "off":
        return False
    return (
        SignInPolicy.objects.filter(organisation=account.person.organisation_id, second_factor=True).exists()
        or administrates(account, at)
        or any(decides(account, at) for decides in deciding)
    )


def administrates(account: Account, at: datetime) -> bool:
    """Whether the account administers its organisation at `at`."""
    held = Q(until__isnull=True) | Q(until__gt=at)
    return Administrator.objects.filter(held, account=account, since__lte=at).exists()


def note_missing_factor(request: HttpRequest, account: Account) -> None:
    """Note in the session whether a second factor is missing; at sign-in and when factors change."""
    at = getattr(request, "now", None)
    missing = (
        settings.KOKOROE_SECOND_FACTOR != "off"
        and at is not None
        and not has_one(account)
        and must_have_one(account, at=at)
    )
    if missing:
        request.session[KEY] = MISSING
    else:
        request.session.pop(KEY, None)


def is_missing(request: HttpRequest) -> bool:
    """Whether this session has first to set up a second factor."""
    return settings.KOKOROE_SECOND_FACTOR != "off" and request.session.get(KEY) == MISSING
