"""Who sits where and why, audits and what was opened, the roster's people invited: as on the screens."""

from datetime import timedelta

import pytest

from kokoroe.accounts.models import Account, Invitation
from kokoroe.contracts.grants import Audit
from kokoroe.contracts.people import grant
from kokoroe.plan.models import RosterEntry
from people import NOW, People, account

DAY = timedelta(days=1)
LATER = NOW + 30 * DAY
AUDIT = {
    "name": "他所 三郎",
    "purpose": "外部監査",
    "organisation": "監査法人見本",
    "first": "2026-04-19",
    "last": "2026-05-01",
}


@pytest.fixture
def at(party: People, caller, settings) -> str:
    settings.KOKOROE_SMTP_URL = ""
    party.accepted()
    caller.now = LATER
    return f"/contracts/{party.contract.code}"


def said(answer, status=200):
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def test_it_is_told_who_may_do_what_and_why_and_addresses_to_who_sees_them(caller, party: People, at):
    told = said(caller.get(party.client, f"{at}/access/people"))
    found = {one["name"]: one for one in told["people"]}
    assert sorted(found) == ["市役 一子", "見本 太郎"]
    assert told["workers"] == 1
    assert [reason["word"] for reason in found["市役 一子"]["reasons"]] == ["decides", "administers"]
    assert found["市役 一子"]["reasons"][0]["role"] is not None
    assert [reason["role"] for reason in found["見本 太郎"]["reasons"]] == [None] * 3
    for path in ("/access/people", "/people"):
        assert "@" in caller.get(party.client, at + path).content.decode()
        assert "@" not in caller.get(party.worker, at + path).content.decode()
        assert "@" not in caller.get(party.client, at + path, scopes=("write", "decide")).content.decode()


def test_an_audit_is_granted_looked_into_and_ended(caller, party: People, at):
    given = {**AUDIT, "email": party.outsider.email}
    assert said(caller.post(party.client, f"{at}/access/audits", given), 201) == {
        "link": None,
        "mailed": False,
    }
    for path in ("/plan/versions", "/keeping"):
        assert caller.get(party.outsider, at + path).status_code == 200
    assert caller.post(party.outsider, f"{at}/access/audits", given).status_code == 403
    (audit,) = said(caller.get(party.officer, f"{at}/access"))["audits"]
    assert (audit["party"], audit["looks"], audit["personal"]) == ("client", 2, False)
    looks = f"{at}/access/audits/{audit['id']}/looks"
    for who in (party.client, party.officer, party.worker):
        told = said(caller.get(who, looks))["items"]
        assert [(look["route"], look["route_words"]) for look in told] == [
            ("api:keeping_read", "個人データの保存（API）"),
            ("api:plan_versions", "実施計画書の版（API）"),
        ]
    assert caller.post(party.officer, f"{at}/access/audits/{audit['id']}/end").status_code == 403
    assert caller.post(party.client, f"{at}/access/audits/{audit['id']}/end").status_code == 204
    assert caller.get(party.outsider, at).status_code == 404


def test_an_audit_lends_no_more_than_the_token_reaches(caller, party: People, at):
    path, given = f"{at}/access/audits", {**AUDIT, "email": party.outsider.email, "personal": True}
    for who, scopes in (
        (party.client, ("write", "decide")),
        (party.client, ("personal", "decide")),
        (party.officer, ("personal",)),
        (party.worker, ()),
    ):
        assert caller.post(who, path, given, scopes=scopes).status_code == 403
    wrong = said(caller.post(party.client, path, {**given, "last": "2026-04-01"}), 409)
    assert wrong["detail"].startswith("終わりの日は")
    late = said(caller.post(party.client, path, {**given, "first": "mañana", "purpose": ""}), 422)
    assert {error["pointer"] for error in late["errors"]} == {"#/first", "#/purpose"}
    assert not Audit.objects.exists()
    assert said(caller.post(party.client, path, given), 201)["link"] is None
    assert Audit.objects.get().personal


def test_an_invitation_is_listed_sent_anew_and_its_link_told_to_who_could_have_made_it(
    caller, party: People, at
):
    given = {"name": "市役 三子", "email": "miko@city.example", "role": "client:decides"}
    first = said(caller.post(party.client, f"{at}/people", given), 201)["link"]
    (row,) = said(caller.get(party.officer, f"{at}/invitations"))["items"]
    assert (row["own"], row["letter"], row["expired"]) == (False, "shown", False)
    assert caller.get(party.worker, f"{at}/invitations").status_code == 403
    again = f"{at}/invitations/{row['id']}/resend"
    assert caller.post(party.officer, again).status_code == 403
    assert caller.post(party.client, again, scopes=("write",)).status_code == 403
    caller.now = LATER + 20 * DAY
    assert said(caller.get(party.client, f"{at}/people"))["invitations"][0]["expired"] is True
    shown = said(caller.post(party.client, again, {"show": True}, Idempotency_Key="k"), 201)["link"]
    assert shown not in {None, first}
    assert said(caller.post(party.client, again, {"show": True}, Idempotency_Key="k"), 201)["link"] is None


def test_an_administrators_token_without_decide_gets_no_link_that_decides(caller, party: People, at):
    runs = account("市役 管理", "kanri@city.example", party.contract.client, administrator=True)
    said(
        caller.post(
            party.client,
            f"{at}/people",
            {"name": "x", "email": "x@city.example", "role": "client:decides"},
        ),
        201,
    )
    path = f"{at}/invitations/{Invitation.objects.get().pk}/resend"
    refused = said(caller.post(runs, path, {"show": True}, scopes=("write",)), 403)
    assert refused["type"] == "urn:kokoroe:problem:scope"
    assert said(caller.post(runs, path, {"show": True}, scopes=("write", "decide")), 201)["link"]


def test_people_of_the_roster_are_invited_by_who_prepares(caller, party: People, at, settings):
    RosterEntry.objects.filter(name="見本 花子").update(details={"email": "hanako2@contractor.example"})
    people = said(caller.get(party.officer, f"{at}/people/roster"))["items"]
    assert [(one["name"], one["has_account"], one["why_not"]) for one in people] == [
        ("見本 太郎", True, None),
        ("見本 花子", False, None),
        ("例示 次郎", True, None),
    ]
    hanako = people[1]
    assert hanako["email"] == "hanako2@contractor.example"
    plain = caller.get(party.officer, f"{at}/people/roster", scopes=("write",))
    assert "@" not in plain.content.decode()
    path = f"{at}/people/roster/invite"
    for who in (party.client, party.worker):
        assert caller.get(who, f"{at}/people/roster").status_code == 403
        assert caller.post(who, path, {"everybody": True}).status_code == 403
    for wrong in ({}, {"persons": [hanako["person"]], "everybody": True}, {"persons": [0]}):
        assert caller.post(party.officer, path, wrong).status_code == 422
    assert caller.post(party.officer, path, {"everybody": True}).status_code == 409, "no mail can leave"
    outsider = {"persons": [party.outsider.person_id]}
    assert caller.post(party.officer, path, outsider).status_code == 409
    one = {"persons": [hanako["person"], hanako["person"]]}
    done = said(caller.post(party.officer, path, one, Idempotency_Key="r"), 201)
    assert (done["invited"], [each["person"] for each in done["links"]]) == (
        [{"person": hanako["person"], "invitation": Invitation.objects.get().pk, "mailed": False}],
        [hanako["person"]],
    )
    assert said(caller.post(party.officer, path, one, Idempotency_Key="r"), 201)["links"] is None
    told = said(caller.get(party.officer, f"{at}/people/roster?limit=2"))
    assert told["items"][1]["invitation"] == Invitation.objects.get().pk
    withdrawn = f"{at}/invitations/{told['items'][1]['invitation']}/withdraw"
    assert caller.post(party.officer, withdrawn).status_code == 204
    settings.KOKOROE_SMTP_URL = "smtp://127.0.0.1:1?from=kokoroe@city.example&security=none"
    done = said(caller.post(party.officer, path, {"everybody": True}), 201)
    assert ([each["mailed"] for each in done["invited"]], done["links"]) == ([True], [])
    assert Account.objects.filter(email="hanako2@contractor.example").count() == 0


def test_a_role_that_is_told_can_be_ended(caller, party: People, at):
    second = account("市役 二子", "niko@city.example", party.contract.client)
    grant(contract=party.contract, account=second, party="client", role="reads", by=party.client, now=NOW)
    told = said(caller.get(party.client, f"{at}/access/people"))["people"]
    (role,) = [one["reasons"][0]["role"] for one in told if one["name"] == "市役 二子"]
    assert caller.post(party.client, f"{at}/people/client/{role}/end").status_code == 204
    assert caller.get(second, at).status_code == 404
