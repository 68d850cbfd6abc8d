"""Letters with a secret in them."""

from datetime import timedelta

import pytest

from kokoroe.accounts import letters
from kokoroe.accounts.letters import Letter
from kokoroe.annex.text import Text
from kokoroe.clock.channels import mail
from kokoroe.clock.loop import send
from kokoroe.clock.models import Message
from kokoroe.clock.senders import Undelivered
from people import NOW

pytestmark = pytest.mark.django_db

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
PATH, CODE = "/invitation/kLm93-nobody-guesses", "482913"


@pytest.fixture
def server(settings):
    settings.KOKOROE_SMTP_URL = "smtp://127.0.0.1:1?from=kokoroe@city.example&security=none"


@pytest.fixture
def taken(monkeypatch):
    found = []
    monkeypatch.setattr(mail, "send", lambda _server, leaving: found.append(leaving) or "250 ok")
    return found


def letter(key="invitation:1", **given):
    values = {
        "kind": "invitation",
        "ref": "1",
        "to": "hanako@contractor.example",
        "name": "見本 花子",
        "subject": Text("招待", "An invitation"),
        "body": Text("コードは {code} です。", "Your code is {code}."),
        "path": PATH,
        "secrets": {"code": CODE},
        "expires_at": NOW + HOUR,
    }
    return Letter(key=key, **(values | given))


def stored() -> str:
    return str(list(Message.objects.values()))


def test_without_a_mail_server_nothing_is_written_and_the_caller_knows(settings):
    settings.KOKOROE_SMTP_URL = ""
    assert (letters.can_leave(), letters.send(letter(), now=NOW), Message.objects.count()) == (
        False,
        False,
        0,
    )


def test_the_secret_is_in_the_mail_and_never_readable_in_the_row(server, taken):
    assert letters.send(letter(), now=NOW)
    assert PATH not in stored()
    assert CODE not in stored()
    assert send(now=NOW) == 1
    [left] = taken
    assert (left.to, f"コードは {CODE} です。" in left.body, left.url.endswith(PATH)) == (
        "hanako@contractor.example", True, True,
    )  # fmt: skip
    row = Message.objects.get()
    assert (bytes(row.sealed), row.sent_at, CODE in stored()) == (b"", NOW, False)
    assert letters.deliveries(["invitation:1", "invitation:2"]) == {
        "invitation:1": letters.Delivery(sent_at=NOW)
    }


def test_a_letter_that_was_withdrawn_never_leaves_and_its_secret_is_gone(server, taken):
    letters.send(letter(), now=NOW)
    letters.withdraw(["invitation:1"], now=NOW)
    assert (send(now=NOW), taken, bytes(Message.objects.get().sealed)) == (0, [], b"")
    assert letters.deliveries(["invitation:1"])["invitation:1"].over


def test_a_letter_too_old_to_be_of_use_is_not_sent(server, taken):
    letters.send(letter(), now=NOW)
    assert (send(now=NOW + HOUR), taken, bytes(Message.objects.get().sealed)) == (0, [], b"")


def test_a_letter_that_nobody_takes_says_so_and_goes_to_no_other_channel(server, party):
    def refused(_message):
        raise Undelivered("受け取れません。\nNot taken.")

    letters.send(letter(), now=NOW)
    for minutes in (0, 5, 10):
        send(now=NOW + minutes * MINUTE, deliver=refused)
    found = letters.deliveries(["invitation:1"])["invitation:1"]
    assert (found.failing, found.reason, Message.objects.count()) == (
        True, Text("受け取れません。", "Not taken."), 1,
    )  # fmt: skip


def test_the_same_letter_is_not_written_twice(server):
    letters.send(letter(), now=NOW)
    letters.send(letter(path="/another"), now=NOW)
    assert Message.objects.count() == 1
