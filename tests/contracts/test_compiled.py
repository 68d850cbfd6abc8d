from datetime import timedelta

import pytest

from kokoroe.contracts.compiled import compile_query
from kokoroe.contracts.holdings import held_or_lent, holdings
from kokoroe.contracts.models import ClientRole, Contract, Preparing
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
        compile_query(lambda who, _, at: Preparing.objects.filter(account=who, since=at - timedelta(days=1)))


def test_a_form_that_differs_is_refused(party: People):
    with pytest.raises(ValueError, match="another form"):
        compile_query(
            lambda who, _, __: Contract.objects.filter(pk=1) if who.pk > -8_000 else Contract.objects.all()
        )
