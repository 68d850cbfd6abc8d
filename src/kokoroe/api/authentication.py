"""Who a request is from: the token in its Authorization header, and the account behind it."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.http import HttpRequest
from ninja.security import HttpBearer

from kokoroe.accounts.models import hash_token
from kokoroe.accounts.security import note
from kokoroe.annex.text import Text
from kokoroe.api.models import Token
from kokoroe.api.problems import Problem
from kokoroe.api.tokens import MARK

USE_NOTED_EVERY = timedelta(hours=1)
CHALLENGE = 'Bearer realm="kokoroe"'


def authenticated(request: HttpRequest, *, now: datetime) -> Token:
    """The valid token that the request carries, with its account. Raises Problem."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    secret = secret.strip()
    if scheme.lower() != "bearer" or not secret.startswith(MARK):
        raise refused()
    token = (
        Token.objects.valid(now)
        .select_related("account__person__organisation")
        .filter(secret_hash=hash_token(secret))
        .first()
    )
    if token is None:
        note("token.refused", request=request)
        raise refused()
    return token


def refused() -> Problem:
    """One answer for no token, an unknown one, a revoked one, and one of an account that is no more."""
    return Problem(
        "unauthenticated",
        Text(
            "Authorization: Bearer kkr_… に有効なトークンを入れてください。トークンは画面の「APIトークン」で作れます。",
            "Send a valid token as Authorization: Bearer kkr_…; tokens are made on the page “API tokens”.",
        ),
        headers={"WWW-Authenticate": CHALLENGE},
    )


def note_use(token: Token, *, now: datetime) -> None:
    """Remember when it was last used, to the hour: a row written at every request would be waited for."""
    if token.last_used_at is None or now - token.last_used_at >= USE_NOTED_EVERY:
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - USE_NOTED_EVERY)
        Token.objects.filter(stale, pk=token.pk).update(last_used_at=now)


class Bearer(HttpBearer):
    """For the description of the API; who asks is known before an operation runs."""

    openapi_bearerFormat = "kkr_…"  # noqa: N815 (OpenAPI's own word)

    def __call__(self, request: HttpRequest) -> Token | None:
        return getattr(request, "token", None)

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:  # noqa: ARG002 (ninja's own)
        return self(request)
