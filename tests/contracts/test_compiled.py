from datetime import timedelta
from functools import partial

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured

from kokoroe.contracts.access import contract_of
from kokoroe.contracts.compiled import compile_statement, condition
from kokoroe.contracts.holdings import held_or_lent, holdings
from kokoroe.contracts.models import AccessSuspension, ClientRole, Contract, Preparing
from kokoroe.contracts.seats import open_to, with_ability
from kokoroe.contracts.visibility import seen_by
from kokoroe.submissions.models import Submission
from people import NOW, People, account


def test_what_is_compiled_answers_as_what_it_was_made_from(party: People):
    party.accepted()
    second = account("市役 二子", "niko@city.example", party.contract.client)
    ClientRole.objects.create(contract=party.contract, account=second, role="handles", since=NOW)
    ClientRole.objects.filter(account=party.client).update(until=NOW + timedelta(days=9))
    everybody = [party.client, party.officer, party.worker, party.outsider, second]
    moments = [NOW - timedelta(days=1), NOW, NOW + timedelta(hours=2), NOW + timedelta(days=30)]
    held = {}
    for who in everybody:
        for at in moments:
            made_from = set(held_or_lent(who, party.contract, at))
            assert set(holdings(who, party.contract, at=at)) == made_from
            held[who.email, at] = made_from
    assert len({frozenset(each) for each in held.values()}) > 4


def test_a_value_that_nothing_accounts_for_is_refused(party: People):
    with pytest.raises(ValueError, match="nothing accounts for"):
        compile_statement(
            lambda who, _, at: Preparing.objects.filter(
                account=who, since=at - timedelta(days=1)
            ).query.sql_with_params()
        )


def test_a_form_that_differs_is_refused(party: People):
    with pytest.raises(ValueError, match="another form"):
        compile_statement(
            lambda who, _, __: ("a = %s", [who.pk]) if who.pk > -8_000 else ("b = %s", [who.pk])
        )


def test_who_sees_what_is_asked_as_it_was_made(party: People):
    party.accepted()
    suspended = account(
        "見本 四子", "yonko@contractor.example", party.contract.contractor, administrator=True
    )
    AccessSuspension.objects.create(
        contract=party.contract,
        account=suspended,
        party="contractor",
        reason="紛失",
        since=NOW,
        suspended_by=party.officer,
    )
    moments = [NOW - timedelta(days=1), NOW, NOW + timedelta(hours=2), NOW + timedelta(days=400)]
    seen, opened = {}, {}
    for who in (party.client, party.officer, party.worker, party.outsider, suspended):
        for at in moments:
            made_from = set(seen_by(who, at))
            assert set(Contract.objects.visible_to(who, at=at)) == made_from
            inside = Submission.objects.filter(contract__in=Contract.objects.visible_to(who, at=at))
            assert inside.exists() == bool(made_from)
            seen[who.email, at] = bool(made_from)
            made_from = set(open_to(who, at, "incidents"))
            assert set(Contract.objects.filter(with_ability("incidents", who, at=at))) == made_from
            opened[who.email, at] = bool(made_from)
    assert set(seen.values()) == set(opened.values()) == {True, False}


def seeing_what_they_prepare(account, at):
    mine = Preparing.objects.filter(account=account, since__lte=at)
    return Contract.objects.filter(pk__in=mine.values("contract"))


def seeing_where_they_have_a_role(account, at):
    mine = ClientRole.objects.filter(account=account, since__lte=at)
    return Contract.objects.filter(pk__in=mine.values("contract"))


def with_default(account, at, among=Contract.objects):
    return among.filter(pk__in=Preparing.objects.filter(account=account, since__lte=at).values("contract"))


def seen_through(query, account):
    return set(Contract.objects.filter(condition(query, account, NOW + timedelta(days=1))))


def test_each_query_answers_for_itself_whoever_asked_first(party: People):
    prepared = seeing_what_they_prepare, seeing_where_they_have_a_role
    seeing_where_they_have_a_role.__qualname__ = seeing_what_they_prepare.__qualname__  # a name is no key
    for _again in range(2):
        assert [seen_through(query, party.officer) for query in prepared] == [{party.contract}, set()]
        assert [seen_through(query, party.client) for query in prepared] == [set(), {party.contract}]


def seeing_by_role(account, at, role):
    mine = ClientRole.objects.filter(account=account, since__lte=at, role=role)
    return Contract.objects.filter(pk__in=mine.values("contract"))


def test_a_word_belongs_to_what_is_compiled(party: People):
    at = NOW + timedelta(days=1)
    for _again in range(2):
        seen = [
            set(Contract.objects.filter(condition(seeing_by_role, party.client, at, role)))
            for role in ("decides", "handles")
        ]
        assert seen == [{party.contract}, set()]


def test_what_could_keep_a_value_of_who_asks_first_is_refused(party: People):
    contracts = Contract.objects.filter(client=party.contract.client)

    def caught(account, at):
        return contracts.filter(contractor=account.person.organisation_id, created_at__lte=at)

    for query in (
        caught,
        lambda account, at: Contract.objects.filter(client=account.pk, created_at__lte=at),
        partial(with_default, among=contracts),
        with_default,
        type(party.contract).objects.visible_to,
    ):
        with pytest.raises(ImproperlyConfigured, match="may not be compiled"):
            seen_through(query, party.officer)


def seeing_too_early(account, at):
    return Contract.objects.filter(client=account.person.organisation_id, created_at__lte=at)


def test_nothing_is_compiled_before_every_app_has_said_who_takes_part(party: People, monkeypatch):
    monkeypatch.setattr(apps, "ready", False)
    with pytest.raises(ImproperlyConfigured, match="before every app"):
        seen_through(seeing_too_early, party.officer)


def test_somebody_without_an_open_account_finds_no_contract(party: People):
    contract, officer = party.contract, party.officer
    assert contract_of(officer, contract.code, NOW) == contract
    assert contract_of(officer, contract.code + "x", NOW) is None
    assert contract_of(party.outsider, contract.code, NOW) is None
    officer.is_active = False
    assert contract_of(officer, contract.code, NOW) is None
