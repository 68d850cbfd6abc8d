"""Who sees which contract."""

from datetime import date, timedelta

import pytest

from kokoroe.accounts.models import Administrator
from kokoroe.contracts.actions import create_contract
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import abilities_of_word, seat_of, with_ability
from kokoroe.plan.models import RosterEntry
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


def test_what_ended_opens_nothing(party, several):
    past = account("市役 三子", "miko@city.example", party.contract.client)
    Administrator.objects.create(
        account=past, organisation=party.contract.client, since=NOW, until=NOW + timedelta(days=7)
    )
    seen = {
        days: set(Contract.objects.visible_to(past, at=NOW + timedelta(days=days))) for days in (-1, 6, 7, 8)
    }
    assert seen == {-1: set(), 6: {several[0], several[1]}, 7: set(), 8: set()}


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


def test_the_rosters_roles_are_abilities_at_the_seat_in_one_query(party, django_assert_num_queries):
    party.accepted()
    at = NOW + timedelta(days=30)
    found = {}
    for role in ("officer", "deputy", "lead", "training", "worker", "contact", "quality"):
        RosterEntry.objects.filter(person=party.worker.person).update(role=role)
        with django_assert_num_queries(1):
            found[role] = seat_of(party.worker, party.contract, at=at).abilities
        personal = Contract.objects.filter(with_ability("incidents", party.worker, at=at)).exists()
        assert personal == ("incidents" in found[role])
    assert found == {
        "officer": abilities_of_word("prepares", "contractor"),
        "deputy": abilities_of_word("prepares", "contractor"),
        "lead": {"read", "contacts"},
        "training": {"read", "train"},
        "worker": {"read"},
        "contact": {"read"},
        "quality": {"read"},
    }


def test_what_is_given_and_taken_counts_at_once_for_an_account_that_has_asked_before(party, several):
    asked = account("市役 三子", "miko@city.example", party.contract.client)
    before = set(Contract.objects.visible_to(asked, at=NOW))
    row = Administrator.objects.create(account=asked, organisation=party.contract.client, since=NOW)
    given = set(Contract.objects.visible_to(asked, at=NOW))
    row.delete()
    taken = set(Contract.objects.visible_to(asked, at=NOW))
    assert (before, given, taken) == (set(), {several[0], several[1]}, set())


def test_it_narrows_what_was_narrowed_and_joined_before(party, several):
    rows = Contract.objects.filter(client__name="例示町").order_by("contractor__name")
    seen = {
        name: list(rows.visible_to(getattr(party, name), at=NOW))
        for name in ("officer", "client", "outsider")
    }
    assert seen == {"officer": [several[2]], "client": [], "outsider": []}
