"""What goes with a public address on https: cookies bound to host and encryption, and a browser that comes back so."""

from typing import Any

YEAR = 31536000  # seconds
# With this prefix a browser takes a cookie only from this very host over https: no sibling domain can plant one.
BOUND = "__Host-"


def settings_for(*, is_https: bool, subdomains: bool, proxies: int | None) -> dict[str, Any]:
    """Django's settings that hang on it, by name. `proxies`: how many stand in front, where somebody has said so.

    TLS ends at one proxy at least. Of Django's checks two are for others: the proxy redirects http (W008), and a
    preload list is for the owner of the whole domain (W021).
    """
    prefix = BOUND if is_https else ""
    return {
        "COOKIE_PREFIX": prefix,
        **{f"{kind}_COOKIE_SECURE": is_https for kind in ("SESSION", "CSRF", "LANGUAGE")},
        "SESSION_COOKIE_NAME": f"{prefix}sessionid",
        "CSRF_COOKIE_NAME": f"{prefix}csrftoken",
        "LANGUAGE_COOKIE_NAME": f"{prefix}django_language",
        "SECURE_HSTS_SECONDS": YEAR if is_https else 0,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": is_https and subdomains,
        "ALLAUTH_TRUSTED_PROXY_COUNT": int(is_https) if proxies is None else proxies,
        "SILENCED_SYSTEM_CHECKS": ["security.W008", "security.W021"] if is_https else [],
    }
