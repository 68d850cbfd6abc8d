"""A contract opened with an organisation that was not asked: it is asked before anything is its own."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kokoroe.accounts.actions import accept_invitation
from kokoroe.accounts.models import Account, Invitation, Organisation
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.clock.models import Notice
from kokoroe.contracts import confirming
from kokoroe.contracts.models import ClientRole, Confirmation, Contract
from kokoroe.contracts.people import invite_to_contract
from kokoroe.contracts.seats import seat_of
from people import NOW, PASSWORD, People
from visitor import words

KNOWN, FREE = "8999999999901", "7999999999902"
LATER = NOW + timedelta(hours=1)
FORM = {
    "title": "図書館情報システム更新業務", "annex": "sapporo", "side": "contractor", "other": "見本市役所",
    "starts": "2026-04-01", "ends": "2027-03-31",
}  # fmt: skip


@dataclass
class Stranger:
    """The administrator of another firm, who has no contract with the city."""

    account: Account

    def opens(self, **typed: str):
        client = Client()
        client.force_login(self.account)
        return client, client.post("/contracts/new", {**FORM, **typed}, follow=True)


@pytest.fixture
def stranger(party: People) -> Stranger:
    Organisation.objects.filter(pk=party.client.organisation.pk).update(corporate_number=KNOWN)
    return Stranger(party.outsider)


def opened() -> Contract:
    return Contract.objects.select_related("client", "contractor", "tree").latest("pk")


def acts(contract: Contract) -> list[str]:
    return [entry.act for entry in contract.tree.entries.order_by("seq")]


def page_of(account: Account, path: str):
    client = Client()
    client.force_login(account)
    return client.get(path)


def test_the_answer_is_the_same_whether_the_number_is_known_here_or_not(party: People, stranger: Stranger):
    said = []
    for number in (KNOWN, FREE):
        client, page = stranger.opens(other_number=number)
        contract = opened()
        assert contract.client != party.client.organisation
        pages = [page, client.get(f"/c/{contract.code}/settings"), client.get("/")]
        text = " ".join(words(one) for one in pages)
        assert "相手方未確認：委託者からの確認を待っています" in text
        assert "見本市役所" in text
        assert number in text
        said.append(text.replace(number, "NUMBER").replace(contract.code, "CODE"))
        Contract.objects.filter(pk=contract.pk).update(title="前の契約")
        contract.client_roles.all().delete()
        contract.preparing.update(until=NOW)
        Contract.objects.filter(pk=contract.pk).update(contractor=party.contract.contractor)
    assert said[0] == said[1]


def test_nothing_of_it_is_the_other_side_s_before_its_own_people_confirm(party: People, stranger: Stranger):
    _client, _page = stranger.opens(other_number=KNOWN)
    contract, asked = opened(), Confirmation.objects.get()
    assert page_of(party.client, f"/c/{contract.code}/").status_code == 404
    assert contract not in Contract.objects.visible_to(party.client, at=LATER)
    portfolio = words(page_of(party.client, "/"))
    assert "確認を求められている契約" in portfolio
    assert "よその株式会社" in portfolio
    shown = words(page_of(party.client, f"/proposals/{asked.pk}"))
    for text in (FORM["title"], "よその株式会社", "他所 三郎", "委託者"):
        assert text in shown
    for nobody in (party.officer, party.worker, party.outsider):
        assert page_of(nobody, f"/proposals/{asked.pk}").status_code == 404
        assert "確認を求められている契約" not in words(page_of(nobody, "/"))
        with pytest.raises(NotAllowed):
            confirming.confirm(account=nobody, confirmation=asked, now=LATER)
    assert acts(contract) == ["contract.opened", "contract.confirmation_asked"]


def test_once_confirmed_the_contract_is_both_sides_and_the_one_who_asked_is_told(
    party: People, stranger: Stranger
):
    stranger.opens(other_number=KNOWN)
    contract, asked = opened(), Confirmation.objects.get()
    client = Client()
    client.force_login(party.client)
    page = client.post(f"/proposals/{asked.pk}", {"act": "confirm"}, follow=True)
    assert page.redirect_chain[-1][0] == f"/c/{contract.code}/"
    contract = opened()
    assert contract.client == party.client.organisation
    assert seat_of(party.client, contract, at=asked.asked_at + timedelta(days=999)).may("decide")
    assert "相手方未確認" not in words(page)
    assert "確認を求められている契約" not in words(client.get("/"))
    assert acts(contract)[-1] == "contract.confirmed"
    assert [(one.account, one.kind) for one in Notice.objects.all()] == [
        (stranger.account, "contract.answered")
    ]
    assert client.post(f"/proposals/{asked.pk}", {"act": "confirm"}).status_code == 404
    with pytest.raises(NotPossible):
        confirming.confirm(account=party.client, confirmation=asked, now=LATER)


def test_what_is_declined_is_gone_for_who_was_asked_and_said_to_who_asked(party: People, stranger: Stranger):
    theirs, _page = stranger.opens(other_number=KNOWN)
    contract, asked = opened(), Confirmation.objects.get()
    client = Client()
    client.force_login(party.client)
    empty = client.post(f"/proposals/{asked.pk}", {"act": "decline", "reason": ""})
    assert empty.status_code == 422
    client.post(f"/proposals/{asked.pk}", {"act": "decline", "reason": "覚えのない契約です。"})
    assert "確認を求められている契約" not in words(client.get("/"))
    assert client.get(f"/c/{contract.code}/").status_code == 404
    assert client.get(f"/proposals/{asked.pk}").status_code == 404
    assert "相手方は、この契約を自分の契約と認めませんでした" in words(theirs.get(f"/c/{contract.code}/"))
    assert "覚えのない契約です。" in words(theirs.get(f"/c/{contract.code}/settings"))
    assert acts(contract)[-1] == "contract.declined"
    assert Notice.objects.get().account == stranger.account
    seat = seat_of(stranger.account, contract, at=LATER)
    with pytest.raises(NotPossible):
        invite_to_contract(
            seat=seat, party="client", role="decides", name="架空 一郎", email="x@fake.example", now=LATER
        )


def invited(contract: Contract, by: Account, email: str = "shiro@city.example") -> Account:
    """Whoever takes the first link that the contractor made for the client."""
    seat = seat_of(by, contract, at=LATER)
    token = invite_to_contract(
        seat=seat, party="client", role="decides", name="市役 四郎", email=email, now=LATER
    )
    assert token is not None
    invitation = Invitation.opened_by(token, now=LATER)
    assert invitation is not None
    return accept_invitation(
        invitation=invitation, name="市役 四郎", email=email, password=PASSWORD, now=LATER
    )


def test_an_organisation_without_people_has_confirmed_when_somebody_takes_its_invitation(
    party: People, stranger: Stranger
):
    client, _page = stranger.opens(other_number=FREE)
    contract = opened()
    first = invited(contract, stranger.account)
    asked = Confirmation.objects.get()
    assert (asked.confirmed_at, asked.confirmed_by) == (LATER, first)
    assert contract.client.corporate_number == FREE
    assert "相手方未確認" not in words(client.get(f"/c/{contract.code}/"))
    assert seat_of(first, contract, at=LATER).may("decide")


def test_the_organisation_itself_takes_over_from_whoever_came_in_under_its_number(
    party: People, stranger: Stranger
):
    stranger.opens(other_number=KNOWN)
    contract = opened()
    impostor = invited(contract, stranger.account)
    assert Contract.objects.visible_to(impostor, at=LATER).get() == contract
    asked = Confirmation.objects.get()
    assert list(confirming.proposals(party.client, at=LATER)) == [asked]
    confirming.confirm(account=party.client, confirmation=asked, now=LATER)
    assert not Contract.objects.visible_to(impostor, at=LATER).exists()
    assert list(ClientRole.objects.filter(contract=contract, until__isnull=True).values_list("account")) == [
        (party.client.pk,)
    ]


def test_a_partner_known_from_another_contract_is_asked_by_name(party: People):
    client = Client()
    client.force_login(party.officer)
    client.post("/contracts/new", {**FORM, "other": "見本市"})
    contract, asked = opened(), Confirmation.objects.get()
    assert (asked.organisation, asked.party) == (party.client.organisation, "client")
    assert contract.client != party.client.organisation
    assert list(confirming.proposals(party.client, at=LATER)) == [asked]


def test_one_s_own_organisation_is_refused_and_nothing_is_left(party: People, stranger: Stranger):
    Organisation.objects.filter(pk=stranger.account.organisation.pk).update(corporate_number=FREE)
    stranger.account.person.organisation.refresh_from_db()
    before = Organisation.objects.count()
    _client, page = stranger.opens(other_number=FREE)
    assert page.status_code == 422
    assert "委託者と受託者が同じ団体です" in words(page)
    assert Organisation.objects.count() == before


def test_the_list_asks_the_database_as_often_with_many_proposals_as_with_one(
    party: People, stranger: Stranger
):
    client, counts = Client(), []
    client.force_login(party.client)
    for more in (1, 4):
        for _ in range(more):
            stranger.opens(other_number=KNOWN)
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_contracts_that_the_operator_opened_need_no_confirmation(party: People):
    assert not hasattr(party.contract, "confirmation")
    assert "相手方未確認" not in words(page_of(party.officer, f"/c/{party.contract.code}/"))
