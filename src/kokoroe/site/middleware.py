"""What every request gets: the moment it is answered at, and headers that leave no room for foreign code."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from kokoroe import clock

Handler = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY = "; ".join(  # noqa: FLY002 (one directive a line)
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def moment(get_response: Handler) -> Handler:
    """Set `request.now` (UTC, aware): the one moment at which everything in this request happens."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.now = clock.now()  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def security_headers(get_response: Handler) -> Handler:
    """No inline code, no foreign hosts, no framing; https for good where the public address has it.

    Pages for signed-in people are not kept by caches.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()"
        )
        if settings.SECURE_HSTS_SECONDS:
            # Django's own middleware waits for a secure request, and TLS ends at the proxy in front.
            response.headers["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"
        if not response.headers.get("Cache-Control"):
            add_never_cache_headers(response)
        return response

    return middleware
