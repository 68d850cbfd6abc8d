"""Contracts, people, access, duties and terms through the API; and how many queries the lists take."""

import json
from datetime import date

import pytest

from kokoroe.contracts.models import Agreement, Contract
from kokoroe.contracts.people import grant
from kokoroe.contracts.terms import pack_in_force
from kokoroe.desk.standings import rebuild
from people import LINES, NOW, People, account

MOST_QUERIES = 15


@pytest.fixture
def at(party: People) -> str:
    return f"/contracts/{party.contract.code}"


OPENED = {
    "title": "学校給食予約サイト",
    "annex": "kojin-joho",
    "side": "contractor",
    "other": "見本町",
    "starts": "2026-05-01",
    "ends": "令和9年3月31日",
}


def test_administrators_open_contracts_and_the_other_party_confirms(caller, party: People):
    opened = caller.post(party.officer, "/contracts", OPENED)
    assert opened.status_code == 201, opened.content.decode()
    told = opened.json()
    assert (told["dates"]["ends"], told["seat"]["party"]) == ("2027-03-31", "contractor")
    assert caller.post(party.worker, "/contracts", OPENED).status_code == 404
    early = caller.post(party.officer, "/contracts", {**OPENED, "ends": "2026-04-01"})
    assert early.status_code == 409
    unknown = caller.post(party.officer, "/contracts", {**OPENED, "annex": "none", "other": ""})
    assert {error["pointer"] for error in unknown.json()["errors"]} == {"#/annex", "#/other"}
    assert Contract.objects.count() == 2
    assert caller.get(party.client, "/proposals").json() == []
    assert caller.post(party.client, "/proposals/1/confirm").status_code == 404


def test_the_list_tells_how_each_stands_and_is_narrowed_and_sorted(caller, party: People, at):
    caller.post(party.officer, "/contracts", OPENED)
    items = caller.get(party.officer, "/contracts?sort=title").json()["items"]
    assert [each["title"] for each in items] == ["保育業務支援システム運用保守業務", "学校給食予約サイト"]
    found = caller.get(party.officer, "/contracts?q=給食").json()["items"]
    assert [each["title"] for each in found] == ["学校給食予約サイト"]
    first = caller.get(party.officer, "/contracts?sort=title&limit=1").json()
    rest = caller.get(party.officer, f"/contracts?sort=title&limit=1&cursor={first['next']}").json()
    assert ([each["title"] for each in rest["items"]], rest["next"]) == (["学校給食予約サイト"], None)
    assert caller.get(party.outsider, "/contracts").json() == {"items": [], "next": None}


def test_duties_are_told_at_any_moment(caller, party: People, at):
    party.accepted()

    def state(moment: str) -> set[str]:
        told = caller.get(party.client, f"{at}/duties?clause=1(1)&{moment}").json()["duties"]
        return {duty["state"] for duty in told}

    assert state("at=2026-03-20T11:30") == {"met"}
    assert state("at=2026-03-20T11:30&known_at=2026-03-20T10:30") != {"met"}
    states = {each["ref"]: each["state"] for each in caller.get(party.client, f"{at}/clauses").json()}
    assert states["1(2)"] == "dormant"
    assert caller.get(party.client, f"{at}/todo").status_code == 200


def test_terms_are_proposed_by_one_side_and_agreed_by_the_other(caller, party: People, at):
    key = pack_in_force(party.contract, NOW).house_rules[0].key
    body = {"kind": "house_rule", "key": key, "value": "on"}
    assert caller.post(party.officer, f"{at}/terms", body, scopes=("write",)).status_code == 403
    proposed = caller.post(party.officer, f"{at}/terms", body)
    assert proposed.status_code == 201
    answer = f"{at}/terms/{proposed.json()['id']}/answer"
    assert caller.post(party.officer, answer, {"agreed": True}).status_code == 403
    assert caller.post(party.client, answer, {"agreed": True}).json()["agreed_at"]
    assert caller.post(party.client, answer, {"agreed": False}).status_code == 409
    assert Agreement.objects.get().agreed_by == party.client
    term = next(each for each in caller.get(party.client, f"{at}/terms").json() if each["key"] == key)
    assert term["agreement"]["value"] == "on"


def test_people_are_invited_and_their_roles_ended(caller, party: People, at):
    guest = {"name": "市役 二子", "email": "niko@city.example", "role": "client:reads"}
    assert caller.post(party.worker, f"{at}/people", guest).status_code == 404
    second = account("市役 二子", "niko@city.example", party.contract.client)
    assert caller.post(party.client, f"{at}/people", guest).json() == {"link": None, "mailed": False}
    told = caller.get(party.client, f"{at}/people").json()["roles"]
    row = next(role for role in told if role["name"] == "市役 二子")
    assert "email" not in json.dumps(
        caller.get(party.client, f"{at}/people", scopes=("read",)).json()
    ) or all(
        role["email"] is None
        for role in caller.get(party.client, f"{at}/people", scopes=("read",)).json()["roles"]
    )
    decides = {**guest, "email": "miko@city.example", "role": "client:decides"}
    assert caller.post(party.client, f"{at}/people", decides, scopes=("write",)).status_code == 403
    end = f"{at}/people/client/{row['id']}/end"
    assert caller.get(second, at).status_code == 200
    assert caller.post(party.officer, end).status_code == 403
    assert caller.post(party.client, end).status_code == 204
    assert caller.get(second, at).status_code == 404


def test_access_is_suspended_at_once_tokens_included(caller, party: People, at):
    second = account("市役 二子", "niko@city.example", party.contract.client)
    grant(contract=party.contract, account=second, party="client", role="reads", by=party.client, now=NOW)
    assert caller.get(second, at).status_code == 200
    body = {"account": str(second.pk), "reason": "端末の紛失"}
    assert caller.post(party.officer, f"{at}/access/suspensions", body).status_code == 422
    suspended = caller.post(party.client, f"{at}/access/suspensions", body)
    assert suspended.status_code == 201, suspended.content.decode()
    assert caller.get(second, at).status_code == 404
    assert [row["name"] for row in caller.get(party.officer, f"{at}/access").json()["suspensions"]] == [
        "市役 二子"
    ]
    lift = f"{at}/access/suspensions/{suspended.json()['id']}/lift"
    assert caller.post(party.officer, lift).status_code == 403
    assert caller.post(party.client, lift).status_code == 204
    assert caller.get(second, at).status_code == 200


def test_the_client_says_how_many_decide(caller, party: People, at):
    path = f"{at}/decision-rule"
    assert caller.get(party.officer, path).json()["people"] == 1
    assert caller.post(party.officer, path, {"people": 2}).status_code == 403
    assert caller.post(party.client, path, {"people": 3}).status_code == 422
    assert caller.post(party.client, path, {"people": 2}).status_code == 201
    assert caller.get(party.officer, path).json()["people"] == 2


def test_no_list_takes_more_queries_for_more_rows(caller, party: People, at, django_assert_max_num_queries):
    lines = [*LINES, *({"name": f"試験 {n:03d}", "role": "worker", "affiliation": str(n)} for n in range(60))]
    party.draft(lines=lines)
    for n in range(20):
        caller.post(party.officer, "/contracts", {**OPENED, "title": f"契約 {n}"})
    rebuild(now=NOW)
    caller.get(party.officer, "/me")
    for path in (
        "/contracts",
        "/annexes",
        "/proposals",
        at,
        f"{at}/dates",
        f"{at}/people",
        f"{at}/access",
        f"{at}/terms",
        f"{at}/duties",
        f"{at}/clauses",
        f"{at}/todo",
        f"{at}/writings",
        f"{at}/plan/versions",
        f"{at}/plan/draft",
        f"{at}/plan/draft/roster",
        f"{at}/ledger/entries",
        f"{at}/subcontracts",
    ):
        with django_assert_max_num_queries(MOST_QUERIES):
            assert caller.get(party.officer, path).status_code == 200, path


def test_the_period_is_moved_and_taken_back(caller, party: People, at):
    moved = caller.post(
        party.client, f"{at}/dates", {"name": "ends", "on": "2027-06-30", "reason": "変更契約"}
    )
    assert moved.json()["on"] == "2027-06-30"
    assert caller.post(party.client, f"{at}/dates", {"name": "completed", "on": None}).status_code == 409
    assert caller.get(party.officer, at).json()["dates"]["ends"] == "2027-03-31", (
        "the other side has not agreed"
    )
    agreed = caller.post(party.officer, f"{at}/dates/{moved.json()['id']}/agree", {})
    assert agreed.status_code == 200, agreed.content
    assert caller.get(party.officer, at).json()["dates"]["ends"] == "2027-06-30"
    assert caller.post(party.worker, f"{at}/dates", {"name": "ends", "on": None}).status_code == 404
    assert party.contract.dates.filter(name="ends", on=date(2027, 6, 30)).exists()
