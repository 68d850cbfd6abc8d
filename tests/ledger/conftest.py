from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from kokoroe.ledger.frozen import frozen_sources, register_frozen


@dataclass
class Cabinet:
    """Frozen papers, kept where a test can get at them."""

    papers: dict[str, bytes] = field(default_factory=dict)

    def read(self, refs):
        for ref in refs:
            yield ref, self.papers.get(ref)


@pytest.fixture
def cabinet():
    cabinet = Cabinet()
    register_frozen("paper", cabinet.read)
    yield cabinet
    frozen_sources.pop("paper", None)


@pytest.fixture
def now():
    return datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
