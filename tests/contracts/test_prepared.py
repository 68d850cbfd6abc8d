from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext

from kokoroe.accounts.models import Organisation
from kokoroe.annex.days import JST, date_in_japan
from kokoroe.contracts.access import contract_of
from kokoroe.contracts.models import Contract, ContractDate, Preparing
from kokoroe.contracts.prepared import ask, ask_about, ask_of
from people import NOW, People, organisation


def prepared_by(at, account, title):
    held = Preparing.objects.filter(contract=OuterRef("pk"), account=account, since__lte=at)
    return (
        Contract.objects.select_related("client", "parent")
        .annotate(mine=Exists(held), said=Concat(Value(title), "title", output_field=CharField()))
        .order_by("pk")
    )


def test_rows_are_those_of_the_query_with_all_that_it_reads_along(party: People):
    Preparing.objects.update(since=NOW)
    for at in (NOW - timedelta(days=1), NOW):
        for account in (party.officer.pk, party.client.pk):
            made_from = list(prepared_by(at, account, "題：%s "))
            with CaptureQueriesContext(connection) as asked:
                found = ask("test: prepared by", prepared_by, at, account, "題：%s ")
                told = [(one, one.mine, one.said, one.client.name, one.created_at) for one in found]
            assert told == [(one, one.mine, one.said, one.client.name, one.created_at) for one in made_from]
            assert len(asked) == 1
            assert [one.mine for one in found] == [at == NOW and account == party.officer.pk]


def dates_on(contract, at):
    dates = ContractDate.objects.filter(contract=contract, on__lte=date_in_japan(at))
    return dates.order_by("pk").values_list("name", "on", "recorded_at")


def test_a_day_is_that_of_the_moment_in_japan(party: People):
    contract = party.contract
    last = contract.dates.order_by("-on")[0].on
    # The same day in UTC, on both sides of midnight in Japan.
    before, after = (datetime.combine(last, time(hour, 59), JST) for hour in (23, 0))
    before -= timedelta(days=1)
    seen = [ask("test: dates on", dates_on, contract.pk, at) for at in (before, after)]
    assert seen == [list(dates_on(contract.pk, at)) for at in (before, after)]
    assert [last in {on for _name, on, _recorded_at in rows} for rows in seen] == [False, True]


def titled(*these):
    return Organisation.objects.filter(pk__in=these).order_by("pk").values_list("pk", flat=True)


def test_any_number_is_asked_about_and_each_answers_once(db):
    there = [organisation(f"見本{number}").pk for number in range(5)]
    for number in range(6):
        assert ask_about("test: titled", titled, there[:number]) == there[:number]


def test_a_value_that_nothing_accounts_for_is_refused(party: People):
    with pytest.raises(ValueError, match="nothing accounts for"):
        ask(
            "test: a day before",
            lambda at: Contract.objects.filter(created_at__lte=at - timedelta(days=1)),
            NOW,
        )


def test_a_form_that_differs_is_refused(party: People):
    with pytest.raises(ValueError, match="another form"):
        ask("test: a form", lambda *these: Contract.objects.all()[: these[0] % 10], 5)


def test_somebody_without_an_open_account_finds_no_contract(party: People):
    contract, officer = party.contract, party.officer
    assert contract_of(officer, contract.code, NOW) == contract
    assert contract_of(officer, contract.code + "x", NOW) is None
    assert contract_of(party.outsider, contract.code, NOW) is None
    officer.is_active = False
    assert contract_of(officer, contract.code, NOW) is None


def test_what_is_asked_of_one_and_of_several_is_the_same(db):
    there = [organisation(f"見本{number}") for number in range(3)]
    for some in ([], there[:1], there[1:2], there):
        assert ask_of(some, "test: titled of", titled) == [one.pk for one in some]
