"""The desk's pages as a browser shows them: axe finds nothing, nothing scrolls sideways, the policy is kept."""

import mimetypes
import os
from base64 import b64encode
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders

import browsing
from browsing import AXE
from kokoroe.contracts.actions import create_contract
from kokoroe.contracts.agreeing import propose
from kokoroe.ledger.checkpoints import checkpoint
from kokoroe.ledger.merkle import root_of
from kokoroe.ledger.proving import growth
from kokoroe.ledger.unit import unit
from kokoroe.site.middleware import CONTENT_SECURITY_POLICY
from people import NOW

WIDE, NARROW, HEIGHT = 1360, 390, 900
LONG = (
    "学校給食予約サイト構築及び令和8年度における保守運用並びに利用者問合せ対応業務委託（単価契約・複数年度）"
)


@contextmanager
def launched():
    """A browser beside which Django still asks its database, though playwright keeps an event loop in this thread."""
    with patch.dict(os.environ, DJANGO_ALLOW_ASYNC_UNSAFE="1"), browsing.launched() as browser:
        yield browser


@pytest.fixture(scope="module")
def chromium():
    with launched() as browser:
        yield browser


@pytest.fixture
def pages(desk):
    """Every page of the desk in a lively state, and in an empty one, as HTML by name."""
    party = desk.party
    empty = desk.portfolio(party.outsider)
    party.submitted()
    desk.now = NOW + timedelta(days=9)
    propose(seat=party.client_seat, kind="house_rule", key="deputy", value="on", note="備え", now=desk.now)
    create_contract(
        title=LONG,
        number="見教総第123-4567号",
        annex="kojin-joho",
        client=party.contract.client,
        contractor=party.contract.contractor,
        on={"signed": date(2026, 3, 15), "starts": date(2026, 4, 1), "ends": date(2027, 3, 31)},
        by=party.officer,
        now=NOW,
    )
    checkpoint(party.contract.tree, NOW)
    answers = {
        "empty": empty,
        "portfolio": desk.portfolio(party.officer),
        "contract": desk.get(party.officer),
        "another moment": desk.get(party.client, at="2026-03-25T09:00", known_at="2026-03-20"),
        "no moment": desk.get(party.client, at="いつか", state="late"),
        "clause": desk.get(party.officer, "clauses/1(1)ア(ア)"),
        "reading": desk.get(party.client, "clauses/1(1)"),
        "ledger": desk.get(party.client, "ledger/"),
        "verified": desk.post(party.client, "ledger/verify"),
    }
    return {name: answer.content.decode() for name, answer in answers.items()}


class Shown:
    """Pages in a browser, and what went wrong with them."""

    def __init__(self, chromium):
        self.context = chromium.new_context()
        self.faults = []

    def show(self, html, width):
        page = self.context.new_page()
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        page.route("**/*", lambda route: self.answer(route, html))
        page.goto("http://desk.example/")
        return page

    def wrong_with(self, pages):
        """What axe finds on each page at the desk's width, and whether it scrolls sideways there or on a telephone.

        What only a telephone shows, and contrast, the walk over all pages looks at (access/test_pages.py), and of every
        component in each of its states the gallery (ui/test_gallery.py).
        """
        from tests.access.turning import Turning

        turning = Turning(self, WIDE, NARROW, colours=False)
        found = {name: [*turning.wrong_with(html)] for name, html in pages.items()}
        turning.tab.close()
        return found

    def answer(self, route, html):
        path = urlsplit(route.request.url).path
        if route.request.frame.parent_frame is not None:  # a paper shown within the page
            return route.fulfill(body="", content_type="text/plain")
        if not path.startswith("/static/"):
            headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
            return route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=headers)
        file = finders.find(path.removeprefix("/static/"))
        if file is None:
            self.faults.append(f"no file {path}")
            return route.fulfill(status=404)
        return route.fulfill(body=Path(file).read_bytes(), content_type=mimetypes.guess_type(file)[0])


@pytest.fixture
def shown(chromium):
    made = Shown(chromium)
    yield made
    made.context.close()


def problems(page):
    """What axe finds, with everything unfolded."""
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {node['html']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def sideways(page, width):
    scrolls = page.evaluate("document.documentElement.scrollWidth") > width
    return [f"scrolls sideways at {width}"] if scrolls else []


def test_every_page_is_in_order_at_every_width(pages, shown):
    assert shown.wrong_with(pages) == {name: [] for name in pages}
    assert shown.faults == []


def test_axe_would_find_something(pages, shown):
    page = shown.show(pages["contract"].replace("<h1", "<h5").replace("</h1>", "</h5>"), 1360)
    assert {problem.split(":")[0] for problem in problems(page)} == {"page-has-heading-one"}


def test_the_browser_shows_a_ledger_that_does_not_continue_what_it_saw_last(desk, shown):
    tree = desk.party.contract.tree
    with unit(now=NOW) as record:
        for _ in range(5):
            record(tree, act="sample.done", actor=None)
    mark = checkpoint(tree, NOW)
    leaves = [bytes(leaf) for leaf in tree.entries.order_by("seq").values_list("leaf_hash", flat=True)]
    html = desk.get(desk.party.client, "ledger/").content.decode()
    grown = {old: growth(tree, old) for old in range(1, mark.size)}
    page = shown.context.new_page()

    def answer(route):
        asked = urlsplit(route.request.url)
        if asked.path.endswith("/growth"):
            route.fulfill(body=grown[int(asked.query.partition("=")[2])], content_type="text/plain")
        else:
            shown.answer(route, html)

    page.route("**/*", answer)
    page.goto("https://desk.example/")

    def says(size: int, root: bytes, origin: str = tree.origin) -> str:
        """What the page says to a browser that saw this last."""
        seen = {"origin": origin, "size": size, "root": b64encode(root).decode()}
        page.evaluate(
            "seen => localStorage.setItem(Object.keys(localStorage)[0], JSON.stringify(seen))", seen
        )
        page.reload()
        page.wait_for_selector("[data-says]:not([hidden])")
        return page.get_attribute("[data-says]:not([hidden])", "data-says")

    page.wait_for_selector("[data-says=first]:not([hidden])")
    assert says(mark.size, bytes(mark.root)) == "same"
    assert {says(size, root_of(leaves[:size])) for size in range(1, mark.size)} == {"grown"}
    assert says(mark.size, b"x" * 32) == says(3, root_of(leaves[1:4])) == "refused"
    assert says(mark.size + 1, b"x" * 32) == "refused"
    assert says(mark.size, bytes(mark.root), f"{tree.origin}/e2") == "epoch"
