"""Fixtures that every test may use, and which tests run where."""

import json
import logging
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

from installations import RUN, forget
from kept import kept, kept_layers, kept_world, make_room
from kokoroe.site.security_log import Line
from people import People, people

__all__ = ["kept_layers", "kept_world"]

# How long an example takes says more about the machine than about the code: bench/ measures.
settings.register_profile("kokoroe", deadline=None)
settings.load_profile("kokoroe")


@kept
def party() -> People:
    """The four people around a contract that has just been opened."""
    return people()


@pytest.fixture
def noted():
    """The lines of the security log that a test brings about, each as it would be read again from its JSON."""
    lines: list[dict[str, object]] = []

    class Reader(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(json.loads(Line().format(record)))

    reader = Reader()
    log = logging.getLogger("kokoroe.security")
    log.addHandler(reader)
    yield lines
    log.removeHandler(reader)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    make_room(item)


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        os.environ[RUN] = tempfile.mkdtemp(prefix="kokoroe-run-")
    config.addinivalue_line(
        "markers", "sqlite: about SQLite's own file; not run where PostgreSQL is under test"
    )
    config.addinivalue_line(
        "markers", "postgresql: about writers side by side; on SQLite they take turns before they begin"
    )


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput"):
        forget(Path(os.environ.pop(RUN)))


def pytest_collection_modifyitems(config, items):
    """Leave out what has nothing to say about the database under test."""
    other = "sqlite" if os.environ.get("KOKOROE_DATABASE") else "postgresql"
    left = [item for item in items if item.get_closest_marker(other)]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in left]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """With CI=true a skipped test is a failed one: what was not looked at is not known to be right."""
    report = yield
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"skipped where nothing may skip: {call.excinfo.value}"
    return report
