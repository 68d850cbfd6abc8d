"""What is held about whom, copies, holds and erasure by the API: one's own, a contract's, an organisation's."""

import io
import json
import zipfile
from datetime import timedelta

import pytest

from kokoroe.api.models import Answered
from kokoroe.api.tokens import create_token, open_service
from kokoroe.keeping.models import ErasureRequest, Hold, RetentionPeriod
from kokoroe.plan.models import RosterEntry
from people import NOW, People, runs_the_server

DAY = timedelta(days=1)
LATER = NOW + 30 * DAY


@pytest.fixture
def at(party: People, caller) -> str:
    party.accepted()
    caller.now = LATER
    return f"/contracts/{party.contract.code}"


def said(answer, status=200):
    assert answer.status_code == status, answer.content.decode()
    return answer.json() if answer.content else None


def test_what_is_held_about_me_is_counted_and_my_copy_has_the_values(caller, party: People, at):
    worker = party.worker
    first = said(caller.get(worker, "/me/held?limit=1"))
    held = [*first["items"], *said(caller.get(worker, f"/me/held?cursor={first['next']}"))["items"]]
    roster = next(one for one in held if one["kind"] == "roster")
    assert (roster["contract"], roster["count"], roster["held"]) == (party.contract.title, 1, False)
    assert roster["until"] == "令和16年3月31日（契約の終了から7年）"
    assert caller.get(worker, "/me/held", scopes=("write",)).status_code == 403
    answer = caller.post(worker, "/me/export", Idempotency_Key="copy")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    copy = json.loads(zipfile.ZipFile(io.BytesIO(answer.content)).read("personal-data.json"))
    text = json.dumps(copy, ensure_ascii=False)
    assert "jiro@partner.example" in text
    assert [name for name in ("見本 花子", "hanako@", "市役 一子", "他所 三郎") if name in text] == []
    assert not Answered.objects.exists(), "no copy of the copy is kept"
    assert worker.organisation.tree.entries.latest("seq").act == "keeping.exported"
    for scopes in (("read",), ("write", "decide")):
        assert caller.post(worker, "/me/export", scopes=scopes).status_code == 403


def test_one_keeps_ones_own_records_after_leaving(caller, party: People, at):
    (record,) = said(caller.get(party.worker, "/me/records"))["items"]
    assert (record["of"], record["open"]) == (party.contract.title, True)
    RosterEntry.objects.filter(person=party.worker.person).update(ends_on=(LATER - DAY).date())
    assert caller.get(party.worker, at).status_code == 404
    (record,) = said(caller.get(party.worker, "/me/records"))["items"]
    assert record["open"] is False
    assert said(caller.get(party.outsider, "/me/records"))["items"] == []


def test_erasure_is_asked_for_and_answered_by_ones_own_organisation(caller, party: People, at):
    asked = said(caller.post(party.worker, "/me/erasure-requests"), 201)
    assert caller.post(party.worker, "/me/erasure-requests").status_code == 409
    one = f"/erasure-requests/{asked['id']}"
    for who in (party.client, party.outsider, party.worker):
        assert caller.get(who, f"{one}/held").status_code == 404
        assert caller.post(who, f"{one}/answer").status_code == 404
    assert [row["name"] for row in said(caller.get(party.officer, "/erasure-requests"))["items"]] == [
        party.worker.person.name
    ]
    held = said(caller.get(party.officer, f"{one}/held"))["items"]
    assert "roster" in {row["kind"] for row in held}
    assert "jiro@partner.example" not in json.dumps(held)
    assert said(caller.post(party.officer, f"{one}/answer"))["answered_by"] == party.officer.person.name
    assert caller.post(party.officer, f"{one}/answer").status_code == 409
    (mine,) = said(caller.get(party.worker, "/me/erasure-requests"))["items"]
    assert mine["answered_at"]
    assert said(caller.get(party.outsider, "/erasure-requests"))["items"] == []


def test_a_program_is_nobody(caller, party: People, at):
    program = open_service(by=party.officer, name="人事システム", now=LATER)
    _, secret = create_token(
        by=party.officer, name="x", scopes=("personal", "write"), service=program, now=LATER
    )
    for method, path in (
        ("get", "/me/held"),
        ("get", "/me/records"),
        ("post", "/me/export"),
        ("post", "/me/erasure-requests"),
    ):
        assert caller.call(secret, method, path).status_code == 403
    assert not ErasureRequest.objects.exists()


def test_a_contracts_data_are_held_and_let_go_by_the_side_that_held_them(caller, party: People, at):
    path = f"{at}/keeping"
    before = said(caller.get(party.worker, path))
    assert (before["until"], before["months"], before["held"]) == ("2034-03-31", 84, False)
    assert caller.post(party.worker, f"{path}/holds", {"reason": "x"}).status_code == 403
    assert said(caller.post(party.client, f"{path}/holds", {"reason": ""}), 422)["errors"][0]["pointer"] == (
        "#/reason"
    )
    hold = said(caller.post(party.client, f"{path}/holds", {"reason": "損害賠償の係争中"}), 201)
    assert caller.post(party.client, f"{path}/holds", {"reason": "再び"}).status_code == 409
    for who, scopes, reason in (
        (party.officer, (), "損害賠償の係争中"),
        (party.officer, ("read",), None),
        (party.worker, (), None),
    ):
        told = said(caller.get(who, path, scopes=scopes))
        assert (told["held"], [row["reason"] for row in told["holds"]]) == (True, [reason])
    lift = f"{path}/holds/{hold['id']}/lift"
    assert caller.post(party.officer, lift).status_code == 403
    assert caller.post(party.client, lift).status_code == 204
    assert caller.post(party.client, lift).status_code == 409
    assert Hold.objects.get().lifted_by == party.client


def test_a_contract_asks_for_longer_and_never_for_shorter(caller, party: People, at):
    path = f"{at}/keeping/longer"
    why = {"reason": "契約書第9条"}
    assert caller.post(party.officer, path, {"months": 84, **why}).status_code == 409
    assert caller.post(party.officer, path, {"months": 601, **why}).status_code == 422
    assert caller.post(party.officer, path, {"months": 120}).status_code == 422
    alone = said(caller.post(party.officer, path, {"months": 120, **why}), 201)
    assert (alone["months"], alone["asked_months"]) == (84, None)
    assert [(one["party"], one["months"]) for one in alone["asked_alone"]] == [("contractor", 120)]
    assert caller.post(party.officer, path, {"months": 100, **why}).status_code == 409
    both = said(caller.post(party.client, path, {"months": 100, **why}), 201)
    assert (both["months"], both["asked_months"]) == (100, 100)


def test_who_runs_the_server_sets_how_long_with_a_token_that_decides(caller, party: People, at):
    path = "/retention-periods/roster"
    assert caller.put(party.officer, path, {"months": 96}).status_code == 404
    runs_the_server(party.officer)
    assert caller.put(party.officer, path, {"months": 96}, scopes=("write",)).status_code == 403
    assert caller.put(party.officer, path, {"months": 1}).status_code == 409
    assert caller.put(party.officer, "/retention-periods/nothing", {"months": 96}).status_code == 404
    assert said(caller.put(party.officer, path, {"months": 96}))["months"] == 96
    assert RetentionPeriod.objects.get().changed_by == party.officer
    told = {each["kind"]: each["months"] for each in said(caller.get(party.worker, "/retention-periods"))}
    assert (told["roster"], told["writings"]) == (96, 84)


def test_an_administrator_closes_and_opens_accounts_of_the_organisation(caller, party: People, at):
    accounts = said(caller.get(party.officer, "/accounts"))["items"]
    found = {row["name"]: row for row in accounts}
    assert party.client.person.name not in found
    own = found[party.worker.person.name]
    assert own["email"] == party.worker.email
    assert "@" not in caller.get(party.officer, "/accounts", scopes=("write",)).content.decode()
    close, restore = (f"/accounts/{own['id']}/{deed}" for deed in ("suspend", "restore"))
    assert caller.post(party.officer, close, {"reason": ""}).status_code == 422
    for who in (party.client, party.outsider, party.worker):
        assert caller.post(who, close, {"reason": "x"}).status_code == 404
        assert caller.post(who, restore).status_code == 404
    assert caller.post(party.officer, close, {"reason": "退職"}).status_code == 204
    assert caller.get(party.worker, "/me").status_code == 401
    assert caller.post(party.officer, close, {"reason": "退職"}).status_code == 409
    assert caller.post(party.officer, restore).status_code == 204
    assert caller.get(party.worker, "/me").status_code == 200
    oneself = f"/accounts/{party.officer.pk}/suspend"
    assert caller.post(party.officer, oneself, {"reason": "x"}).status_code == 409
