import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from clock.channels.servers import smtp, web
from kokoroe import clock
from kokoroe.annex.text import Text
from kokoroe.clock.announce import announce
from kokoroe.clock.channels import actions
from kokoroe.clock.channels.webhook import new_secret
from kokoroe.clock.loop import fire, send
from kokoroe.clock.models import Message
from kokoroe.clock.recipients import Words, of_account, of_contact
from people import NOW, People, runs_the_server

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _at(monkeypatch, settings):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    settings.KOKOROE_URL, settings.KOKOROE_URL_IS_SET = "https://kokoroe.example", True


@pytest.fixture
def mail(party: People):
    """A mail server that the operator has set."""
    runs_the_server(party.client)
    with smtp() as box:
        values = {"host": "127.0.0.1", "port": box.port, "security": "none", "user": "", "password": None}
        actions.set_mail(by=party.client, **values, sender="kokoroe@city.example", now=NOW)
        yield box


@pytest.fixture
def webhook(party: People, settings):
    settings.KOKOROE_WEBHOOK_PRIVATE = frozenset({"1"})
    with web() as server:
        server.channel = actions.add_channel(
            by=party.officer,
            kind="webhook",
            name="自社の監視",
            config={"url": server.url, "secret": new_secret()},
            shown="127.0.0.1",
            always=True,
            now=NOW,
        )
        yield server


def tell(party: People, *to, **given):
    values = {"kind": "sample", "ref": "7", "key": "sample:7", "href": "/c/x/"} | given
    words = Words(Text("件名", "Subject"), Text("本文", "Body"), values.pop("href"))
    people = to or [of_account(party.officer, "contractor")]
    announce(contract=party.contract, words=words, to=people, now=NOW, **values)


def mails(box):
    return [message_from_bytes(each.content, policy=policy.default) for each in box.got]


def test_a_message_of_the_outbox_arrives_by_mail_with_its_number_and_its_link(party: People, mail):
    tell(party)
    assert send(now=NOW) == 1
    (arrived,) = mails(mail)
    row = Message.objects.get()
    assert arrived["To"] == "taro@contractor.example"
    assert arrived["Message-ID"].startswith(f"<{row.pk}-")
    assert arrived.get_content().split() == [
        "本文", "通知番号", row.number, "https://kokoroe.example/c/x/",
    ]  # fmt: skip
    assert row.provider_ref == "250 2.0.0 Ok: queued as 4F1"


def test_a_repeat_has_the_same_id_as_the_first(party: People, mail):
    tell(party)
    mail.data = "451 later"
    send(now=NOW)
    mail.data = "250 ok"
    send(now=NOW + HOUR)
    (arrived,) = mails(mail)
    assert Message.objects.get().attempts == 2
    assert "再送" in arrived.get_content()
    tell(party, key="sample:8")
    send(now=NOW + HOUR)
    assert len({each["Message-ID"] for each in mails(mail)}) == 2


def test_a_deadlines_mail_has_a_link_that_speaks_for_its_recipient(party: People, mail, sample, client):
    sample.set()
    fire(now=NOW + timedelta(minutes=30))
    send(now=NOW + timedelta(minutes=30))
    (arrived,) = mails(mail)
    (link,) = re.findall(r"https://kokoroe\.example(/notified/\S+)", arrived.get_content())
    assert client.get(link).status_code == 200


def test_news_without_a_deadline_has_no_such_link(party: People, mail):
    tell(party)
    send(now=NOW)
    assert "/notified/" not in mails(mail)[0].get_content()


def test_without_a_mail_server_the_message_waits_and_says_why(party: People):
    tell(party)
    assert send(now=NOW) == 0
    row = Message.objects.get()
    assert row.sent_at is None
    ja, en = row.last_error.splitlines()
    assert ("メールの送信が設定されていません" in ja, "not set up" in en) == (True, True)


def test_what_is_urgent_goes_to_the_channel_as_well(party: People, mail, webhook):
    tell(party)
    send(now=NOW)
    assert len(mail.got) == 1
    (got,) = webhook.got
    assert got.json["data"]["subject"] == "件名"
    assert got.json["data"]["url"] == "https://kokoroe.example/c/x/"
    assert "/notified/" not in got.json["data"]["body"]


def test_the_channel_steps_in_when_mail_fails_twice(party: People, mail, webhook):
    actions.change_channel(
        by=party.officer,
        channel=webhook.channel,
        name="控え",
        config={"url": "", "secret": ""},
        shown="",
        always=False,
        enabled=True,
        now=NOW,
    )
    mail.recipient = "550 5.1.1 no such user"
    tell(party)
    send(now=NOW)
    assert webhook.got == []
    send(now=NOW + timedelta(minutes=1))
    assert len(webhook.got) == 1
    row = Message.objects.get(channel="email")
    assert (row.sent_at, row.failures) == (None, 2)
    assert "550 5.1.1 no such user" in row.last_error


def test_a_channel_that_was_removed_takes_nothing_and_says_so(party: People, mail, webhook):
    tell(party)
    actions.remove_channel(by=party.officer, channel=webhook.channel, now=NOW)
    send(now=NOW)
    row = Message.objects.exclude(channel="email").get()
    assert "外されたか、止められています" in row.last_error
    assert webhook.got == []


def test_a_channel_sealed_with_another_key_says_so(party: People, webhook, settings):
    tell(party, of_contact(name="当番", party="contractor", phone="011-000-0001"))
    settings.SECRET_KEY = "another"
    send(now=NOW)
    assert "鍵で開けません" in Message.objects.get(channel=webhook.channel.key).last_error
