from datetime import timedelta

import pytest

from kokoroe.contracts.compiled import compile_statement
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
            made_from = set(open_to("incidents", who, at))
            assert set(Contract.objects.filter(with_ability("incidents", who, at=at))) == made_from
            opened[who.email, at] = bool(made_from)
    assert set(seen.values()) == set(opened.values()) == {True, False}
