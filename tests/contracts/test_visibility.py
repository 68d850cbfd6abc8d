"""Who sees which contract: asked in a query, or read once beforehand, it is the same."""

from datetime import date, timedelta

import pytest

from kokoroe.accounts.models import Administrator
from kokoroe.contracts import visibility
from kokoroe.contracts.actions import create_contract, grant
from kokoroe.contracts.models import Contract
from kokoroe.contracts.visibility import reach_of
from people import NOW, account, organisation


@pytest.fixture
def several(party):
    """The four people's contract with a plan in force, and two more in which they take part differently."""
    party.accepted()
    made = [party.contract]
    for title, client in (("図書館更新", party.contract.client), ("町の業務", organisation("例示町"))):
        made.append(
            create_contract(
                title=title,
                number="",
                annex="sapporo",
                client=client,
                contractor=party.contract.contractor,
                on={"signed": date(2026, 3, 15), "starts": date(2026, 4, 1), "ends": date(2027, 3, 31)},
                by=None,
                now=NOW,
            )
        )
    return made


@pytest.mark.parametrize("listed", [500, 0])
@pytest.mark.parametrize("days", [-1, 0, 30])
def test_what_is_read_beforehand_is_what_the_query_finds(party, several, monkeypatch, listed, days):
    monkeypatch.setattr(visibility, "MOST_LISTED", listed)
    colleague = account("市役 二子", "niko@city.example", party.contract.client)
    grant(contract=several[1], account=colleague, party="client", role="reads", by=party.client, now=NOW)
    past = account("市役 三子", "miko@city.example", party.contract.client)
    Administrator.objects.create(
        account=past, organisation=party.contract.client, since=NOW, until=NOW + timedelta(days=7)
    )
    at = NOW + timedelta(days=days, hours=2)
    for who in (party.client, party.officer, party.worker, party.outsider, colleague, past):
        seen = set(Contract.objects.visible_to(who, at=at))
        assert set(Contract.objects.within(reach_of(who, at=at))) == seen


def test_each_way_of_taking_part_opens_a_contract(party, several):
    at = NOW + timedelta(days=30)
    seen = {
        name: set(Contract.objects.visible_to(getattr(party, name), at=at))
        for name in ("client", "officer", "worker", "outsider")
    }
    first, second, third = several
    assert seen == {
        "client": {first, second},
        "officer": {first, second, third},
        "worker": {first},
        "outsider": set(),
    }
