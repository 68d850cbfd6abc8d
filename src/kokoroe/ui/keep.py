"""The server's half of keep.js: it tells the browser that what was typed is stored."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

FIELD = "_kept"
COOKIE = "taken-"
LIFETIME = 600


def taken(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Confirm the form of this request, once its content is stored, and hand the response back.

    A form with `data-keep` carries the id of what the browser keeps for it. The answer names the id in a
    cookie, which keep.js reads and removes on the next page (within 600 s). Without the id nothing happens.
    """
    kept = request.POST.get(FIELD, "")
    if kept.isalnum() and kept.isascii() and len(kept) <= 32:  # noqa: PLR2004, it becomes part of a cookie's name
        response.set_cookie(
            COOKIE + kept, "1", max_age=LIFETIME, secure=bool(settings.SESSION_COOKIE_SECURE), samesite="Lax"
        )
    return response
