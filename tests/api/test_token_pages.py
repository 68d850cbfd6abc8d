"""The pages of tokens: one's own, and those of the organisation's programs."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kokoroe import clock
from kokoroe.accounts.actions import password_link, set_password
from kokoroe.accounts.models import Invitation
from kokoroe.accounts.signin.actions import change_password, forget_factors
from kokoroe.api.models import Service, Token
from kokoroe.api.tokens import create_token, open_service
from kokoroe.contracts.models import Preparing
from kokoroe.ledger.models import Entry
from people import NOW, People
from visitor import words


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def browser(who) -> Client:
    client = Client()
    client.force_login(who)
    return client


def made_on(page) -> str:
    return page.content.decode().partition('id="secret" type="text" readonly value="')[2].partition('"')[0]


def test_a_token_is_made_shown_once_and_works(caller, party: People):
    client = browser(party.officer)
    page = client.post(reverse("tokens"), {"name": "名簿の同期", "scopes": ["write"], "days": "90"})
    secret = made_on(page)
    assert secret.startswith("kkr_")
    token = Token.objects.get()
    assert (token.scopes, token.expires_at) == (["read", "write"], NOW + timedelta(days=90))
    assert secret not in client.get(reverse("tokens")).content.decode()
    assert secret[:10] in client.get(reverse("tokens")).content.decode()
    assert secret not in str(list(Token.objects.values()))
    assert caller.get(secret, "/me").status_code == 200
    assert [entry.act for entry in party.officer.organisation.tree.entries.order_by("seq")][
        -1
    ] == "token.created"


def test_it_is_revoked_at_once_and_by_its_owner_alone(caller, party: People):
    secret = caller.token(party.officer)
    revoke = reverse("token_revoke", args=[Token.objects.get().pk])
    assert browser(party.client).post(revoke).status_code == 404
    assert browser(party.worker).post(revoke).status_code == 404
    assert caller.get(secret, "/me").status_code == 200
    assert browser(party.officer).post(revoke).status_code == 302
    assert caller.get(secret, "/me").status_code == 401
    assert Entry.objects.order_by("pk").last().act == "token.revoked"


def test_bad_input_is_told_in_place(party: People):
    client = browser(party.officer)
    for data in (
        {"name": "", "days": "90"},
        {"name": "x", "days": "400"},
        {"name": "x", "days": "90", "scopes": ["everything"]},
        {"name": "x", "days": "90", "scopes": ["decide"]},
    ):
        assert client.post(reverse("tokens"), data).status_code == 422, data
    assert not Token.objects.exists()


def test_a_token_that_decides_needs_a_second_factor(party: People, monkeypatch):
    from kokoroe.api import token_views

    data = {"name": "決裁", "scopes": ["decide"], "days": "30"}
    assert browser(party.client).post(reverse("tokens"), data).status_code == 422
    monkeypatch.setattr(token_views, "proof_of", lambda _request: "password+totp")
    assert made_on(browser(party.client).post(reverse("tokens"), data)).startswith("kkr_")
    assert Token.objects.get().strong


def test_making_one_asks_who_it_is_again(party: People, settings):
    settings.KOKOROE_SECOND_FACTOR = "by_role"
    page = browser(party.worker).post(reverse("tokens"), {"name": "x", "days": "90"})
    assert page.status_code in {302, 401}
    assert not Token.objects.exists()


def test_a_program_has_an_account_nobody_signs_in_with_and_roles_where_they_were_given(caller, party: People):
    client = browser(party.officer)
    answer = client.post(reverse("programs"), {"name": "人事システム"})
    service = Service.objects.get()
    program = reverse("program", args=[service.pk])
    assert answer["Location"] == program
    assert not service.account.has_usable_password()
    page = client.post(
        program, {"act": "token", "name": "名簿", "scopes": ["write", "personal"], "days": "90"}
    )
    secret = made_on(page)
    at = f"/contracts/{party.contract.code}"
    assert caller.get(secret, at).status_code == 404
    assert caller.get(secret, "/contracts").json()["items"] == []
    wrong = client.post(program, {"act": "place", "contract": "nosuchcode", "role": "prepares"})
    assert wrong.status_code == 422
    client.post(program, {"act": "place", "contract": party.contract.code, "role": "prepares"})
    told = caller.get(secret, at).json()["seat"]
    assert told["party"] == "contractor"
    assert {"prepare", "submit"} <= set(told["abilities"])
    assert "agree" not in told["abilities"]
    assert caller.get(secret, "/me").json()["is_program"] is True
    assert "人事システム" in words(client.get(reverse("contract_access", args=[party.contract.code])))
    again = client.post(program, {"act": "place", "contract": party.contract.code, "role": "prepares"})
    assert (again.status_code, Preparing.objects.filter(account=service.account).count()) == (422, 1)
    client.post(reverse("program_end", args=[service.pk]))
    assert caller.get(secret, at).status_code == 401


def test_a_program_never_decides(party: People):
    client = browser(party.client)
    client.post(reverse("programs"), {"name": "文書管理システム"})
    program = reverse("program", args=[Service.objects.get().pk])
    for role in ("decides", "prepares"):
        assert (
            client.post(program, {"act": "place", "contract": party.contract.code, "role": role}).status_code
            == 422
        )
    decide = {"act": "token", "name": "x", "scopes": ["decide"], "days": "30"}
    assert client.post(program, decide).status_code == 422
    handles = {"act": "place", "contract": party.contract.code, "role": "handles"}
    assert client.post(program, handles).status_code == 302


def test_programs_are_the_organisations_own(party: People):
    browser(party.officer).post(reverse("programs"), {"name": "人事システム"})
    service = Service.objects.get()
    for who in (party.client, party.worker, party.outsider):
        client = browser(who)
        for name in ("program", "program_end"):
            assert client.post(reverse(name, args=[service.pk]), {"act": "token"}).status_code == 404
    assert browser(party.worker).get(reverse("programs")).status_code == 404
    assert Service.objects.get().ended_at is None


def reset(account, now) -> None:
    password_link(email=account.email, now=now)
    set_password(invitation=Invitation.objects.latest("pk"), password="まったく別の合言葉-2027", now=now)


@pytest.mark.parametrize(
    "end",
    [
        reset,
        lambda account, now: change_password(
            by=account, password="まったく別の合言葉-2027", session=None, now=now
        ),
        lambda account, now: forget_factors(email=account.email, now=now),
    ],
    ids=["reset", "changed", "factors forgotten"],
)
def test_whoever_knew_the_password_keeps_no_token_once_it_is_another_one(party: People, end):
    service = open_service(by=party.officer, name="監視", now=NOW)
    own, _ = create_token(by=party.officer, name="端末", scopes=["write"], now=NOW)
    ours, _ = create_token(by=party.officer, name="監視", scopes=["incident"], service=service, now=NOW)
    others, _ = create_token(by=party.client, name="市", scopes=["write"], now=NOW)
    end(party.officer, NOW + timedelta(hours=1))
    valid = Token.objects.valid(NOW + timedelta(hours=2))
    assert set(valid) == {ours, others}
    revoked = party.officer.organisation.tree.entries.filter(act="token.revoked").get()
    assert revoked.public == {"token": own.pk}
