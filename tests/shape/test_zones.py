"""A server anywhere says the same as one in Japan: every moment and day is said by functions that know whose they are."""

import ast
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kokoroe
from kokoroe.annex.days import Anchor, Deadline, Side, Unit, date_in_japan, due_from_instant, spoken
from kokoroe.cli.moments import in_japan
from kokoroe.papers import moments

ZONES = ["Asia/Tokyo", "America/New_York", "Pacific/Kiritimati", "UTC"]
IN_THREE_DAYS = Deadline(Anchor.EVENT, Side.AFTER, 3, Unit.DAYS)
SAYING = [
    spoken,
    date_in_japan,
    in_japan,
    lambda moment: due_from_instant(IN_THREE_DAYS, moment),
    moments.moment,
    moments.narrow_moment,
]
SOURCE = Path(kokoroe.__file__).parent


@pytest.fixture
def elsewhere():
    """Lets the process live in another zone; at the end it is in Japan again, as Django has it."""
    yield lambda zone: (os.environ.update(TZ=zone), time.tzset())
    os.environ["TZ"] = "Asia/Tokyo"
    time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="here the zone of a process cannot be set")
@pytest.mark.parametrize("zone", ZONES)
def test_what_is_said_hangs_neither_on_the_servers_zone_nor_on_the_moments(elsewhere, zone):
    @given(st.integers(0, 4_000_000_000).map(lambda second: datetime.fromtimestamp(second, UTC)))
    def same(moment):
        there = moment.astimezone(ZoneInfo(zone))
        elsewhere("Asia/Tokyo")
        said = [say(moment) for say in SAYING]
        elsewhere(zone)
        assert [say(there) for say in SAYING] == said

    same()


def test_nothing_asks_for_the_servers_zone():
    """Ruff finds moments without a zone (DTZ); this, moments that are given the server's."""
    asking = [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (
            (node.func.attr == "astimezone" and not node.args)
            or (
                node.func.attr in {"localtime", "strftime", "mktime"}
                and ast.unparse(node.func.value) == "time"
            )
        )
    ]
    assert asking == []
