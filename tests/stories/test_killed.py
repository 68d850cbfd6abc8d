"""An act is there with its ledger entry, or not at all: wherever the process is killed."""

import json
import os
import subprocess
import sys

import pytest

from installations import TESTS, prepared_installation


@pytest.fixture
def installation(tmp_path):
    with prepared_installation(tmp_path / "data") as environment:
        yield environment


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
