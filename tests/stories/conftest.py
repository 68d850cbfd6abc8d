"""A browser on a real server."""

import pytest

from browsing import launched


@pytest.fixture(scope="module")
def browser():
    with launched() as browser:
        yield browser


@pytest.fixture
def visit(browser):
    """A new person at a browser of their own; what their pages complain of fails the story."""
    complaints: list[str] = []

    def person():
        page = browser.new_context(locale="ja-JP", viewport={"width": 1360, "height": 900}).new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: complaints.append(message.text) if message.type == "error" else None,
        )
        return page

    yield person
    assert complaints == []
