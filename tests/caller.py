"""A program that calls the API with somebody's token, at a moment that the test sets."""

import json
from datetime import datetime
from typing import Any

from django.test import Client

from kokoroe import clock
from kokoroe.accounts.models import Account
from kokoroe.api.limits import REQUESTS
from kokoroe.api.scopes import SCOPES
from kokoroe.api.tokens import create_token
from people import NOW

EVERYTHING = tuple(scope for scope in SCOPES if scope != "read")
HERE = "/api/v1"


class Caller:
    """Calls with tokens made as they are needed; `now` is what the clock says."""

    def __init__(self, monkeypatch) -> None:
        self.now: datetime = NOW
        self.tokens: dict[tuple[int, tuple[str, ...]], str] = {}
        monkeypatch.setattr(clock, "now", lambda: self.now)
        REQUESTS.forget()

    def token(self, who: Account, *scopes: str) -> str:
        key = (who.pk, scopes or EVERYTHING)
        if key not in self.tokens:
            self.tokens[key] = create_token(
                by=who, name="試験", scopes=scopes or EVERYTHING, strong=True, now=self.now
            )[1]
        return self.tokens[key]

    def call(
        self,
        who: Account | str | None,
        method: str,
        path: str,
        body: Any = None,
        *,
        scopes: tuple[str, ...] = (),
        language: str = "",
        **headers: str,
    ):
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if who is not None:
            token = who if isinstance(who, str) else self.token(who, *scopes)
            sent["Authorization"] = f"Bearer {token}"
        if language:
            sent["Accept-Language"] = language
        data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return getattr(Client(), method)(HERE + path, headers=sent, **data)

    def get(self, who, path, **more):
        return self.call(who, "get", path, **more)

    def post(self, who, path, body: Any = None, **more):
        return self.call(who, "post", path, {} if body is None else body, **more)

    def put(self, who, path, body: Any = None, **more):
        return self.call(who, "put", path, body, **more)

    def patch(self, who, path, body: Any = None, **more):
        return self.call(who, "patch", path, body, **more)
