"""Whom to tell, by day and by night, with and without a plan in force."""

from datetime import datetime, timedelta

import pytest

from kept import kept
from kokoroe.annex.days import JST
from kokoroe.contracts.models import AccessSuspension, Preparing
from kokoroe.contracts.people import grant
from kokoroe.plan.chain import acting, chain, client_people
from kokoroe.plan.models import Contact
from people import NOW, account, organisation, people

DAY = datetime(2026, 4, 1, 10, 0, tzinfo=JST)
NIGHT = datetime(2026, 4, 1, 22, 0, tzinfo=JST)
HOLIDAY = datetime(2026, 4, 29, 10, 0, tzinfo=JST)


@kept
def party():
    return people()


@kept
def in_force(party):
    version = party.accepted()
    version.contacts.all().delete()
    return version


def calls(version, name, **fields):
    return Contact.objects.create(
        version=version, name=name, position=fields.pop("position", version.contacts.count()), **fields
    )


def names(found):
    return [one.name for one in found]


def test_before_any_plan_those_who_prepare_are_told_and_else_the_administrators(party):
    assert [one.key for one in chain(party.contract, DAY)] == [party.officer.key]
    Preparing.objects.all().delete()
    assert [one.key for one in chain(party.contract, DAY)] == [party.officer.key]
    second = account("見本 二郎", "niro@contractor.example", party.contract.contractor)
    grant(contract=party.contract, account=second, party="contractor", role="prepares", by=None, now=NOW)
    assert [one.key for one in chain(party.contract, DAY)] == [second.key]


def test_a_plan_that_is_only_submitted_names_nobody(party):
    party.submitted()
    Preparing.objects.all().delete()
    assert names(chain(party.contract, DAY)) == ["見本 太郎"]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (DAY, ["日中の人", "いつもの人"]),
        (NIGHT, ["夜の人", "いつもの人"]),
        (HOLIDAY, ["夜の人", "いつもの人"]),
        (DAY.replace(hour=17, minute=15), ["日中の人", "いつもの人"]),
        (DAY.replace(hour=17, minute=16), ["夜の人", "いつもの人"]),
        (datetime(2026, 12, 30, 10, 0, tzinfo=JST), ["夜の人", "いつもの人"]),
        (datetime(2026, 4, 4, 10, 0, tzinfo=JST), ["夜の人", "いつもの人"]),
    ],
)
def test_contacts_come_in_the_plans_order_when_their_hours_fit_then_officer_and_deputy(
    party, in_force, at, expected
):
    calls(in_force, "夜の人", hours="night", email="yoru@contractor.example")
    calls(in_force, "日中の人", hours="day", email="hiru@contractor.example")
    calls(in_force, "いつもの人", hours="always", email="itsumo@contractor.example")
    assert names(chain(party.contract, at)) == [*expected, "見本 太郎", "見本 花子"]


def test_a_contact_with_an_account_of_the_contractor_is_told_there_once(party, in_force):
    calls(in_force, "太郎（携帯）", email="TARO@contractor.example", phone="090-0000-0001")
    first, second = chain(party.contract, DAY)
    assert (first.key, first.account, first.phone) == (party.officer.key, party.officer.pk, "090-0000-0001")
    assert second.key == "address:hanako@contractor.example"


def test_a_contact_with_a_telephone_alone_is_the_person_of_that_name_on_the_roster(party, in_force):
    calls(in_force, "見本太郎", phone="011-000-0001")
    first, second = chain(party.contract, DAY)
    assert (first.key, first.phone, first.email) == (
        party.officer.key,
        "011-000-0001",
        "taro@contractor.example",
    )
    assert second.name == "見本 花子"


def test_who_has_no_address_stays_with_a_telephone_number(party, in_force):
    calls(in_force, "警備室", phone="011-000-0009")
    first, *rest = chain(party.contract, NIGHT)
    assert (first.name, first.email, first.phone, first.account) == ("警備室", "", "011-000-0009", None)
    assert names(rest) == ["見本 太郎", "見本 花子"]


def test_an_outsiders_account_is_no_seat_at_the_table(party, in_force):
    """They are written to as the plan says, and their account's inbox stays empty."""
    calls(in_force, "他所 三郎", email=party.outsider.email)
    first, *_ = chain(party.contract, DAY)
    assert (first.key, first.account) == (f"address:{party.outsider.email}", None)


def test_a_closed_account_is_told_by_address(party, in_force):
    party.officer.is_active = False
    party.officer.save()
    first, *_ = chain(party.contract, DAY)
    assert first.key == "address:taro@contractor.example"


def test_a_contact_whose_access_is_suspended_is_not_told_by_address_either(party, in_force):
    handles = account("市役 二子", "niko@city.example", party.contract.client)
    grant(contract=party.contract, account=handles, party="client", role="handles", by=None, now=NOW)
    calls(in_force, "二子", party="client", email=" Niko@city.example")
    calls(in_force, "夜の番", email=party.worker.email)
    told = [client_people, chain]
    before = [names(each(party.contract, DAY)) for each in told]
    for who, party_of in ((handles, "client"), (party.worker, "contractor")):
        AccessSuspension.objects.create(
            contract=party.contract, account=who, party=party_of, by_party=party_of, reason="調査のため",
            since=NOW, suspended_by=party.client,
        )  # fmt: skip
    after = [names(each(party.contract, DAY)) for each in told]
    gone = [set(first) - set(then) for first, then in zip(before, after, strict=True)]
    assert gone == [{"市役 二子"}, {party.worker.person.name}]


def test_where_nobody_in_the_plan_can_be_written_to_those_who_prepare_are_told_as_well(party, in_force):
    for entry in in_force.entries.all():
        entry.details.pop("email", None)
        entry.person.email = ""
        entry.person.save()
        entry.save()
    in_force.entries.filter(role="officer").delete()
    calls(in_force, "警備室", phone="011-000-0009")
    assert names(chain(party.contract, DAY)) == ["警備室", "見本 花子", "見本 太郎"]


def test_the_clients_people_are_who_decides_or_handles_and_then_the_plans_contacts(party, in_force):
    city = party.contract.client
    handles = account("市役 二子", "niko@city.example", city)
    reads = account("市役 三子", "miko@city.example", city)
    for who, role in ((handles, "handles"), (reads, "reads")):
        grant(contract=party.contract, account=who, party="client", role=role, by=None, now=NOW)
    calls(in_force, "一子", party="client", email="ichiko@city.example")
    calls(in_force, "三子", party="client", email="miko@city.example")
    calls(in_force, "情報課", party="client", email="joho@city.example")
    calls(in_force, "電話だけ", party="client", phone="011-000-0002")
    found = client_people(party.contract, DAY)
    assert [one.key for one in found] == [
        party.client.key,
        handles.key,
        reads.key,
        "address:joho@city.example",
    ]
    assert {one.party for one in found} == {"client"}


def test_the_clients_people_without_a_plan(party):
    assert [one.key for one in client_people(party.contract, DAY)] == [party.client.key]


def test_who_acts_for_a_client_without_roles_are_its_administrators(party):
    party.contract.client_roles.all().delete()
    assert [one.key for one in acting(party.contract, "client", NOW)] == [party.client.key]


def test_a_role_that_has_ended_is_told_nothing(party):
    party.contract.client_roles.update(until=NOW + timedelta(days=1))
    assert [one.key for one in client_people(party.contract, NOW)] == [party.client.key]
    assert client_people(party.contract, NOW + timedelta(days=1)) == []


def test_the_number_of_queries_does_not_grow_with_the_people(party, in_force, django_assert_num_queries):
    firm = organisation("多人数株式会社")
    for index in range(30):
        email = f"n{index}@contractor.example"
        calls(in_force, f"連絡先{index}", email=email)
        calls(in_force, f"担当{index}", party="client", email=f"n{index}@city.example")
        account(f"連絡先{index}", email, firm)
    with django_assert_num_queries(4):
        assert len(chain(party.contract, DAY)) == 32
    with django_assert_num_queries(3):
        assert len(client_people(party.contract, DAY)) == 31
