"""Asks for anything as anybody, undoes what came of it, and says what that was."""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from unittest.mock import patch

from django.core.cache import cache as kept_counts
from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from tests.access.table import Row, row
from tests.access.world import AT, World

from kokoroe import clock
from kokoroe.accounts.models import Account
from kokoroe.accounts.signin.sessions import handle_of
from kokoroe.api.limits import REQUESTS
from kokoroe.api.models import Token
from kokoroe.api.scopes import SCOPES
from kokoroe.api.tokens import create_token
from kokoroe.site.security_log import Line

WRITING = ("INSERT", "UPDATE", "DELETE", "REPLACE")
FRAME = ("SAVEPOINT", "RELEASE", "ROLLBACK")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True)
class Answer:
    """What came of a request: also what it wrote, how many queries it took, and its lines in the security log."""

    status: int
    length: int
    leads_to: str
    queries: int
    wrote: tuple[str, ...]
    lines: tuple[dict[str, object], ...]
    content: bytes = field(repr=False, compare=False, default=b"")
    kind: str = field(repr=False, compare=False, default="")
    read: tuple[frozenset[str], frozenset[str]] = field(repr=False, compare=False, default=(frozenset(),) * 2)
    """The names that were read of the query, and of the form."""


class Reader(logging.Handler):
    """The lines of the security log."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[dict[str, object]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(json.loads(Line().format(record)))


class Asking:
    """Everybody at once: each signed in at their browser, and with a token for their program."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.browsers = {"anonymous": Client(raise_request_exception=False)}
        self.tokens: dict[str, str] = {}
        for name, who in world.people.items():
            self.sign_in(name, who)
        for side, name in ((world.ours, "prepares"), (world.theirs, "other officer")):
            side.objects["session"] = handle_of(self.browsers[name].session.session_key)
        Token.objects.update(last_used_at=AT)
        self.reader = Reader()
        self.read: list[tuple[object, str]] = []
        self.language = ""
        """That everybody's browser asks for."""
        self.kept: dict[tuple[str, str, str], Answer] = {}
        self.before_undoing: Callable[[], object] = lambda: None

    def sign_in(self, name: str, who: Account) -> None:
        browser = Client(raise_request_exception=False)
        browser.force_login(who, backend=BACKEND)
        self.browsers[name] = browser
        self.tokens[name] = create_token(by=who, name="試験", scopes=SCOPES, strong=True, now=AT)[1]

    @contextmanager
    def listening(self) -> Iterator[None]:
        """At `AT`, with the security log read, and as many requests as it takes."""
        log, unread = logging.getLogger("kokoroe.security"), logging.getLogger("django.request")
        log.addHandler(self.reader)
        unread.disabled, log.propagate = True, False
        with (
            patch.object(clock, "now", lambda: AT),
            patch.object(REQUESTS, "take", lambda *_: 0),
            reading(self.read),
        ):
            yield
        unread.disabled, log.propagate = False, True
        log.removeHandler(self.reader)

    def shown(self, actor: str, path: str) -> Answer:
        """What somebody is shown at an address: asked for once, since nothing that is asked here leaves anything."""
        once = (actor, path, self.language)
        if once not in self.kept:
            self.kept[once] = self.ask(actor, "GET", path)
        return self.kept[once]

    def ask(self, actor: str, method: str, path: str, **sent: object) -> Answer:
        """One request, undone afterwards."""
        wrote, asked = [], 0

        def watch(execute, sql, params, many, context):
            nonlocal asked
            asked += not sql.startswith(FRAME)
            result = execute(sql, params, many, context)
            if sql.lstrip().startswith(WRITING) and (
                context["cursor"].rowcount or not sql.startswith("UPDATE")
            ):
                wrote.append(" ".join(sql.split()[:3]))
            return result

        headers = (
            {"Authorization": f"Bearer {self.tokens[actor]}"} | ({"If-Match": "*"} if sent else {})
            if actor in self.tokens and "/api/" in path
            else {}
        ) | ({"Accept-Language": self.language} if self.language else {})
        browser = self.browsers[actor]
        cookies = deepcopy(browser.cookies)  # whoever signs out is in again for the next request
        kept_counts.clear()
        self.reader.lines.clear()
        self.read.clear()
        with transaction.atomic(), connection.execute_wrapper(watch):
            response = browser.generic(method, path, headers=headers, **form(sent, path))
            content = b"".join(response) if response.streaming else response.content
            self.before_undoing()
            transaction.set_rollback(True)
        browser.cookies = cookies
        asked_for = response.wsgi_request
        return Answer(
            status=response.status_code,
            length=len(content),
            leads_to=response.headers.get("Location", ""),
            queries=asked,
            wrote=tuple(wrote),
            lines=tuple(self.reader.lines),
            content=content,
            kind=response.headers.get("Content-Type", ""),
            read=(self.names_of(asked_for.GET), self.names_of(asked_for.POST)),
        )

    def names_of(self, part: QueryDict) -> frozenset[str]:
        """Which names the last request read of what was sent."""
        return frozenset(name for where, name in self.read if where is part)


@contextmanager
def reading(read: list[tuple[object, str]]) -> Iterator[None]:
    """Which names are read of what is sent, noted down as they are."""

    def watched(name: str) -> object:
        known = getattr(QueryDict, name)

        def watch(self: QueryDict, key: str, *more: object) -> object:
            read.append((self, key))
            return known(self, key, *more)

        return watch

    names = ("__getitem__", "__contains__", "get", "getlist")
    with patch.multiple(QueryDict, **{name: watched(name) for name in names}):
        yield


def form(sent: dict[str, object], path: str) -> dict[str, object]:
    """What is sent, as a form or, to the API and without a file, as JSON."""
    parts = [each for value in sent.values() for each in (value if isinstance(value, list) else [value])]
    if "/api/" in path and not any(hasattr(part, "read") for part in parts):
        return {"data": json.dumps(sent), "content_type": "application/json"}
    if not sent:
        return {}
    from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

    return {"data": encode_multipart(BOUNDARY, sent), "content_type": MULTIPART_CONTENT}


@cache
def table() -> dict[str, Row]:
    """Every address's line, by its full name."""
    found: dict[str, Row] = {}

    def collect(resolver: URLResolver, space: str, route: str) -> None:
        for pattern in resolver.url_patterns:
            whole = route + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                collect(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space, whole)
            else:
                name = f"{space}{pattern.name}"
                assert name not in found, f"two addresses are called {name}"
                found[name] = row(name, whole, pattern)

    collect(get_resolver(), "", "")
    return found


def place(row: Row, objects: dict[str, object]) -> str:
    """The address of a row's objects; raises KeyError for a kind that the world does not have."""
    named = {name: kind[1:] if kind.startswith(":") else objects[kind] for name, kind in row.objects}
    code = {"code": objects["code"]} if row.of_contract else {}
    return reverse(row.name, kwargs=code | named)
