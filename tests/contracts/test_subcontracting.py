"""再委託: contracts below a contract, at any level, and who sees what of them."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kokoroe.accounts.models import Account, Organisation
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.contracts import confirming
from kokoroe.contracts.models import Contract
from kokoroe.contracts.moving import set_date
from kokoroe.contracts.opening import Other
from kokoroe.contracts.seats import seat_of
from kokoroe.contracts.subcontracting import MOST_LEVELS, above, below, open_subcontract
from kokoroe.contracts.terms import dates, pack_in_force
from people import ENDS, NOW, STARTS, People, account, organisation
from visitor import words

LATER = NOW + timedelta(hours=1)
PERIOD = {"starts": STARTS, "ends": ENDS}


def hand_on(contract: Contract, by: Account, name: str, *, on=PERIOD, title: str = "") -> Contract:
    return open_subcontract(
        seat=seat_of(by, contract, at=LATER), title=title or f"{name}への再委託", number="再-1", annex="sapporo",
        subcontractor=Other(name=name), on={"signed": None, **on}, now=LATER,
    )  # fmt: skip


def firm(name: str, email: str) -> Account:
    return account(f"{name}の責任者", email, organisation(name), administrator=True)


def taken_on(contract: Contract, by: Account, name: str, email: str) -> tuple[Contract, Account]:
    """A subcontract that its subcontractor has confirmed, and who did."""
    who = firm(name, email)
    child = hand_on(contract, by, name)
    asked = child.confirmation
    asked.organisation = who.organisation
    asked.save(update_fields=["organisation"])
    confirming.confirm(account=who, confirmation=asked, now=LATER)
    return Contract.objects.select_related("client", "contractor", "tree", "parent").get(pk=child.pk), who


def page(who: Account, path: str):
    client = Client()
    client.force_login(who)
    return client.get(path)


def acts(contract: Contract) -> list[str]:
    return [entry.act for entry in contract.tree.entries.order_by("seq")]


def test_a_subcontract_is_a_contract_whose_client_is_the_contractor_above(party: People):
    child = hand_on(party.contract, party.officer, "孫請株式会社")
    assert (child.parent, child.client) == (party.contract, party.contract.contractor)
    assert pack_in_force(child, LATER).name == pack_in_force(party.contract, LATER).name
    seat = seat_of(party.officer, child, at=LATER)
    assert (seat.party, seat.may("decide")) == ("client", True)
    assert acts(child) == ["contract.opened", "contract.confirmation_asked"]
    entry = party.contract.tree.entries.order_by("seq").last()
    assert entry.act == "subcontract.opened"
    assert entry.public == {
        "contract": child.pk, "level": 1, "dates": {"starts": "2026-04-01", "ends": "2027-03-31"},
    }  # fmt: skip


def test_only_who_prepares_for_the_contractor_hands_on(party: People):
    for who in (party.client, party.worker):
        with pytest.raises(NotAllowed):
            hand_on(party.contract, who, "孫請株式会社")
    assert not party.contract.subcontracts.exists()


@pytest.mark.parametrize(
    "on",
    [
        {"starts": STARTS - timedelta(days=1), "ends": ENDS},
        {"starts": STARTS, "ends": ENDS + timedelta(days=1)},
    ],
)
def test_its_work_lies_within_the_period_of_the_contract_above(party: People, on):
    before = Organisation.objects.count()
    with pytest.raises(NotPossible, match="元の契約の期間の外"):
        hand_on(party.contract, party.officer, "孫請株式会社", on=on)
    assert Organisation.objects.count() == before
    child = hand_on(party.contract, party.officer, "孫請株式会社")
    with pytest.raises(NotPossible, match="元の契約の期間の外") as refused:
        set_date(seat=seat_of(party.officer, child, at=LATER), name="ends", on=date(2028, 3, 31), now=LATER)
    assert str(ENDS) not in refused.value.text.ja
    assert dates(child)["ends"] == ENDS


def test_nothing_is_handed_on_of_a_contract_that_is_over(party: People):
    set_date(seat=party.officer_seat, name="cancelled", on=date(2026, 3, 18), now=NOW)
    party.client_agrees(NOW)
    with pytest.raises(NotPossible, match="完了又は解除"):
        hand_on(party.contract, party.officer, "孫請株式会社")


def test_a_party_of_the_contract_cannot_be_its_subcontractor(party: People):
    for name in ("見本市", "サンプルシステム株式会社"):
        with pytest.raises(NotPossible):
            hand_on(party.contract, party.officer, name)
    assert not party.contract.subcontracts.exists()


def test_levels_are_walked_up_and_down_in_one_query_and_end_somewhere(party: People):
    chain = [party.contract]
    for level in range(MOST_LEVELS):
        chain.append(hand_on(chain[-1], party.officer, f"段{level}株式会社"))
        Contract.objects.filter(pk=chain[-1].pk).update(
            contractor=party.contract.contractor, client=organisation("仮")
        )
        chain[-1] = Contract.objects.select_related("client", "contractor", "tree", "parent").get(
            pk=chain[-1].pk
        )
    with pytest.raises(NotPossible, match="段まで"):
        hand_on(chain[-1], party.officer, "深すぎ株式会社")
    with CaptureQueriesContext(connection) as asked:
        found = list(below(party.contract).order_by("pk"))
    assert found == chain[1:]
    assert len(asked) == 1
    assert list(above(chain[-1]).order_by("pk")) == chain[:-1]
    assert list(below(chain[-1])) == []


class TestWhoSeesWhat:
    def test_the_subcontractor_sees_its_own_contract_and_nothing_of_the_one_above(self, party: People):
        Organisation.objects.filter(pk=party.client.organisation.pk).update(name="秘密の市")
        party.contract.client.refresh_from_db()
        child, sub = taken_on(party.contract, party.officer, "孫請株式会社", "mago@sub.example")
        grandchild, subsub = taken_on(child, sub, "曾孫合同会社", "himago@subsub.example")
        assert list(Contract.objects.visible_to(sub, at=LATER)) == [child, grandchild]
        assert list(Contract.objects.visible_to(subsub, at=LATER)) == [grandchild]
        said = words(page(sub, f"/c/{child.code}/"))
        assert "再委託の契約" in said
        for secret in (party.contract.title, party.contract.code, party.contract.client.name):
            assert secret not in page(sub, f"/c/{child.code}/").content.decode()
            assert secret not in page(sub, f"/c/{child.code}/subcontracts/").content.decode()
            assert secret not in page(sub, f"/c/{child.code}/ledger/").content.decode()
            assert secret not in page(sub, f"/c/{child.code}/settings").content.decode()
        for path in ("", "plan/", "submissions/", "subcontracts/", "ledger/"):
            assert page(sub, f"/c/{party.contract.code}/{path}").status_code == 404
            assert page(subsub, f"/c/{child.code}/{path}").status_code == 404

    def test_the_contractor_sees_the_subcontract_as_its_client(self, party: People):
        child, _sub = taken_on(party.contract, party.officer, "孫請株式会社", "mago@sub.example")
        opened = page(party.officer, f"/c/{child.code}/")
        assert f'<a href="/c/{party.contract.code}/">{party.contract.title}</a>' in opened.content.decode()
        assert seat_of(party.officer, child, at=LATER).may("personal")
        assert "再委託 1件" in words(page(party.officer, f"/c/{party.contract.code}/"))

    def test_the_client_at_the_top_sees_the_chain_and_opens_none_of_it(self, party: People):
        child, sub = taken_on(party.contract, party.officer, "孫請株式会社", "mago@sub.example")
        grandchild, _subsub = taken_on(child, sub, "曾孫合同会社", "himago@subsub.example")
        answer = page(party.client, f"/c/{party.contract.code}/subcontracts/")
        said, html = words(answer), answer.content.decode()
        for text in ("孫請株式会社", "曾孫合同会社", child.title, "1段目", "2段目", "令和9年3月31日", "期限"):
            assert text in said
        assert "再委託の承認・承諾の記録には、まだ対応していません" in said
        for code in (child.code, grandchild.code):
            assert code not in html
            assert page(party.client, f"/c/{code}/").status_code == 404
            assert page(party.client, f"/c/{code}/subcontracts/").status_code == 404
        assert "の責任者" not in html

    def test_workers_and_strangers_do_not_see_the_chain(self, party: People):
        party.accepted()
        hand_on(party.contract, party.officer, "孫請株式会社")
        assert page(party.worker, f"/c/{party.contract.code}/subcontracts/").status_code in {403, 404}
        assert page(party.outsider, f"/c/{party.contract.code}/subcontracts/").status_code == 404

    def test_a_subcontract_that_nobody_confirmed_says_so(self, party: People):
        hand_on(party.contract, party.officer, "孫請株式会社")
        assert "相手方未確認" in words(page(party.client, f"/c/{party.contract.code}/subcontracts/"))

    def test_one_that_goes_on_after_the_contract_above_says_so(self, party: People):
        hand_on(party.contract, party.officer, "孫請株式会社")
        set_date(seat=party.officer_seat, name="ends", on=date(2026, 12, 31), now=LATER)
        party.client_agrees(LATER)
        assert "元の契約より後まで" in words(page(party.client, f"/c/{party.contract.code}/subcontracts/"))

    def test_the_page_asks_the_database_as_often_for_many_levels_as_for_one(self, party: People):
        client, counts, last = Client(), [], party.contract
        client.force_login(party.client)
        for more in (1, 5):
            for number in range(more):
                child = hand_on(party.contract, party.officer, f"第{more}{number}株式会社")
                Contract.objects.filter(pk=child.pk).update(parent=last)
                last = child
            client.get(f"/c/{party.contract.code}/subcontracts/")
            with CaptureQueriesContext(connection) as asked:
                assert client.get(f"/c/{party.contract.code}/subcontracts/").status_code == 200
            counts.append(len(asked))
        assert counts[0] == counts[1]
        assert counts[0] <= 17


class TestTheForm:
    def test_it_opens_the_subcontract_and_keeps_what_was_typed_where_it_is_refused(self, party: People):
        client = Client()
        client.force_login(party.officer)
        path = f"/c/{party.contract.code}/subcontracts/new"
        fresh = client.get(path).context["form"]
        assert fresh["annex"].value() == "sapporo"
        typed = {
            "title": "試験業務の再委託", "other": "孫請株式会社", "annex": "sapporo",
            "starts": "2026-04-01", "ends": "2030-03-31",
        }  # fmt: skip
        refused = client.post(path, typed)
        assert refused.status_code == 422
        assert "元の契約の期間の外" in words(refused)
        assert refused.context["form"]["title"].value() == "試験業務の再委託"
        done = client.post(path, {**typed, "ends": "2026-12-31"}, follow=True)
        child = Contract.objects.get(parent=party.contract)
        assert done.redirect_chain[-1][0] == f"/c/{child.code}/"
        assert "再委託先に確認を求めています" in words(done)

    def test_the_first_of_the_subcontractor_may_be_invited_by_its_client(self, party: People):
        child = hand_on(party.contract, party.officer, "孫請株式会社")
        client = Client()
        client.force_login(party.officer)
        page = client.post(
            f"/c/{child.code}/settings/people",
            {"name": "孫請 一郎", "email": "ichiro@sub.example", "role": "contractor:prepares"},
        )
        assert "/invitation/" in page.content.decode()
