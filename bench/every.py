"""Every page there is: its time on top of its own template and the same middleware, over what it had prepared.

The pages are those of the access table's world (tests/access), made larger: 500 people on the roster, 2,000 contracts.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.backends.django import Template
from django.test import Client
from django.test.utils import override_settings
from django.urls import URLPattern, URLResolver, get_resolver

from bench.measure import Figure, milliseconds, ratio
from kokoroe import clock
from kokoroe.desk.standings import rebuild

ROOT = Path(__file__).resolve().parent.parent
TIMES, ROUNDS = 3, 5
Drawn = tuple[Template, Any]


def figures(only: str = "") -> Iterator[Figure]:
    """The figure of each page, or of those that are named, with commas between."""
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    from tests.access.asking import BACKEND, place, table
    from tests.access.test_size import ACTORS, enlarge
    from tests.access.world import AT, world

    patterns = {pattern.name: pattern for pattern in every(get_resolver())}
    hosts = override_settings(ALLOWED_HOSTS=["testserver"], KOKOROE_SECOND_FACTOR="off")
    with hosts, patch.object(clock, "now", lambda: AT), transaction.atomic():
        made = world()
        enlarge(made)
        while rebuild(now=AT, limit=500):  # as the worker does all the time
            pass
        browsers = {}
        for name in ACTORS:
            browsers[name] = Client()
            browsers[name].force_login(made.people[name], backend=BACKEND)
        for row in table().values():
            if only and row.name not in only.split(","):
                continue
            inside = [actor for actor in ACTORS if row.meets(actor, "GET") == "in"]
            if "GET" not in row.methods or not inside or row.name not in patterns:
                continue
            client, address = browsers[inside[0]], place(row, {**made.ours.objects, "session": "none"})
            if (drawn := drawing(client, address)) is None:
                continue
            yield page(f"{row.name} for {inside[0]}", client, address, patterns[row.name], drawn)
        transaction.set_rollback(True)


def every(resolver: URLResolver) -> Iterator[URLPattern]:
    """Every address of the pages, wherever it is included."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern
        elif not pattern.namespace:
            yield from every(pattern)


def drawing(client: Client, address: str) -> Drawn | None:
    """The template that answers here and all that it draws, evaluated; None where the answer is no page."""
    drawn: list[Drawn] = []
    original = Template.render

    def keeping(self: Template, context: Any = None, request: HttpRequest | None = None) -> str:
        text: str = original(self, context, request)
        drawn.append((self, context))  # the outermost comes last
        return text

    with patch.object(Template, "render", keeping):
        response = client.get(address)
    is_page = response.status_code == 200 and response["Content-Type"].startswith("text/html")
    return drawn[-1] if is_page and drawn else None


def page(name: str, client: Client, address: str, pattern: URLPattern, drawn: Drawn) -> Figure:
    """The page against its template alone."""
    template, context = drawn
    real = pattern.callback

    def prepared(request: HttpRequest, **_: Any) -> HttpResponse:
        return HttpResponse(template.render(context, request))

    def ours() -> None:
        client.get(address)

    def peer() -> None:
        with answering(pattern, prepared):
            client.get(address)

    times, a, b = ratio(ours, peer, rounds=ROUNDS)
    assert pattern.callback is real
    return Figure(name, times, TIMES, "×", note=f"its template over prepared data, {milliseconds(a, b)}")


class answering:  # noqa: N801 (reads as a word where it is used)
    """The address answered by another view, for as long as it is open."""

    def __init__(self, pattern: URLPattern, view: Callable[..., HttpResponse]) -> None:
        self.pattern, self.view = pattern, view

    def __enter__(self) -> None:
        self.callback, self.pattern.callback = self.pattern.callback, self.view

    def __exit__(self, *_: object) -> None:
        self.pattern.callback = self.callback
