import pytest

from caller import Caller


@pytest.fixture
def caller(monkeypatch) -> Caller:
    return Caller(monkeypatch)
