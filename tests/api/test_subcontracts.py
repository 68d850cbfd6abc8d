"""Subcontracts and confirmations by the API: the same verbs as the screens', and the same that is not told."""

from datetime import timedelta

from kokoroe.accounts.models import Organisation
from kokoroe.contracts.models import Confirmation, Contract
from people import NOW, People, account, organisation

NUMBER = "8999999999901"


def test_a_subcontract_is_opened_confirmed_and_seen_from_above(caller, party: People):
    caller.now = NOW + timedelta(hours=1)
    home = organisation("孫請株式会社")
    Organisation.objects.filter(pk=home.pk).update(corporate_number=NUMBER)
    head = account("孫請 一郎", "ichiro@sub.example", home, administrator=True)
    path = f"/contracts/{party.contract.code}/subcontracts"
    wanted = {
        "title": "試験の再委託", "number": "", "annex": "sapporo", "other": "孫請", "other_number": NUMBER,
        "starts": "2026-04-01", "ends": "2026-12-31",
    }  # fmt: skip
    late = caller.post(party.officer, path, {**wanted, "ends": "2030-12-31"})
    assert late.status_code in {409, 422}
    assert caller.post(party.client, path, wanted).status_code == 403
    made = caller.post(party.officer, path, wanted)
    assert made.status_code == 201, made.content
    child = Contract.objects.get(parent=party.contract)
    assert made.json()["code"] == child.code

    (waiting,) = caller.get(head, "/proposals").json()
    assert (waiting["title"], waiting["other"]) == ("試験の再委託", party.contract.contractor.name)
    one = f"/proposals/{waiting['id']}"
    whole = caller.get(head, one).json()
    assert (whole["annex"], whole["dates"]["ends"]) == ("sapporo", "2026-12-31")
    assert caller.get(party.outsider, "/proposals").json() == []
    assert caller.get(party.outsider, one).status_code == 404
    assert caller.post(party.outsider, f"{one}/confirm", {}).status_code == 404
    (seen,) = caller.get(party.client, path).json()
    assert (seen["code"], seen["confirmed"]) == (None, False)

    confirmed = caller.post(head, f"/proposals/{waiting['id']}/confirm", {})
    assert confirmed.status_code == 200, confirmed.content
    assert confirmed.json()["contractor"]["name"] == "孫請株式会社"
    assert confirmed.json()["confirmation"]["confirmed_at"]
    (seen,) = caller.get(party.officer, path).json()
    assert (seen["code"], seen["level"], seen["confirmed"]) == (child.code, 1, True)
    assert caller.get(head, path).status_code == 404


def test_what_is_not_one_s_own_is_declined_with_a_reason(caller, party: People):
    caller.now = NOW + timedelta(hours=1)
    Organisation.objects.filter(pk=party.client.organisation.pk).update(corporate_number=NUMBER)
    given = {
        "title": "図書館システム", "number": "", "annex": "sapporo", "side": "contractor", "other": "見本市役所",
        "other_number": NUMBER, "starts": "2026-04-01", "ends": "2027-03-31",
    }  # fmt: skip
    assert caller.post(party.outsider, "/contracts", given).status_code == 201
    asked = Confirmation.objects.get()
    done = caller.post(party.client, f"/proposals/{asked.pk}/decline", {"reason": "覚えがない。"})
    assert done.status_code == 204, done.content
    asked.refresh_from_db()
    assert (asked.reason, asked.confirmed_at) == ("覚えがない。", None)
    told = caller.get(party.outsider, f"/contracts/{asked.contract.code}").json()["confirmation"]
    assert (told["party"], told["confirmed_at"], told["reason"]) == ("client", None, "覚えがない。")
    assert told["declined_at"]
    assert caller.get(party.client, "/proposals").json() == []
