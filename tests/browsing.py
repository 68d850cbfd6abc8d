"""The browser that tests look through."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, sync_playwright

# The first draws no windows, and takes less than half the time.
PROGRAMS = (Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium"))
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
AXE = Path(__file__).parent / "vendor" / "axe.min.js"


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser; skips where there is none to be had, but not with CI=true."""
    program = next((one for one in PROGRAMS if one.exists()), None)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        except Error as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"no chromium to look at the pages with: {error.message.splitlines()[0]}")
        yield browser
        browser.close()
