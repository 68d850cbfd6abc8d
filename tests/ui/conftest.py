"""A browser over pages that are handed to it: no server, no database."""

import mimetypes
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders

from browsing import AXE, launched

ORIGIN = "http://ui.example"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"


@pytest.fixture(autouse=True)
def addresses(settings):
    """The look is tested by itself: with the addresses that its templates know, not with the product's."""
    settings.ROOT_URLCONF = "ui.sample_urls"


class Site:
    """What a browser asks for and gets: pages by path, static files from the package, and what went wrong."""

    def __init__(self):
        self.pages = {}
        self.answers = {}
        self.sent = []
        self.faults = []

    def answer(self, route):
        request, path = route.request, urlsplit(route.request.url).path
        if path.startswith("/static/"):
            file = Path(str(finders.find(path.removeprefix("/static/"))))
            if not file.is_file():
                self.faults.append(f"no file {path}")
                return route.fulfill(status=404)
            return route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file.name)[0])
        if request.method == "POST":
            self.sent.append(request.post_data or "")
            if path in self.answers:
                return self.answers[path](route)
        return route.fulfill(
            body=self.pages[path],
            content_type="text/html; charset=utf-8",
            headers={"Content-Security-Policy": POLICY},
        )

    def watch(self, page):
        page.route("**/*", self.answer)
        page.on(
            "console", lambda message: self.faults.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        return page


@pytest.fixture(scope="module")
def chromium():
    with launched() as browser:
        yield browser


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def browser(chromium, site):
    """Open a page of the site at a width in pixels; what is kept in the browser lasts for the test."""
    context = chromium.new_context()
    context.set_default_timeout(5000)

    def open_page(path="/", *, width=1360):
        page = site.watch(context.new_page())
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(ORIGIN + path)
        return page

    yield open_page
    context.close()


@pytest.fixture
def problems():
    """What axe says is wrong with a page, a line for each element."""

    def look(page):
        # axe is evaluated as a debugger evaluates: the page's policy does not reach it.
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run({resultTypes: ['violations']})")
        return [
            f"{violation['id']}: {node['html']} {node['failureSummary']}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    return look
