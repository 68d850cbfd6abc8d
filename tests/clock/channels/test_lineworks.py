import base64
import json
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from clock.channels.servers import web
from kokoroe.clock.channels import lineworks
from kokoroe.clock.channels.outgoing import Undelivered

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
CONFIG = {
    "client_id": "c1",
    "client_secret": "s1",
    "service_account": "x.serviceaccount@city.example",
    "private_key": PEM,
    "bot_id": "2000001",
    "channel_id": "12345a12-b12c",
}
TOKEN = json.dumps({"access_token": "t1", "expires_in": "86400", "token_type": "Bearer"}).encode()


@pytest.fixture
def works(monkeypatch):
    """LINE WORKS, for as far as a bot sees it."""
    lineworks._tokens.clear()
    with web() as server:
        here = f"http://127.0.0.1:{server.port}"
        monkeypatch.setattr(lineworks, "TOKENS", f"{here}/token")
        monkeypatch.setattr(lineworks, "MESSAGES", here + "/v1.0/bots/{bot}/channels/{channel}/messages")
        yield server
    lineworks._tokens.clear()


def unpacked(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def test_a_bot_says_it_with_a_token_for_its_service_account(works, message):
    works.answer(200, body=TOKEN)
    works.answer(201)
    assert lineworks.send(CONFIG, message) == "201"
    asked, said = works.got
    form = {name: value for name, (value,) in parse_qs(asked.body.decode()).items()}
    head, claims, signed = form.pop("assertion").split(".")
    KEY.public_key().verify(unpacked(signed), f"{head}.{claims}".encode(), PKCS1v15(), SHA256())
    assert json.loads(unpacked(head)) == {"alg": "RS256", "typ": "JWT"}
    assert json.loads(unpacked(claims)) == {
        "iss": "c1",
        "sub": "x.serviceaccount@city.example",
        "iat": int(message.at.timestamp()),
        "exp": int(message.at.timestamp()) + 1800,
    }
    assert form == {
        "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "client_id": "c1",
        "client_secret": "s1",
        "scope": "bot",
    }
    assert said.path == "/v1.0/bots/2000001/channels/12345a12-b12c/messages"
    assert said.headers["authorization"] == "Bearer t1"
    assert said.json == {"content": {"type": "text", "text": f"{message.subject}\n\n{message.text}"}}


def test_a_token_serves_until_shortly_before_its_end(works, message):
    works.answer(200, body=TOKEN)
    for _ in range(2):
        works.answer(201)
    lineworks.send(CONFIG, message)
    lineworks.send(CONFIG, replace(message, at=message.at + timedelta(hours=23)))
    assert [got.path for got in works.got].count("/token") == 1
    works.answer(200, body=TOKEN)
    works.answer(201)
    lineworks.send(CONFIG, replace(message, at=message.at + timedelta(hours=24)))
    assert [got.path for got in works.got].count("/token") == 2


def test_a_token_that_was_taken_back_is_asked_for_anew_once(works, message):
    for status, body in ((200, TOKEN), (401, b""), (200, TOKEN), (201, b"")):
        works.answer(status, body=body)
    assert lineworks.send(CONFIG, message) == "201"
    assert [got.path.rpartition("/")[2] for got in works.got] == ["token", "messages", "token", "messages"]


def test_what_line_works_says_against_it_is_passed_on(works, message):
    works.answer(200, body=TOKEN)
    for status, body in ((403, b""), (200, TOKEN), (403, b'{"code":"ACCESS_DENIED","description":"no"}')):
        works.answer(status, body=body)
    with pytest.raises(Undelivered) as caught:
        lineworks.send(CONFIG, message)
    assert caught.value.permanent
    assert "403 ACCESS_DENIED no" in caught.value.reason.ja


def test_a_refused_sign_in_shows_no_secret(works, message):
    works.answer(400, body=b'{"error":"invalid_client","error_description":"wrong"}')
    with pytest.raises(Undelivered) as caught:
        lineworks.send(CONFIG, message)
    assert "invalid_client wrong" in caught.value.reason.ja
    assert "s1" not in caught.value.reason.ja


def test_a_busy_line_works_is_left_alone_as_long_as_it_asks(works, message):
    works.answer(200, body=TOKEN)
    works.answer(429, {"Retry-After": "30"})
    with pytest.raises(Undelivered) as caught:
        lineworks.send(CONFIG, message)
    assert (caught.value.permanent, caught.value.retry_after) == (False, timedelta(seconds=30))


def test_an_answer_without_a_token_is_told(works, message):
    works.answer(200, body=b"<html>")
    with pytest.raises(Undelivered) as caught:
        lineworks.send(CONFIG, message)
    assert "応答を読めません" in caught.value.reason.ja


def test_a_key_with_escaped_line_ends_is_read(works, message):
    works.answer(200, body=TOKEN)
    works.answer(201)
    assert lineworks.send({**CONFIG, "private_key": PEM.replace("\n", "\\n")}, message) == "201"


def test_a_key_that_is_none_asks_nobody(works, message):
    with pytest.raises(Undelivered) as caught:
        lineworks.send({**CONFIG, "private_key": "-----BEGIN PRIVATE KEY-----"}, message)
    assert caught.value.permanent
    assert works.got == []


def test_a_long_message_keeps_its_link(works, message):
    works.answer(200, body=TOKEN)
    works.answer(201)
    lineworks.send(CONFIG, replace(message, body="長" * 5000))
    text = works.got[1].json["content"]["text"]
    assert len(text) == 2000
    assert text.endswith(f"…\n\n{message.url}")


def test_a_webhook_gets_title_and_text(message):
    with web() as server:
        assert lineworks.send_to_webhook({"url": server.url}, message) == "200"
    assert server.got[0].json == {"title": message.subject, "body": {"text": message.text}}


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://webhook.worksmobile.com/message/0a1b-2c3d", True),
        ("https://webhook.worksmobile.com/message/", False),
        ("https://webhook.worksmobile.com.other.example/message/x", False),
        ("https://webhook.worksmobile.com@other.example/message/x", False),
        ("http://webhook.worksmobile.com/message/x", False),
        ("https://webhook.worksmobile.com/message/x?y=z", False),
    ],
)
def test_addresses_of_line_works_are_known(url, is_one):
    assert lineworks.is_webhook(url) is is_one
