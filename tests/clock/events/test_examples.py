"""The examples of the docs, against what really leaves: a receiver that passes events on to a chat."""

import importlib.util
import threading
from http.server import HTTPServer
from pathlib import Path

import pytest

from kokoroe import clock
from kokoroe.clock.channels.webhook import new_secret, signature
from kokoroe.clock.events.actions import renew_secret
from kokoroe.clock.events.standing import at_home
from kokoroe.clock.sending import send
from kokoroe.ledger.unit import unit
from people import NOW

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "webhook_to_chat.py"
SPECIFIED = (
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # with its headers and body: the specification's own example
)
HEADERS = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}
BODY = b'{"test": 2432232314}'
AT = 1614265330


@pytest.fixture
def example():
    spec = importlib.util.spec_from_file_location("webhook_to_chat", EXAMPLE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_example_takes_what_the_specification_signed_and_nothing_else(example):
    assert example.verified(BODY, HEADERS, SPECIFIED, AT + 300) == {"test": 2432232314}
    other = new_secret()
    assert example.verified(BODY, HEADERS, f"{other} {SPECIFIED}", AT)["test"] == 2432232314
    for changed in (
        {"body": BODY + b" "},
        {"secrets": other},
        {"now": AT + 301},
        {"now": AT - 301},
        {"headers": HEADERS | {"webhook-id": "msg_other"}},
        {"headers": HEADERS | {"webhook-timestamp": str(AT + 1)}},
        {"headers": HEADERS | {"webhook-signature": HEADERS["webhook-signature"].replace("v1,", "v2,")}},
        {"headers": HEADERS | {"webhook-signature": ""}},
    ):
        given = {"body": BODY, "headers": HEADERS, "secrets": SPECIFIED, "now": AT} | changed
        with pytest.raises(ValueError):
            example.verified(**given)
    signed = signature(SPECIFIED, id=HEADERS["webhook-id"], timestamp=AT, body=BODY)
    assert signed == HEADERS["webhook-signature"]


def test_the_example_passes_an_event_on_to_a_chat_once_also_while_the_secret_changes(
    party, subscribed, system, example, monkeypatch
):
    receiver = HTTPServer(("127.0.0.1", 0), example.Receiver)
    monkeypatch.setattr(example.Receiver, "log_message", lambda *_: None)
    thread = threading.Thread(target=receiver.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        row, secret = subscribed(url=f"http://127.0.0.1:{receiver.server_port}/")
        monkeypatch.setenv("WEBHOOK_SECRET", secret)
        monkeypatch.setenv("CHAT_URL", system.url)
        monkeypatch.setattr(example.time, "time", lambda: clock.now().timestamp())
        renew_secret(place=at_home(party.officer, at=NOW), subscription=row, now=NOW)
        with unit(now=NOW) as record:
            public = {"incident": "2026-001", "drill": True}
            record(party.contract.tree, act="incident.reported", actor=None, public=public)
        system.answer(503)
        assert send(now=NOW) == 0  # the chat is away, so the event is not taken
        assert send(now=NOW.replace(minute=5)) == 1
    finally:
        receiver.shutdown()
        receiver.server_close()
    url = f"https://kokoroe.example/c/{party.contract.code}/incidents/2026-001/"
    assert system.got[-1].json == {"text": f"【訓練】インシデントの報告がありました 2026-001\n{url}"}


@pytest.mark.parametrize("guide", ["api.md", "api.en.md"])
def test_the_guides_show_the_examples_own_function(guide):
    text, example = (
        (EXAMPLE.parents[1] / name).read_text() for name in (guide, "examples/webhook_to_chat.py")
    )
    function = example[example.index("def verified") : example.index("def sentence")].rstrip()
    assert len(function.splitlines()) <= 15
    assert function in text
