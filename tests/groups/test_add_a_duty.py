"""docs/add-a-duty.md's example: what is written, and what follows from it without touching another file."""

import json
from pathlib import Path

import pytest
from tests.groups.copies import HERE, added, run

from installations import prepared_installation

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "permits"
pytestmark = pytest.mark.sqlite


def test_it_is_small():
    written = [
        path for path in EXAMPLE.rglob("*") if path.is_file() and path.suffix in {".py", ".html", ".typ"}
    ]
    assert sum(len(path.read_text().splitlines()) for path in written) <= 150


def test_a_permission_with_five_fields_has_everything(tmp_path):
    with prepared_installation(tmp_path / "data"):
        said = run(added(EXAMPLE, tmp_path), tmp_path / "data", str(HERE / "permits_used.py"))
    assert json.loads(said.splitlines()[-1]) == {
        "board before": "dormant",
        "link in the frame": True,
        "page": 200,
        "refused on the page": 422,
        "applied on the page": 302,
        "forbidden to the client": 403,
        "board while it waits": "due_soon",
        "applied by a program": 204,
        "refused to a program": 422,
        "papers": ["%PDF-", "%PDF-"],
        "shown to the client": True,
        "board once permitted": "met",
        "ledger": [
            "Application to use online storage: accepted (許可)",
            "Application to use online storage: submitted",
        ],
        "recorded as declared": True,
        "said to everyone": ["number", "since", "submission", "until", "verb"],
        "in English": True,
        "kept as": ["writings"],
    }
