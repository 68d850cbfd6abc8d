"""`kokoroe erase --due` on an installation of its own: what went is in no file of the data folder any more."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from installations import kokoroe, prepared_installation

NAME, ADDRESS = "例示 次郎", "jiro@partner.example"
MAKE = """
import os, sys
sys.path.insert(0, sys.argv[1])
from kokoroe.cli.prepare import prepare
prepare("ja")
from kokoroe.api.models import Answered
from kokoroe.plan.models import RosterEntry
from kokoroe.plan.writings import DRAFTING
from people import NOW, people
party = people()
party.accepted()
draft = DRAFTING.begin(seat=party.officer_seat, now=NOW)
draft.entries.filter(name="例示 次郎").delete()
Answered.objects.create(
    account=party.officer, key="k", digest="x", begun_at=NOW, code=201,
    body='{"name": "例示 次郎", "email": "jiro@partner.example"}'.encode(),
)
"""
ON_EACH_DAY = """
import sys
from datetime import datetime
from kokoroe import clock
from kokoroe.cli.main import main
for day, *options in (each.split() for each in sys.argv[1:]):
    clock.now = lambda: datetime.fromisoformat(f"{day}T12:00+09:00")
    print("=", flush=True)
    assert main(["erase", "--due", "--json", *options]) == 0
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


def erase(environment, *days: str) -> list[list[dict[str, object]]]:
    """What the command says on each of these days, with its options."""
    command = [sys.executable, "-c", ON_EACH_DAY, *days]
    said = subprocess.run(
        command, env=os.environ | environment, capture_output=True, encoding="utf-8", check=True
    )
    assert NAME not in said.stdout + said.stderr
    return [json.loads(part) for part in said.stdout.split("=\n")[1:]]


def holding(environment, *texts: str) -> Iterator[str]:
    """The files of the data folder that hold one of these, as text or as JSON writes it."""
    forms = [form for text in texts for form in (text.encode(), json.dumps(text)[1:-1].encode())]
    for path in sorted(Path(environment["KOKOROE_DATA"]).rglob("*")):
        if path.is_file() and any(form in path.read_bytes() for form in forms):
            yield path.name


def test_what_is_announced_and_due_goes_from_every_file_and_the_ledger_verifies(ended):
    sqlite = not ended.get("KOKOROE_DATABASE")
    assert not sqlite or list(holding(ended, NAME))
    days = (
        "2040-01-01 --dry-run",
        "2040-01-01",
        "2040-01-31",
        "2040-02-01 --dry-run",
        "2040-02-01",
        "2040-02-02",
    )

    listed, told, waits, due, gone, after = erase(ended, *days)

    assert [(one["what"], one["goes_on"], one["told"]) for one in listed] == [
        ("contract", "2040-02-01", False),
        ("old", None, False),
    ]
    assert [(one["what"], one["told"]) for one in told] == [("contract", True), ("old", False)]
    assert waits == []
    assert (due[0]["goes_on"], due[0]["rows"]["roster"]) == (None, listed[0]["rows"]["roster"])
    assert gone[0]["rows"] == due[0]["rows"]
    assert "person" in {one["what"] for one in gone}
    assert after == []
    assert list(holding(ended, NAME, ADDRESS)) == []
    assert kokoroe(ended, "ledger", "verify").returncode == 0


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
