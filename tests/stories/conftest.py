"""A browser on a real server."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Error, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM.exists() and not os.environ.get("CI"):
        pytest.skip(f"there is no {CHROMIUM}: install chromium to run the stories")
    with sync_playwright() as playwright:
        try:
            started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        except Error as error:
            pytest.fail(f"chromium does not start: {error}")
        yield started
        started.close()


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
