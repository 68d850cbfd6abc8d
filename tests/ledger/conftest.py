from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from kokoroe.ledger.trees import owners
from kokoroe.ledger.values import frozen_sources


@dataclass
class Cabinet:
    """Frozen papers, kept where a test can get at them."""

    papers: dict[str, bytes] = field(default_factory=dict)

    def read(self, refs):
        for ref in refs:
            yield ref, self.papers.get(ref)


@pytest.fixture
def cabinet(monkeypatch):
    cabinet = Cabinet()
    monkeypatch.setitem(frozen_sources, "paper", cabinet.read)
    return cabinet


@pytest.fixture(autouse=True)
def _trees_of_nobody(monkeypatch):
    """Trees of these tests hang on no contract."""
    monkeypatch.delitem(owners, "contract")


@pytest.fixture
def now():
    return datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
