import base64
import hmac
import socket
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from clock.channels.servers import certificate, silent, took, web
from kokoroe.clock.channels import posting
from kokoroe.clock.channels.outgoing import Undelivered
from kokoroe.clock.channels.webhook import key_of, new_secret, send, signature
from kokoroe.outside import reaching
from kokoroe.outside.reaching import AddressError, checked, is_outside

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def config(server):
    return {"url": server.url, "secret": SECRET}


def refusal(given, message, **other):
    with pytest.raises(Undelivered) as caught:
        send(given, message, **other)
    return caught.value


def test_the_signature_is_that_of_the_specifications_example():
    body = b'{"test": 2432232314}'
    signed = signature(SECRET, id="msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp=1614265330, body=body)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_message_arrives_signed(message):
    with web() as server:
        assert send(config(server), message) == "200"
    (got,) = server.got
    signed = f"42-4f1c.{got.headers['webhook-timestamp']}.".encode() + got.body
    expected = base64.b64encode(hmac.digest(key_of(SECRET), signed, sha256)).decode()
    assert got.path == "/hook"
    assert got.headers["webhook-id"] == "42-4f1c"
    assert got.headers["webhook-timestamp"] == str(int(message.at.timestamp()))
    assert got.headers["webhook-signature"] == f"v1,{expected}"
    assert got.json == {
        "type": "notice",
        "timestamp": "2026-03-20T01:30:00+00:00",
        "data": {
            "id": "42-4f1c",
            "kind": "incident",
            "subject": message.subject,
            "body": message.body,
            "url": message.url,
            "urgent": True,
            "drill": False,
        },
    }


def test_every_new_secret_is_another_one_of_full_length():
    made = {new_secret() for _ in range(100)}
    assert len(made) == 100
    assert {len(key_of(secret)) for secret in made} == {32}


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_c2hvcnQ=", "whsec_あ", "whsec_" + "A" * 120])
def test_a_secret_that_is_none_is_told(secret):
    with pytest.raises(ValueError):
        key_of(secret)


@pytest.mark.parametrize(
    ("status", "permanent"), [(500, False), (503, False), (429, False), (404, True), (410, True), (302, True)]
)
def test_what_was_not_taken_is_not_called_sent(message, status, permanent):
    with web() as server:
        server.answer(status, {"Location": server.url})
        refused = refusal(config(server), message)
    assert (refused.permanent, str(status) in refused.reason.ja) == (permanent, True)
    assert len(server.got) == 1


@pytest.mark.parametrize(
    ("asked", "wait"),
    [
        ("7", timedelta(seconds=7)),
        ("Fri, 20 Mar 2026 01:31:00 GMT", timedelta(minutes=1)),
        ("Fri, 20 Mar 2026 01:00:00 GMT", timedelta(0)),
        ("999999", timedelta(hours=1)),
        ("soon", None),
        ("-1", None),
        ("", None),
    ],
)
def test_who_asks_for_a_pause_gets_it_within_reason(message, asked, wait):
    with web() as server:
        server.answer(429, {"Retry-After": asked})
        assert refusal(config(server), message).retry_after == wait


def test_a_receiver_that_hangs_is_left_after_the_time(message):
    with web() as server:
        server.wait = 5
        assert took(lambda: send(config(server), message, seconds=0.3)) < 3
        assert "届いたかどうかは確認できていません" in refusal(config(server), message, seconds=0.3).reason.ja
    assert len(server.got) == 2


def test_a_receiver_that_answers_drop_by_drop_is_left_as_well(message):
    with web() as server:
        server.drip = True
        assert 0.2 < took(lambda: send(config(server), message, seconds=0.4)) < 3
        assert "時間内" in refusal(config(server), message, seconds=0.4).reason.ja


def test_a_silent_port_is_left_after_the_time(message):
    with silent() as port:
        given = {"url": f"http://127.0.0.1:{port}/", "secret": SECRET}
        assert took(lambda: send(given, message, seconds=0.3)) < 3


def test_an_answer_of_any_size_is_read_to_a_bound(message):
    with web() as server:
        server.answer(200, body=b"x" * (4 << 20))
        headers = {"Content-Type": "application/json"}
        assert len(posting.post(server.url, b"{}", headers).body) == reaching.READ


def test_a_certificate_that_nobody_vouches_for_ends_it(message, tmp_path):
    tls, _ = certificate(tmp_path)
    with web(tls=tls) as server:
        refused = refusal(config(server), message)
    assert "暗号化に失敗しました" in refused.reason.ja
    assert server.got == []


def test_a_certificate_that_somebody_vouches_for_does_not(message, tmp_path, monkeypatch):
    tls, pem = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with web(tls=tls) as server:
        assert send(config(server), message) == "200"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/",
        "http://example.com/hook",
        "https://user:pass@example.com/",
        "https://example.com/#x",
        "https:///hook",
        "https://example.com:99999/",
        "https://例え.example/",
        "https://example.com/a b",
        "https://example.com/\r\nX: y",
        "file:///etc/passwd",
        "",
    ],
)
def test_only_encrypted_addresses_of_others_are_posted_to(url, message):
    with pytest.raises(AddressError):
        checked(url)
    assert refusal({"url": url, "secret": SECRET}, message).permanent


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1", "172.16.0.1", "192.168.1.1", "127.0.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1", "::",
        "fec0::1", "::10.0.0.1", "64:ff9b:1::a00:1", "2001:0:a00:1::1", "2001:db8::1", "ff02::1", "192.0.2.1",
    ],
)  # fmt: skip
def test_addresses_of_inner_networks_are_known(address):
    assert not is_outside(reaching.ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_addresses_of_the_internet_are_known(address):
    assert is_outside(reaching.ipaddress.ip_address(address))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_this_machine_is_reached_only_where_the_operator_allows_it(message, settings, host):
    settings.KOKOROE_WEBHOOK_PRIVATE = frozenset()
    with web() as server:
        given = {"url": f"http://{host}:{server.port}/", "secret": SECRET}
        refused = refusal(given, message)
    assert refused.permanent
    assert "KOKOROE_WEBHOOK_PRIVATE" in refused.reason.ja
    assert server.got == []


def test_a_name_that_leads_inside_is_not_followed(message, settings, monkeypatch):
    settings.KOKOROE_WEBHOOK_PRIVATE = frozenset()
    inner = (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("10.1.2.3", 443))
    outer = (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("8.8.8.8", 443))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [outer, inner])
    refused = refusal({"url": "https://rebinding.example/", "secret": SECRET}, message)
    assert refused.permanent
    assert "内部のネットワーク" in refused.reason.ja


def test_the_operator_can_allow_one_host_and_no_other(message, settings):
    settings.KOKOROE_WEBHOOK_PRIVATE = frozenset({"127.0.0.1"})
    with web() as server:
        assert send(config(server), message) == "200"
        other = {"url": f"http://localhost:{server.port}/", "secret": SECRET}
        assert "KOKOROE_WEBHOOK_PRIVATE=localhost" in refusal(other, message).reason.en
    assert len(server.got) == 1


def test_it_connects_to_the_address_that_was_looked_at(message, settings, monkeypatch):
    settings.KOKOROE_WEBHOOK_PRIVATE = frozenset()
    answers = iter(["8.8.8.8", "127.0.0.1"])
    gone_to = []

    def connect(_self, place):
        gone_to.append(place)
        raise ConnectionRefusedError

    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 0, "", (next(answers), 443))],
    )
    monkeypatch.setattr(socket.socket, "connect", connect)
    refusal({"url": "https://rebinding.example/", "secret": SECRET}, message)
    assert gone_to == [("8.8.8.8", 443)]


def test_a_drill_says_so_to_machines_as_well(message):
    with web() as server:
        send(config(server), replace(message, drill=True))
    assert server.got[0].json["data"]["drill"] is True
