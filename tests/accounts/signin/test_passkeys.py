"""Passkeys as the server sees them (a browser makes real ones in stories/test_passkey.py)."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from kokoroe.accounts.signin import address
from signing_in import enter

PART = {"clientDataJSON": "e30", "authenticatorData": "AAAA", "signature": "AAAA", "userHandle": "MQ"}
RUBBISH = [
    "x",
    "[]",
    "{}",
    "null",
    '"text"',
    "1",
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}),
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": PART}),
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {**PART, "userHandle": "%%%"}}),
    json.dumps({"id": 1, "rawId": None, "type": [], "response": "x"}),
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {"attestationObject": "AAAA"}}),
]


@pytest.fixture(autouse=True)
def _named(settings):
    settings.KOKOROE_URL = "https://kokoroe.example"


def test_the_domain_is_the_public_address_whatever_the_request_says(at, worker, settings):
    settings.ALLOWED_HOSTS = ["*"]
    asked = Client().post("/accounts/passkey/options", HTTP_HOST="evil.example").json()["publicKey"]
    assert (asked["rpId"], asked["userVerification"]) == ("kokoroe.example", "required")
    assert asked.get("allowCredentials", []) == []
    made = (
        enter(worker).post("/accounts/security/passkey/options", HTTP_HOST="evil.example").json()["publicKey"]
    )
    assert made["rp"]["id"] == "kokoroe.example"
    assert made["authenticatorSelection"]["userVerification"] == "required"
    assert made["authenticatorSelection"]["residentKey"] == "required"


def test_what_is_no_passkey_opens_nothing_and_breaks_nothing(at, worker):
    browser, own = Client(), enter(worker)
    for credential in RUBBISH:
        browser.post("/accounts/passkey/options")
        assert (
            browser.post("/accounts/passkey/", {"credential": credential})["Location"] == "/accounts/login/"
        )
        own.post("/accounts/security/passkey/options")
        answer = own.post("/accounts/security/passkey", {"name": "鍵", "credential": credential})
        assert answer.status_code == 422, credential
    assert browser.get("/").status_code == 302
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://kokoroe.example", True),
        ("http://localhost:8000", True),
        ("http://kokoroe.example", False),
        ("https://192.0.2.1", False),
        ("http://127.0.0.1:8000", False),
    ],
)
def test_passkeys_are_offered_where_browsers_make_them(at, worker, settings, url, allowed):
    settings.KOKOROE_URL = url
    assert address.allows_passkeys() is allowed
    assert ("パスキーでログインする" in Client().get("/accounts/login/").content.decode()) is allowed
    assert (enter(worker).get("/accounts/security/passkey").status_code == 200) is allowed
