"""People who sign in, with a clock of their own and second factors asked for."""

import pytest

from kokoroe import clock
from kokoroe.accounts.models import Account
from people import NOW, account, organisation
from signing_in import Half


@pytest.fixture
def at(monkeypatch, settings):
    settings.KOKOROE_SECOND_FACTOR = "by_role"
    moment = [NOW]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return moment


@pytest.fixture
def half(monkeypatch) -> Half:
    return Half(monkeypatch)


@pytest.fixture
def firm(db):
    return organisation("サンプルシステム株式会社")


@pytest.fixture
def worker(firm) -> Account:
    """Somebody who decides and manages nothing."""
    return account("例示 次郎", "jiro@contractor.example", firm)


@pytest.fixture
def officer(firm) -> Account:
    """An administrator: somebody who needs a second factor."""
    return account("見本 太郎", "taro@contractor.example", firm, administrator=True)
