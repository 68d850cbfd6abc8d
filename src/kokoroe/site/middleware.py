"""What every request gets: the moment it is answered at, and headers that leave no room for foreign code."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from kokoroe import clock
from kokoroe.accounts.per_request import reading
from kokoroe.accounts.security import note

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


READING = frozenset({"GET", "HEAD"})
LARGEST_REQUEST = 210 << 20  # bytes: ten files of evidence of 20 MiB, and what is written beside them


def bounded(get_response: Handler) -> Handler:
    """Refuse a request to a host that is not ours, or larger than anything a form takes, before a byte of it is read.

    One that does not say how large it is has, to WSGI, no body at all.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            request.get_host()
        except DisallowedHost:  # whoever scans the internet asks by address: one line, and no traceback
            note("host.refused", request=request, status=400)
            return HttpResponse(render_to_string("400.html"), status=400)
        said = str(request.META.get("CONTENT_LENGTH") or "0")
        if not (said.isascii() and said.isdigit()):
            return HttpResponse(render_to_string("400.html"), status=400)
        if int(said) > LARGEST_REQUEST:
            return HttpResponse(render_to_string("413.html"), status=413)
        return get_response(request)

    return middleware


def moment(get_response: Handler) -> Handler:
    """Set `request.now` (UTC, aware): the one moment at which everything in this request happens.

    A request that only reads asks the database once for what several of its parts want to know.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.now = clock.now()  # type: ignore[attr-defined]
        if request.method not in READING:
            return get_response(request)
        with reading():
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
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if settings.SECURE_HSTS_SECONDS:
            # Django's own middleware waits for a secure request, and TLS ends at the proxy in front.
            below = "; includeSubDomains" if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS else ""
            response.headers["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}{below}"
        if not response.headers.get("Cache-Control"):
            add_never_cache_headers(response)
        return response

    return middleware
