"""Fixtures that every test may use, and which tests run where."""

import gc
import json
import logging
import os
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

import guards
from installations import RUN, forget
from kept import kept, kept_layers, kept_world, make_room
from kokoroe import clock
from kokoroe.outside import apart
from kokoroe.site.security_log import Line
from people import People, people

__all__ = ["kept_layers", "kept_world"]

# What takes long begins first, so that at the end no process works on it alone. The folders of the first line share a world
# that is dear to make (access/shared.py): where a file's tests stay in one process, theirs do.
SHARING = ("access/", "deeds/")
LONG = (*SHARING, "stories/", "api/test_anything_sent.py", "clock/test_chaos.py", "upgrading/", "cli/")
TESTS = Path(__file__).parent

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


def pytest_collection_finish():
    guards.lift()
    settle()


def settle():
    """What is loaded stays until the end: it need not be looked through again and again for what could go."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    clock.reckoner.reckoned = None
    leave_world(item)
    make_room(item)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    leave_world(None)


def leave_world(item):
    """End the world that the walks share, where one was made, unless this test shares it."""
    if "tests.access.shared" in sys.modules:
        sys.modules["tests.access.shared"].shared.leave(item)


def pytest_configure(config):
    apart.IDLE = 600.0  # one process reads the files of all tests
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


@pytest.fixture(scope="session")
def django_db_use_migrations() -> bool:
    """Tables are made from the models, ten seconds faster: tests/shape/test_migrations.py holds that they are the same."""
    return False


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class Together(LoadFileScheduling):
        """A file's tests in one process, and those of a folder that shares."""

        def _split_scope(self, nodeid: str) -> str:
            file = super()._split_scope(nodeid)
            return SHARING[0] if file.startswith(tuple(f"tests/{folder}" for folder in SHARING)) else file

    config.option.loadscopereorder = False
    return Together(config, log)


def pytest_collection_modifyitems(config, items):
    """Leave out what has nothing to say about the database under test; begin with what takes long."""
    other = "sqlite" if os.environ.get("KOKOROE_DATABASE") else "postgresql"
    left = [item for item in items if item.get_closest_marker(other)]
    config.hook.pytest_deselected(items=left)
    out = set(left)
    items[:] = sorted((item for item in items if item not in out), key=place_in_line)


def place_in_line(item: pytest.Item) -> int:
    """What takes long by its place above; all else, as it was found, after that."""
    if not item.path.is_relative_to(TESTS):
        return len(LONG)
    path = item.path.relative_to(TESTS).as_posix()
    return next((number for number, start in enumerate(LONG) if path.startswith(start)), len(LONG))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """With CI=true a skipped test is a failed one: what was not looked at is not known to be right."""
    report = yield
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"skipped where nothing may skip: {call.excinfo.value}"
    return report
