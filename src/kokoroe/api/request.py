"""What a request carries once it was let in (for type checkers; the objects are Django's own)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from kokoroe.accounts.models import Account
from kokoroe.api.models import Token


class ApiRequest(HttpRequest):
    """A request by token: `admitted` is what the guard found."""

    user: Account
    now: datetime
    token: Token
    admitted: Mapping[str, Any]
