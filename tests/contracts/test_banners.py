"""What has to be seen of a contract is seen on every page of it."""

from datetime import timedelta

import pytest

from kokoroe import clock
from kokoroe.annex.text import Text
from kokoroe.contracts import banners
from kokoroe.contracts.banners import Banner
from kokoroe.contracts.models import ClientRole, Contract
from people import NOW, People
from visitor import Visitor, words

PAGES = ("contract", "plan", "submissions", "ledger", "contract_settings")


@pytest.fixture
def visit(party: People, monkeypatch) -> Visitor:
    visitor = Visitor(party)
    monkeypatch.setattr(clock, "now", lambda: visitor.now)
    party.accepted()
    visitor.now = NOW + timedelta(hours=2)
    return visitor


@pytest.fixture
def asked(monkeypatch):
    """The contracts for which a provider was asked."""
    seen: list[Contract] = []

    def provider(contract, at):
        seen.append(contract)
        text = Text("業務を中断しています（見本）", "The work is suspended (sample)")
        return [Banner(text, href="/elsewhere", needs="personal")]

    monkeypatch.setattr(banners, "providers", [provider])
    return seen


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_the_contract_shows_it(visit: Visitor, asked, page):
    assert "業務を中断しています（見本）" in words(visit.get(visit.party.officer, page))
    assert asked == [visit.party.contract], "and it is asked for once"


def test_the_portfolio_does_not(visit: Visitor, asked):
    assert "業務を中断しています（見本）" not in words(visit.client(visit.party.officer).get("/"))


def test_it_is_said_to_everyone_and_opens_for_whom_it_may(visit: Visitor, asked):
    party = visit.party
    ClientRole.objects.filter(account=party.client).update(role="reads")
    links = {
        who: 'href="/elsewhere"' in visit.get(getattr(party, who), "contract").content.decode()
        for who in ("officer", "worker", "client")
    }
    assert links == {"officer": True, "worker": False, "client": False}
    assert "業務を中断しています（見本）" in words(visit.get(party.worker, "contract"))
