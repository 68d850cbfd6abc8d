"""Who may call what: found like the pages, refused before anything of the request is read."""

from datetime import timedelta

from kokoroe.api.models import Token
from kokoroe.api.root import api
from kokoroe.api.tokens import create_token, revoke_token
from kokoroe.contracts.people import end_role
from people import NOW, People
from rules import RULES


def test_every_operation_has_a_rule_and_says_what_it_does():
    operations = list(api.operations())
    assert operations
    for operation in operations:
        assert operation.view_func.guard.access in RULES, operation.path
        assert operation.view_func.guard.says.ja, operation.path
        assert operation.view_func.guard.says.en, operation.path


def test_nobody_asks_without_a_token(caller, party: People):
    answer = caller.get(None, "/me")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"] == 'Bearer realm="kokoroe"'
    assert answer.json()["type"] == "urn:kokoroe:problem:unauthenticated"


def test_a_session_opens_nothing_here(client, party: People):
    client.force_login(party.officer)
    assert client.get("/api/v1/me").status_code == 401


def test_a_token_says_whose_it_is(caller, party: People):
    told = caller.get(party.officer, "/me", scopes=("read",)).json()
    assert told["name"] == "見本 太郎"
    assert told["organisation"]["name"] == "サンプルシステム株式会社"
    assert told["token"]["scopes"] == ["read"]


def test_an_unknown_a_revoked_and_an_old_token_are_answered_alike(caller, party: People):
    token, revoked = create_token(by=party.officer, name="古い", scopes=[], now=NOW)
    revoke_token(by=party.officer, token=token, now=NOW)
    _, old = create_token(by=party.officer, name="短い", scopes=[], days=1, now=NOW - timedelta(days=1))
    answers = {caller.get(secret, "/me").content for secret in ("kkr_nothing", revoked, old, "", "x y")}
    assert len(answers) == 1
    assert b"unauthenticated" in answers.pop()


def test_an_account_that_is_no_more_opens_nothing_with_its_tokens(caller, party: People):
    assert caller.get(party.officer, "/me").status_code == 200
    party.officer.is_active = False
    party.officer.save()
    assert caller.get(party.officer, "/me").status_code == 401


def test_somebody_whose_role_ended_sees_the_contract_no_more(caller, party: People):
    path = f"/contracts/{party.contract.code}"
    assert caller.get(party.worker, path).status_code == 404
    party.accepted()
    caller.now = NOW + timedelta(days=14)
    assert caller.get(party.client, path).json()["seat"]["party"] == "client"
    from kokoroe.contracts.models import ClientRole
    from kokoroe.contracts.people import grant
    from people import account

    second = account("市役 二子", "niko@city.example", party.contract.client)
    grant(contract=party.contract, account=second, party="client", role="reads", by=party.client, now=NOW)
    assert caller.get(second, path).status_code == 200
    end_role(seat=party.client_seat, role=ClientRole.objects.get(account=second), now=caller.now)
    assert caller.get(second, path).status_code == 404


def test_a_contract_that_is_not_yours_does_not_exist(caller, party: People):
    theirs = caller.get(party.outsider, f"/contracts/{party.contract.code}")
    nobodys = caller.get(party.outsider, "/contracts/nosuchcode")
    assert (theirs.status_code, theirs.content) == (404, nobodys.content)
    nowhere = caller.get(party.outsider, "/nowhere")
    assert (nowhere.status_code, nowhere.content) == (404, nobodys.content)


def test_a_seat_by_token_can_do_what_the_token_reaches(caller, party: People):
    path = f"/contracts/{party.contract.code}"
    assert caller.get(party.officer, path, scopes=("read",)).json()["seat"]["abilities"] == ["chain", "read"]
    both = caller.get(party.officer, path, scopes=("read", "personal")).json()["seat"]["abilities"]
    assert {"read", "personal"} <= set(both)
    assert "submit" not in both


def test_its_use_is_noted_to_the_hour(caller, party: People):
    secret = caller.token(party.officer)
    for minutes, noted in ((0, 0), (59, 0), (61, 61)):
        caller.now = NOW + timedelta(minutes=minutes)
        caller.get(secret, "/me")
        assert Token.objects.get().last_used_at == NOW + timedelta(minutes=noted)
