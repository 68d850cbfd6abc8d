"""`kokoroe erase --due` on an installation of its own: what went is in no file of the database any more."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from installations import kokoroe, prepared_installation

MAKE = """
import os, sys
sys.path.insert(0, sys.argv[1])
from kokoroe.cli.prepare import prepare
prepare("ja")
from people import people
party = people()
party.accepted()
"""
LATER = """
import sys
from datetime import datetime, timezone
from kokoroe import clock
clock.now = lambda: datetime(2040, 1, 1, tzinfo=timezone.utc)
from kokoroe.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def ended(tmp_path_factory):
    """An installation whose only contract ended long ago, as seen in 2040."""
    with prepared_installation(tmp_path_factory.mktemp("ended") / "data") as environment:
        tests = Path(__file__).parents[1]
        subprocess.run(
            [sys.executable, "-c", MAKE, str(tests)], env=environment, check=True, capture_output=True
        )
        yield environment


def erase(environment, *options):
    command = [sys.executable, "-c", LATER, "erase", "--due", "--json", *options]
    return subprocess.run(
        command, env=os.environ | environment, capture_output=True, encoding="utf-8", check=True
    ).stdout


def files_hold(environment, text: str) -> bool:
    return any(
        text.encode() in path.read_bytes()
        for path in Path(environment["KOKOROE_DATA"]).glob("kokoroe.sqlite3*")
    )


def test_what_is_due_goes_from_the_files_too_and_the_ledger_verifies(ended):
    sqlite = not ended.get("KOKOROE_DATABASE")
    assert not sqlite or files_hold(ended, "hanako@contractor.example")
    would = json.loads(erase(ended, "--dry-run"))
    assert [one["what"] for one in would] == ["contract", "old"]
    assert not sqlite or files_hold(ended, "hanako@contractor.example")

    gone = json.loads(erase(ended))

    assert gone[0]["what"] == "contract"
    assert gone[0]["rows"]["roster"] == would[0]["rows"]["roster"] == 6
    assert not sqlite or not files_hold(ended, "hanako@contractor.example")
    assert not sqlite or not files_hold(ended, "見本 花子")
    assert kokoroe(ended, "ledger", "verify").returncode == 0
    assert json.loads(erase(ended)) == []


def test_without_a_word_for_what_nothing_is_erased(ended):
    assert kokoroe(ended, "erase").returncode == 2


def test_the_server_erases_an_hour_after_its_start_and_not_after_a_jump_of_its_clock(monkeypatch):
    from kokoroe.cli import worker
    from kokoroe.keeping import erasing
    from people import NOW

    asked = []
    monkeypatch.setattr(erasing, "erase_due", lambda *, now: asked.append(now) or [])
    monkeypatch.setattr(worker, "turns", {})
    minute = timedelta(minutes=1)
    for number in range(24 * 60 + 62):
        worker.erase_daily(NOW + number * minute)
    assert asked == [NOW + 60 * minute, NOW + (24 * 60 + 60) * minute]
    jumped = NOW + timedelta(days=9000)
    worker.erase_daily(jumped)
    worker.erase_daily(jumped + 30 * minute)
    assert len(asked) == 2
