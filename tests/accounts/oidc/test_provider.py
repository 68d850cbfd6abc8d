"""An organisation's own sign-in: in come its own people whom it vouches for, and nobody and nothing else."""

import json
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client

from accounts.oidc.provider import CLIENT, SECRET, Provider, running
from kokoroe import clock
from kokoroe.accounts import proof
from kokoroe.accounts.models import Account, Identity, IdentityProvider
from kokoroe.accounts.oidc.actions import set_provider
from people import NOW, PASSWORD, account, organisation
from signing_in import Half, enter, set_up_app

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server():
    with running() as provider:
        yield provider


@pytest.fixture
def provider(server, settings, monkeypatch) -> Provider:
    settings.KOKOROE_WEBHOOK_PRIVATE = frozenset({"1"})
    settings.KOKOROE_URL = "https://kokoroe.example"
    monkeypatch.setattr(clock, "now", lambda: NOW)
    server.person = {"sub": "u-1", "email": "Jiro@city.example", "email_verified": True}
    server.lies, server.metadata, server.userinfo, server.signs_with = {}, {}, {}, None
    server.asked.clear()
    return server


@pytest.fixture
def city(db):
    return organisation("見本市")


@pytest.fixture
def boss(city) -> Account:
    return account("市役 一子", "ichiko@city.example", city, administrator=True)


@pytest.fixture
def clerk(city) -> Account:
    return account("市役 二郎", "jiro@city.example", city)


@pytest.fixture
def row(provider, boss) -> IdentityProvider:
    return set_provider(by=boss, issuer=provider.url, client_id=CLIENT, secret=SECRET, now=NOW)


def go(provider: Provider, row: IdentityProvider, client: Client | None = None, query: str = ""):
    """A browser that goes the whole way; the answer it gets when it is back."""
    browser = client or Client()
    away = browser.get(f"/accounts/provider/at/{row.code}/go{query}")
    assert away.status_code == 302, away.content.decode()
    browser.answer = browser.get(provider.is_visited(away["Location"]))
    return browser


def is_in(browser: Client) -> bool:
    return browser.get("/").status_code == 200


def test_whom_their_organisation_vouches_for_is_in_and_bound(provider, row, clerk, city):
    browser = go(provider, row, query="?next=/accounts/security")
    assert browser.answer["Location"] == "/accounts/security"
    assert browser.session[proof.KEY]["how"] == "oidc"
    bound = Identity.objects.get()
    assert (bound.account, bound.issuer, bound.subject) == (clerk, provider.url, "u-1")
    assert city.tree.entries.order_by("-seq")[0].act == "account.identity_bound"
    asked = dict(provider.asked)["/token"]
    assert asked["redirect_uri"] == "https://kokoroe.example/accounts/provider/back"
    assert "client_secret" not in asked


def test_from_then_on_the_subject_counts_and_not_the_address(provider, row, clerk, city):
    go(provider, row)
    provider.person = {"sub": "u-1", "email": "renamed@city.example", "email_verified": False}
    assert go(provider, row).session["_auth_user_id"] == str(clerk.pk)
    provider.person = {"sub": "u-2", "email": clerk.email, "email_verified": True}
    assert not is_in(go(provider, row))


def test_the_way_there_is_bound_to_the_browser_and_used_once(provider, row, clerk):
    browser, other = Client(), Client()
    away = browser.get(f"/accounts/provider/at/{row.code}/go")["Location"]
    asked = parse_qs(urlsplit(away).query)
    assert asked["code_challenge_method"] == ["S256"]
    back = provider.is_visited(away)
    assert other.get(back).status_code == 422
    assert browser.get(back.replace("state=", "state=x")).status_code == 422
    assert browser.get(back).status_code == 302
    assert Client(headers={"cookie": browser.cookies.output(header="")}).get(back).status_code == 422
    assert browser.get(back).status_code == 422


@pytest.mark.parametrize(
    "person",
    [
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": "unknown@city.example"},
        {"email": "saburo@other.example"},
        {"email": ""},
        {"email": "shut@city.example"},
    ],
    ids=json.dumps,
)
def test_nobody_else_gets_in_and_nobody_is_signed_up(provider, row, clerk, city, person):
    account("他所 三郎", "saburo@other.example", organisation("よその株式会社"))
    shut = account("市役 三子", "shut@city.example", city)
    Account.objects.filter(pk=shut.pk).update(is_active=False)
    provider.person |= {"sub": "u-9", **person}
    before = Account.objects.count()
    browser = go(provider, row)
    assert (browser.answer.status_code, is_in(browser)) == (422, False)
    assert (Account.objects.count(), Identity.objects.count()) == (before, 0)


@pytest.mark.parametrize(
    "lie",
    [
        {"iss": "https://evil.example"},
        {"aud": "somebody-else"},
        {"aud": [CLIENT, "somebody-else"]},
        {"aud": CLIENT, "azp": "somebody-else"},
        {"nonce": "of another journey"},
        {"exp": int(time.time()) - 120},
        {"sub": None},
        {"iat": int(time.time()) + 3600},
    ],
    ids=",".join,
)
def test_a_token_that_does_not_hold_opens_nothing(provider, row, clerk, lie):
    provider.lies = lie
    browser = go(provider, row)
    assert (browser.answer.status_code, is_in(browser)) == (422, False)


def test_a_token_of_another_key_or_of_none_opens_nothing(provider, row, clerk):
    provider.signs_with = ec.generate_private_key(ec.SECP256R1())
    assert not is_in(go(provider, row))
    import jwt

    unsigned = jwt.encode({**provider.person, "aud": CLIENT, "iss": provider.url}, None, algorithm="none")
    provider.signs_with, real = None, provider.token
    provider.token = lambda form, authorization: {**real(form, authorization), "id_token": unsigned}
    try:
        assert not is_in(go(provider, row))
    finally:
        provider.token = real


def test_an_address_may_come_from_the_userinfo_of_the_same_subject(provider, row, clerk):
    provider.person = {"sub": "u-1"}
    provider.userinfo = {"sub": "u-other", "email": clerk.email, "email_verified": True}
    assert not is_in(go(provider, row))
    provider.userinfo["sub"] = "u-1"
    assert is_in(go(provider, row))


def test_a_second_factor_is_asked_all_the_same(provider, row, clerk, monkeypatch):
    half = Half(monkeypatch)
    secret = set_up_app(enter(clerk), half)
    browser = go(provider, row)
    assert browser.answer["Location"] == "/accounts/second/"
    assert not is_in(browser)
    browser.post("/accounts/second/", {"code": half.code(secret)})
    assert is_in(browser)
    assert browser.session[proof.KEY]["how"] == "oidc+totp"


def test_an_organisation_demands_it_once_its_administrator_has_come_in_that_way(provider, row, boss, clerk):
    browser = enter(boss)
    demand = {"provider_only": "on"}
    browser.post("/accounts/organisation/provider/demand", demand)
    assert enter(clerk).answer["Location"] == "/"
    provider.person = {"sub": "u-0", "email": boss.email, "email_verified": True}
    go(provider, row)
    browser.post("/accounts/organisation/provider/demand", demand)
    assert enter(clerk).answer["Location"] == f"/accounts/provider/at/{row.code}/"
    assert enter(boss).answer["Location"] == "/"
    provider.person = {"sub": "u-1", "email": clerk.email, "email_verified": True}
    assert is_in(go(provider, row))
    browser.post("/accounts/organisation/provider/remove")
    assert (IdentityProvider.objects.count(), Identity.objects.count()) == (0, 0)
    assert is_in(enter(clerk, PASSWORD))
    acts = list(row.organisation.tree.entries.order_by("seq").values_list("act", flat=True))
    assert acts[-1] == "account.provider_removed"


def test_its_administrator_sets_it_and_the_secret_is_sealed_and_never_shown(provider, boss, clerk):
    browser = enter(boss)
    path = "/accounts/organisation/provider"
    typed = {"issuer": provider.url, "client_id": CLIENT, "secret": SECRET}
    assert browser.post(path, typed).status_code == 302
    row = IdentityProvider.objects.get()
    page = browser.get(path).content.decode()
    assert SECRET not in page
    assert SECRET.encode() not in bytes(row.sealed)
    assert f"https://kokoroe.example/accounts/provider/at/{row.code}/" in page
    assert "接続できました" in browser.post(f"{path}/try", follow=True).content.decode()
    moved = browser.post(path, {**typed, "issuer": "https://login.city.example", "secret": ""})
    assert (moved.status_code, IdentityProvider.objects.get().issuer) == (422, provider.url)
    assert enter(clerk).post(path, typed).status_code == 404
    assert enter(clerk).get(path).status_code == 404


@pytest.mark.parametrize(
    "issuer",
    [
        "http://127.0.0.1:1",
        "http://169.254.169.254",
        "https://localhost",
        "http://login.city.example",
        "file:///etc/passwd",
    ],
)
def test_an_address_inside_is_none_to_ask(provider, boss, settings, issuer):
    settings.KOKOROE_WEBHOOK_PRIVATE = frozenset()
    typed = {"issuer": issuer, "client_id": CLIENT, "secret": SECRET}
    assert enter(boss).post("/accounts/organisation/provider", typed).status_code == 422


def test_what_a_provider_publishes_leads_nowhere_inside(provider, row, boss, settings):
    browser = enter(boss)
    tried = "/accounts/organisation/provider/try"
    provider.metadata = {"jwks_uri": "http://169.254.169.254/keys"}
    assert "接続できました" not in browser.post(tried, follow=True).content.decode()
    provider.metadata = {"issuer": "https://other.example"}
    assert "発行者が違います" in browser.post(tried, follow=True).content.decode()
    provider.metadata = {"authorization_endpoint": "javascript:alert(1)"}
    assert Client().get(f"/accounts/provider/at/{row.code}/go").status_code == 422
    provider.metadata = {}
    settings.KOKOROE_WEBHOOK_PRIVATE = frozenset()
    assert "接続できました" not in browser.post(tried, follow=True).content.decode()


def test_an_entrance_that_nobody_set_does_not_exist(provider, row):
    assert Client().get(f"/accounts/provider/at/{row.code}/").status_code == 200
    assert Client().get("/accounts/provider/at/nothing/").status_code == 404
    page = Client().get(f"/accounts/provider/at/{row.code}/?next=//evil.example").content.decode()
    assert f'href="/accounts/provider/at/{row.code}/go"' in page
