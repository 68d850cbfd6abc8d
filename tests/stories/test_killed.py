"""An act is there with its ledger entry, or not at all: wherever the process is killed."""

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

TESTS = Path(__file__).parent.parent


@pytest.fixture
def installation(tmp_path):
    """The environment of an empty installation: in a folder, or in a new database of the server under test."""
    environment = os.environ | {
        "KOKOROE_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "kokoroe.site.settings",
        "PYTHONPATH": str(TESTS),
    }
    address = os.environ.get("KOKOROE_DATABASE")
    if not address:
        yield environment
        return
    import psycopg

    name = f"killed_{secrets.token_hex(4)}"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield environment | {"KOKOROE_DATABASE": urlunsplit(urlsplit(address)._replace(path=f"/{name}"))}
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process that is killed is forked here")
def test_an_act_killed_anywhere_leaves_both_its_change_and_its_entry_or_neither(installation):
    ended = subprocess.run(
        [sys.executable, TESTS / "stories" / "killed.py"],
        env=installation,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    looks = [json.loads(line) for line in ended.stdout.splitlines()]

    for act in ("submitted", "accepted"):
        points = [look for look in looks if look["act"] == act]
        *before, after = points
        assert len(before) > 8, "the act was killed before each of its statements"
        assert before == [
            {"act": act, "point": n, "rows": 0, "changed": 0, "entries": 0, "sound": True}
            for n in range(len(before))
        ]
        assert after == {
            "act": act,
            "point": len(before),
            "rows": 1,
            "changed": 2,
            "entries": 1,
            "sound": True,
        }, "killed after the commit"
