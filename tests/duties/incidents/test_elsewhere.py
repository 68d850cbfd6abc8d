"""One happening over several contracts: reported once, an incident of its own at each."""

from datetime import timedelta

import pytest
from tests.duties.incidents.conftest import AWARE

from kokoroe.accounts.actions import register_organisation
from kokoroe.accounts.models import Administrator
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.contracts.actions import create_contract
from kokoroe.contracts.models import Contract
from kokoroe.duties.incidents.elsewhere import report_elsewhere, the_same
from kokoroe.duties.incidents.models import Incident
from kokoroe.duties.incidents.stages import stages
from kokoroe.ledger.verify import verify
from people import ENDS, NOW, STARTS

HOUR = timedelta(hours=1)


def second_contract(party, *, annex="kojin-joho"):
    """Another contract of the same contractor's, which the officer prepares."""
    return create_contract(
        title="公開型地図情報サービス運用業務",
        number="2026-0777",
        annex=annex,
        client=register_organisation(name=f"見本町 {Contract.objects.count()}", now=NOW),
        contractor=party.contract.contractor,
        on={"starts": STARTS, "ends": ENDS},
        by=party.officer,
        now=NOW,
    )


def elsewhere(running, incident, contract, *, who="officer", now=AWARE + HOUR):
    made = report_elsewhere(seat=running.seat(who, now), incident=incident, contract=contract, now=now)
    assert made.incident is not None
    return made.incident


def test_it_is_known_since_the_same_moment_and_judged_by_the_annex_of_each(running):
    incident, other = running.reported(), second_contract(running.party)
    made = elsewhere(running, incident, other)
    first, second = incident.appraisal, made.appraisal
    assert (made.contract, made.kind, made.details) == (
        other,
        incident.kind,
        {"what": "通知メールを別の園に送った。"},
    )
    assert (second.aware_at, second.company_at) == (first.aware_at, first.company_at)
    assert [stage.key for stage in stages(made, AWARE + HOUR)] == ["incident"]
    assert len(stages(incident, AWARE + HOUR)) > 1


def test_who_sees_both_is_shown_the_other_and_neither_ledger_names_it(running):
    party = running.party
    incident, other = running.reported(), second_contract(party)
    made = elsewhere(running, incident, other)
    assert list(the_same(incident, party.officer, AWARE + HOUR)) == [made]
    assert list(the_same(made, party.officer, AWARE + HOUR)) == [incident]
    assert list(the_same(incident, party.client, AWARE + HOUR)) == []
    for tree, stranger in ((party.contract.tree, other), (other.tree, party.contract)):
        said = b"".join(bytes(entry.body) for entry in tree.entries.all()).decode()
        assert stranger.code not in said
        assert verify(tree).problems == []


def test_a_third_contract_belongs_to_the_same_happening_and_none_gets_it_twice(running):
    incident, other = running.reported(), second_contract(running.party)
    third = second_contract(running.party)
    made = elsewhere(running, incident, other)
    seat = running.seat("officer", AWARE + HOUR)
    last = report_elsewhere(
        seat=type(seat)(seat.account, other, seat.party, seat.abilities),
        incident=made,
        contract=third,
        now=AWARE + HOUR,
    ).incident
    assert set(the_same(last, running.party.officer, AWARE + HOUR)) == {incident, made}
    with pytest.raises(NotPossible, match="もうあります"):
        elsewhere(running, incident, third)
    assert Incident.objects.count() == 3


def test_it_takes_who_prepares_at_both(running):
    incident, other = running.reported(), second_contract(running.party)
    for who in ("worker", "client"):
        with pytest.raises(NotAllowed):
            elsewhere(running, incident, other, who=who)
    other.preparing.all().delete()
    Administrator.objects.all().delete()
    with pytest.raises(NotAllowed):
        elsewhere(running, incident, other)
    assert Incident.objects.count() == 1
