"""Messages for the next page, in a cookie named like the others."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage


class Storage(CookieStorage):
    """Django's, bound to the host where the public address is https."""

    @property
    def cookie_name(self) -> str:  # type: ignore[override]
        prefix: str = settings.COOKIE_PREFIX
        return f"{prefix}messages"
