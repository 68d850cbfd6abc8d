"""Two idle hours end a session, without a write for every page that is opened.

When a page was last opened stands in a signed cookie beside the session's, renewed every few minutes; without that
cookie the sign-in itself must be younger. Signatures carry real time: no clock that a page is shown by moves them.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse

from kokoroe.accounts import security
from kokoroe.accounts.signin.sessions import SALT, SIGNED

Handler = Callable[[HttpRequest], HttpResponse]

IDLE = 2 * 60 * 60  # seconds
RENEWED = 5 * 60  # seconds
COOKIE = "kokoroe-seen"
UNASKED = "kokoroe_unasked"


def hygiene(get_response: Handler) -> Handler:
    """End a session that lay idle, and keep the mark of one that does not."""

    def middleware(request: HttpRequest) -> HttpResponse:
        key = request.session.session_key if settings.SESSION_COOKIE_NAME in request.COOKIES else None
        if key is None or SESSION_KEY not in request.session:
            return get_response(request)
        mark = request.COOKIES.get(COOKIE, "")
        if not (is_younger(mark, key, IDLE) or is_younger(request.session.get(SIGNED, ""), "in", IDLE)):
            security.note("session.idle", request=request)
            logout(request)
            return get_response(request)
        response = get_response(request)
        if not is_younger(mark, key, RENEWED) and not getattr(response, UNASKED, False):
            response.set_cookie(
                COOKIE,
                signer().sign(request.session.session_key or key).partition(":")[2],
                max_age=IDLE,
                httponly=True,
                samesite="Lax",
                secure=bool(settings.SESSION_COOKIE_SECURE),
            )
        return response

    return middleware


def leave_idle(response: HttpResponse) -> HttpResponse:
    """Mark an answer that a page asked for by itself: nobody was there, so the session goes on lying idle."""
    setattr(response, UNASKED, True)
    return response


def signer() -> TimestampSigner:
    """Signs the session's key with the time; the key itself does not stand in the cookie."""
    return TimestampSigner(salt=SALT)


def is_younger(mark: str, value: str, seconds: int) -> bool:
    """Whether this value was signed less than so many seconds ago; `mark` may leave the value out."""
    if not mark:
        return False
    whole = mark if mark.startswith(f"{value}:") else f"{value}:{mark}"
    try:
        return signer().unsign(whole, max_age=seconds) == value
    except BadSignature:
        return False
