"""Which acts become events, for whom, and what they tell."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kokoroe.accounts.models import Account, Administrator
from kokoroe.clock.events.families import family_of
from kokoroe.clock.events.stopping import EVENT
from kokoroe.clock.models import Message, Notice, Subscription
from kokoroe.contracts.actions import create_contract
from kokoroe.contracts.models import Contract, Preparing
from kokoroe.contracts.people import grant
from kokoroe.contracts.seats import seat_of
from kokoroe.ledger.models import Entry
from kokoroe.ledger.unit import unit
from people import ENDS, NOW, STARTS, People, account, organisation

SOURCE = Path(__file__).parents[3] / "src" / "kokoroe"


def recorded(party, act="terms.proposed", *, at=NOW, **public):
    with unit(now=at) as record:
        made = record(
            party.contract.tree,
            act=act,
            actor=party.officer.pk,
            clauses=["1(1)"],
            public=public,
            personal={"name": "見本 太郎"},
        )
    return made.entry


def events() -> list[Message]:
    return list(Message.objects.filter(kind=EVENT).order_by("pk"))


def test_an_act_becomes_one_message_that_tells_nothing_personal(party, subscribed):
    row, _ = subscribed()
    entry = recorded(
        party, "plan.submitted", number="2025-計-001", submission=7, verb="承諾", reason="見本 太郎"
    )
    (message,) = events()
    assert json.loads(message.body) == {
        "type": "plan.submitted",
        "timestamp": "2026-03-20T01:00:00Z",
        "data": {
            "contract": party.contract.code,
            "number": "2025-計-001",
            "act": "plan.submitted",
            "clauses": ["1(1)"],
            "at": "2026-03-20T01:00:00Z",
            "index": entry.seq,
            "epoch": 1,
            "drill": False,
        },
    }
    assert message.href == f"/c/{party.contract.code}/writings/7/"
    assert (message.channel, message.urgent, message.ref) == (f"webhook:{row.pk}", False, str(row.pk))


def test_each_act_is_told_once_to_each_subscription_and_goes_with_its_transaction(party, subscribed):
    first, _ = subscribed()
    second, _ = subscribed(seat=party.officer_seat, name="別の送り先")
    theirs, _ = subscribed(party.client, name="市のシステム")
    with unit(now=NOW) as record:
        for act in ("terms.proposed", "terms.agreed"):
            record(party.contract.tree, act=act, actor=None)
    told = [(row.ref, row.subject) for row in events()]
    assert sorted(told) == sorted(
        (str(row.pk), act) for row in (first, second, theirs) for act in ("terms.proposed", "terms.agreed")
    )
    assert len({row.key.split(":")[2] for row in events()}) == 2
    with pytest.raises(ZeroDivisionError):
        undone(party)
    assert len(events()) == 6


def undone(party):
    with unit(now=NOW) as record:
        record(party.contract.tree, act="terms.refused", actor=None)
        raise ZeroDivisionError


def test_only_the_chosen_families_are_told(party, subscribed):
    subscribed(families=["incidents", "people"])
    for act in (
        "incident.reported",
        "plan.submitted",
        "contract.role_granted",
        "contract.date_set",
        "pledge.submitted",
    ):
        recorded(party, act)
    assert [row.subject for row in events()] == ["incident.reported", "contract.role_granted"]


def test_a_drill_is_told_as_one(party, subscribed):
    subscribed()
    recorded(party, "incident.reported", incident="S-2025-01", drill=True)
    (message,) = events()
    data = json.loads(message.body)["data"]
    assert (message.drill, data["drill"], data["number"]) == (True, True, "S-2025-01")
    assert message.href == f"/c/{party.contract.code}/incidents/S-2025-01/"


def test_an_organisation_hears_of_its_own_contracts_alone(party, subscribed):
    subscribed(party.outsider, name="よそ")
    recorded(party)
    assert events() == []


def test_an_organisation_that_has_left_the_contract_hears_nothing(party, subscribed):
    subscribed()
    recorded(party)
    Contract.objects.filter(pk=party.contract.pk).update(contractor=organisation("次の受託者"))
    recorded(party)
    assert len(events()) == 1


@pytest.mark.parametrize("whole", [True, False])
def test_whoever_stood_for_it_and_is_out_hears_nothing_and_administrators_are_told(
    party, subscribed, django_capture_on_commit_callbacks, whole
):
    other = account("後任 花子", "ato@contractor.example", party.contract.contractor, administrator=True)
    row, _ = subscribed() if whole else subscribed(seat=party.officer_seat)
    recorded(party)
    Administrator.objects.filter(account=party.officer).update(until=NOW)
    Preparing.objects.filter(account=party.officer).update(until=NOW)
    later = NOW + timedelta(minutes=1)
    with django_capture_on_commit_callbacks(execute=True):
        recorded(party, at=later)
    assert len(events()) == 1
    row.refresh_from_db()
    assert (row.stopped_at, row.stopped_why) == (later, "holder")
    assert [notice.account_id for notice in Notice.objects.filter(kind="webhook")] == [other.pk]
    last = Entry.objects.filter(tree=party.contract.contractor.tree).last()
    assert (last.act, last.public) == ("webhook.stopped", {"subscription": row.pk, "why": "holder"})


def test_an_administrator_who_is_one_no_more_has_no_say_over_all_contracts(party, subscribed):
    """The seat that prepares stays, which is enough for this contract and not for all of them."""
    subscribed()
    grant(
        contract=party.contract,
        account=party.officer,
        party="contractor",
        role="prepares",
        by=party.officer,
        now=NOW,
    )
    before = len(events())
    Administrator.objects.filter(account=party.officer).update(until=NOW)
    assert seat_of(party.officer, party.contract, at=NOW).may("prepare")
    recorded(party)
    assert len(events()) == before


def test_an_inactive_account_stands_for_nothing(party, subscribed):
    subscribed()
    Account.objects.filter(pk=party.officer.pk).update(is_active=False)
    recorded(party)
    assert events() == []


def test_the_same_act_has_the_same_id_for_everyone_and_another_act_another(party, subscribed):
    subscribed()
    subscribed(party.client, name="市のシステム")
    recorded(party)
    recorded(party)
    ids = [row.key.split(":")[2] for row in events()]
    assert [ids.count(each) for each in ids] == [2, 2, 2, 2]


def test_where_nobody_has_subscribed_an_act_costs_one_plain_query_more(party):
    with CaptureQueriesContext(connection) as asked:
        recorded(party)
    more = [query["sql"] for query in asked if "clock_subscription" in query["sql"]]
    assert len(more) == 1
    assert Subscription.objects.count() == 0


def test_many_subscriptions_cost_no_further_query_each_to_find(party, subscribed):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            recorded(party, "incident.reported")
        return len(queries)

    subscribed(families=["plan"])
    few = asked()
    for number in range(5):
        subscribed(party.client, name=f"市 {number}", families=["plan"])
    assert asked() == few


def test_people_may_have_a_second_contract_without_mixing(party, subscribed):
    subscribed(seat=party.officer_seat, name="この契約だけ")
    other = people_of_the_same_firm(party)
    recorded(other)
    assert events() == []
    recorded(party)
    assert [row.contract_id for row in events()] == [party.contract.pk]


def people_of_the_same_firm(party):
    contract = create_contract(
        title="別の契約",
        number="2026-0402",
        annex="sapporo",
        client=party.contract.client,
        contractor=party.contract.contractor,
        on={"signed": STARTS - timedelta(days=1), "starts": STARTS, "ends": ENDS},
        by=party.officer,
        now=NOW,
    )
    return People(contract, party.client, party.officer, party.worker, party.outsider)


def test_every_act_is_of_the_family_that_people_expect():
    expected = {
        "plan": {"plan.submitted", "change.accepted", "correction.returned"},
        "incidents": {
            "incident.reported",
            "procedure.edited",
            "report_link.created",
            "consultation.accepted",
        },
        "people": {
            "contract.role_granted",
            "contract.access_suspended",
            "contract.audit_granted",
            "keeping.erased",
        },
        "terms": {"terms.agreed", "contract.opened", "contract.date_set", "subcontract.opened"},
        "writings": {"pledge.submitted", "answer_link.opened"},
    }
    found = {name: {family_of(act).name for act in acts} for name, acts in expected.items()}
    assert found == {name: {name} for name in expected}


def test_no_act_of_a_contract_is_taken_for_a_writing_by_mistake():
    """What no family claims is a writing: so a new kind of act has to be thought of here."""
    code = "".join(path.read_text() for path in SOURCE.rglob("*.py"))
    kinds = {act.partition(".")[0] for act in re.findall(r'act="([a-z_]+\.[a-z_.]+)"', code)}
    others = {kind for kind in kinds if family_of(f"{kind}.x").name == "writings"}
    of_organisations = {"channel", "organisation", "service", "settings", "token", "webhook"}
    assert others - of_organisations == {"answer", "answer_address", "answer_link"}
