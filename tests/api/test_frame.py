"""What every operation shares: problems in the caller's language, repeated requests, pages, limits, the description."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from kokoroe.api import idempotency, limits
from kokoroe.api.models import Answered
from kokoroe.api.root import api
from kokoroe.contracts.models import ContractDate
from people import NOW, People


@pytest.fixture
def at(party: People) -> str:
    return f"/contracts/{party.contract.code}"


def test_a_problem_is_told_in_the_callers_language(caller, party: People, at):
    body = {"name": "starts", "on": "いつか", "state": "met"}
    japanese = caller.post(party.officer, f"{at}/dates", body)
    english = caller.post(party.officer, f"{at}/dates", body, language="en")
    assert japanese.status_code == english.status_code == 422
    assert japanese["Content-Type"] == "application/problem+json"
    assert japanese.json() == {
        "type": "urn:kokoroe:problem:invalid",
        "title": "入力に誤りがあります",
        "status": 422,
        "errors": [{"pointer": "#/state", "detail": "この項目はありません。名前を確かめてください。"}],
    }
    assert english.json()["title"] == "Something in the input is not right"
    assert english.json()["errors"] == [
        {"pointer": "#/state", "detail": "There is no such field. Check its name."}
    ]
    typed = caller.post(party.officer, f"{at}/dates", {"name": "begins", "on": 3}, language="en").json()
    assert typed["errors"] == [
        {
            "pointer": "#/name",
            "detail": "One of these is expected: signed, starts, ends, completed, cancelled",
        },
        {"pointer": "#/on", "detail": "A string is expected."},
    ]


def test_what_is_sent_is_read_strictly(caller, party: People, at):
    token = caller.token(party.officer)

    def send(content: bytes, kind: str = "application/json", path: str = f"/api/v1{at}/dates"):
        return Client().post(path, content, content_type=kind, headers={"Authorization": f"Bearer {token}"})

    assert [send(bad).status_code for bad in (b"{", b"[1", b'{"name": NaN}', b'{"name": "\\u0000"}')] == [
        400
    ] * 4
    assert send(b"[]").status_code == 422
    assert send(b'{"name": "starts", "on": "\\ud800"}').status_code == 422
    assert send(b"name=starts", "application/x-www-form-urlencoded").status_code == 415
    assert send(b" " * (limits.MOST_JSON + 1)).status_code == 413
    deep = b"[" * 100_000 + b"]" * 100_000
    assert send(deep).status_code == 400
    assert (
        caller.get(party.officer, f"{at}/duties?know_at=2026-04-01").json()["errors"][0]["parameter"]
        == "know_at"
    )
    assert caller.get(party.officer, f"{at}/duties?at=someday").json()["errors"][0]["parameter"] == "at"
    assert ContractDate.objects.filter(contract=party.contract).count() == 3


def test_a_method_that_there_is_not_names_those_that_there_are(caller, party: People, at):
    answer = caller.call(party.officer, "delete", "/contracts")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, POST")
    assert answer.json()["type"] == "urn:kokoroe:problem:method"


def test_a_repeated_request_is_done_once_and_answered_again(caller, party: People, at):
    body = {"name": "starts", "on": "2026-04-02"}
    first = caller.post(party.officer, f"{at}/dates", body, Idempotency_Key="k-1")
    again = caller.post(party.officer, f"{at}/dates", body, Idempotency_Key="k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert (first.get("Idempotency-Replayed"), again["Idempotency-Replayed"]) == (None, "true")
    assert party.contract.dates.filter(name="starts").count() == 2
    other = caller.post(party.officer, f"{at}/dates", {**body, "on": "2026-04-03"}, Idempotency_Key="k-1")
    assert (other.status_code, other.json()["type"]) == (422, "urn:kokoroe:problem:key-reused")
    ends = {"name": "ends", "on": "2027-04-30"}
    elsewhere = caller.post(party.client, f"{at}/dates", ends, Idempotency_Key="k-1")
    assert elsewhere.status_code == 201, "a key is the account's own"
    assert caller.post(party.officer, f"{at}/dates", body, Idempotency_Key="あ").status_code in {400, 422}


def test_a_request_under_way_is_not_done_twice_and_a_refused_one_may_be_mended(caller, party: People, at):
    wrong = {"name": "ends", "on": "2020-01-01"}
    assert caller.post(party.officer, f"{at}/dates", wrong, Idempotency_Key="k-2").status_code == 409
    right = {"name": "ends", "on": "2027-02-28"}
    assert caller.post(party.officer, f"{at}/dates", right, Idempotency_Key="k-2").status_code == 201
    row = Answered.objects.get(key="k-2")
    Answered.objects.filter(pk=row.pk).update(code=None)
    waits = caller.post(party.officer, f"{at}/dates", right, Idempotency_Key="k-2")
    assert (waits.status_code, waits.json()["type"]) == (409, "urn:kokoroe:problem:in-progress")
    assert party.contract.dates.filter(name="ends").count() == 2


def test_a_fault_gives_the_key_back(caller, party: People, at, monkeypatch):
    from kokoroe.contracts import moving

    def breaks(**_given):
        raise RuntimeError

    monkeypatch.setattr(moving, "set_date", breaks)
    with pytest.raises(RuntimeError):
        caller.post(party.officer, f"{at}/dates", {"name": "ends", "on": "2027-03-01"}, Idempotency_Key="k-3")
    assert not Answered.objects.exists()


def test_kept_answers_are_swept_after_a_day_and_hold_no_secret(caller, party: People, at):
    guest = {"name": "市役 三子", "email": "miko@city.example", "role": "client:reads"}
    invited = caller.post(party.client, f"{at}/people", guest, Idempotency_Key="k-4")
    token = invited.json()["link"].rpartition("/")[2]
    kept = Answered.objects.get()
    assert token.encode() not in bytes(kept.body)
    assert caller.post(party.client, f"{at}/people", guest, Idempotency_Key="k-4").json() == {
        **invited.json(),
        "link": None,
    }
    caller.now = NOW + idempotency.KEPT_FOR
    caller.post(party.client, f"{at}/dates", {"name": "ends", "on": "2027-04-30"}, Idempotency_Key="k-5")
    assert [row.key for row in Answered.objects.all()] == ["k-5"]


def test_pages_end_where_they_should_and_cursors_are_their_lists_own(caller, party: People, at):
    party.accepted()
    path = f"{at}/ledger/entries"
    whole = caller.get(party.officer, path).json()
    seen, cursor = [], ""
    while True:
        page = caller.get(party.officer, f"{path}?limit=2{cursor}").json()
        seen += [entry["seq"] for entry in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == [entry["seq"] for entry in whole["items"]] == list(range(len(seen)))[::-1]
    first = caller.get(party.officer, f"{path}?limit=1").json()["next"]
    for address in (f"{path}?cursor={first}x", f"{path}?cursor=", f"{at}/writings?cursor={first}"):
        assert caller.get(party.officer, address).status_code == 422, address
    for limit in ("0", "201", "many"):
        assert caller.get(party.officer, f"{path}?limit={limit}").status_code == 422


def test_a_token_is_slowed_down_and_told_how_long(caller, party: People, monkeypatch):
    monkeypatch.setattr(limits, "REQUESTS", limits.Limit(per_minute=60, burst=3))
    secret, other = caller.token(party.officer), caller.token(party.client)
    assert [caller.get(secret, "/me").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = caller.get(secret, "/me")
    assert (answer["Retry-After"], answer.json()["type"]) == ("1", "urn:kokoroe:problem:too-many")
    assert caller.get(other, "/me").status_code == 200
    caller.now += timedelta(seconds=1)
    assert [caller.get(secret, "/me").status_code for _ in range(2)] == [200, 429]


def test_the_description_is_openapi_in_both_languages(client):
    japanese = client.get("/api/v1/openapi.json").json()
    english = client.get("/api/v1/openapi.json", headers={"Accept-Language": "en"}).json()
    assert japanese["openapi"] == english["openapi"] == "3.1.0"
    assert japanese["paths"].keys() == english["paths"].keys()
    there = english["paths"]["/api/v1/contracts"]["post"]
    assert (there["summary"], there["x-access"], there["x-scope"]) == (
        "Open a contract",
        "administrator",
        "write",
    )
    assert api.describe().clashes == set(), "two schemas of one name"
    assert "x-en" not in json.dumps(english)
    assert "x-en" not in json.dumps(japanese)
    fields = english["components"]["schemas"]["ContractGiven"]["properties"]
    assert (
        fields["title"]["description"] == "Title of the contract" or fields["title"]["description"].isascii()
    )
    names = [each["operationId"] for methods in english["paths"].values() for each in methods.values()]
    assert len(names) == len(set(names))


def test_anybody_may_read_what_there_is(client, db):
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    assert "/api/v1/contracts/{code}/plan/draft" in page.content.decode()


def test_a_narrower_token_is_not_told_what_a_wider_one_was(caller, party: People, at):
    body = {"name": "starts", "on": "2026-04-02"}
    assert caller.post(party.officer, f"{at}/dates", body, Idempotency_Key="k-6").status_code == 201
    narrower = caller.post(party.officer, f"{at}/dates", body, scopes=("decide",), Idempotency_Key="k-6")
    assert (narrower.status_code, narrower.json()["type"]) == (422, "urn:kokoroe:problem:key-reused")
