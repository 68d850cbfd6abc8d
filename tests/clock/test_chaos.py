"""Nothing is lost and nothing is doubled, whoever dies and whenever."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from installations import TESTS

SECONDS = 12
THREADS = 2  # that send, in each worker


@pytest.mark.skipif(not hasattr(os, "fork"), reason="workers that are killed are forked here")
def test_workers_that_are_killed_lose_nothing_and_double_nothing(tmp_path):
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")])}
    for name in ("KOKOROE_DATABASE", "KOKOROE_DATA", "DJANGO_SETTINGS_MODULE"):
        environment.pop(name, None)
    ended = subprocess.run(
        [sys.executable, Path(__file__).parent / "chaos.py", tmp_path / "data", str(SECONDS)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    left = json.loads(ended.stdout.splitlines()[-1])

    assert left["kills"] > 10, left
    assert {"fire", "claim", "send", "mark", "signal"} <= left["by"].keys(), left
    assert (left["unfinished"], left["missed"], left["alarms"]) == (0, 0, 300), left
    assert left["fired"] + left["superseded"] == left["alarms"], left
    assert left["messages"] == left["fired"] * 2, left
    assert (left["lost"], left["unknown"], left["doubled"]) == (0, 0, 0), left
    assert left["repeats"] <= left["kills"] * THREADS, left
    assert left["unmarked"] == 0, left
