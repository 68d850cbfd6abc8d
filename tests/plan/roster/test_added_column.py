"""To add a column to the roster is to declare it: nothing else is told of it."""

import os
import subprocess
import sys
from pathlib import Path


def test_a_column_that_is_declared_is_everywhere_and_hidden_from_whom_it_is_hidden():
    """The tests beside this one, in a process of their own, which reads the declaration with one column more."""
    here = Path(__file__).parent
    alone = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_XDIST")}
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "plan.roster.one_column_more",
            here / "with_it_added.py",
        ],
        cwd=here.parents[2],
        env=alone | {"PYTHONPATH": str(here.parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-4000:]
    assert "5 passed" in run.stdout
