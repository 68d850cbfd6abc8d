"""The pages of notices as a browser shows them, lively, empty and wrong: axe finds nothing, nothing scrolls sideways."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from desk.test_in_a_browser import LONG, Shown, chromium, problems, shown  # noqa: F401 (fixtures)
from kokoroe import clock
from kokoroe.annex.text import Text
from kokoroe.clock.announce import announce
from kokoroe.clock.channels import actions
from kokoroe.clock.channels.delivering import token_of
from kokoroe.clock.events.actions import subscribe
from kokoroe.clock.events.families import all_families
from kokoroe.clock.events.standing import at_home
from kokoroe.clock.loop import fire, send
from kokoroe.clock.models import Heartbeat, Message
from kokoroe.clock.recipients import Words, of_account
from kokoroe.clock.senders import Undelivered
from kokoroe.ledger.unit import unit
from people import NOW, People, runs_the_server

SLACK = "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
MINUTE = timedelta(minutes=1)


def fails(message) -> str:
    raise Undelivered(
        "メールサーバー smtp.city.example:587 に接続できません（Connection refused）。\n"
        "smtp.city.example:587 cannot be reached (Connection refused)."
    )


def subscribed(party: People, officer: Client) -> HttpResponse:
    """The page of a subscription to which nothing could be sent so far."""
    row, _ = subscribe(
        place=at_home(party.officer, at=NOW),
        name=LONG,
        url="https://siem.contractor.example/hook",
        shown="siem.contractor.example",
        families=list(all_families()),
        now=NOW,
    )
    with unit(now=NOW) as record:
        record(party.contract.tree, act="incident.reported", actor=None, public={"incident": "S-2025-01"})
    send(now=NOW, deliver=fails)
    return officer.get(reverse("subscription", args=[row.pk]))


@pytest.fixture
def pages(party: People, sample, settings, monkeypatch) -> dict[str, str]:
    """Every page by its name, as HTML."""
    settings.KOKOROE_URL_IS_SET, settings.KOKOROE_SMTP_URL = False, ""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    runs_the_server(party.client)
    operator, officer = Client(), Client()
    operator.force_login(party.client)
    officer.force_login(party.officer)
    answers = {
        "settings, nothing set": operator.get(reverse("notice_settings")),
        "inbox, empty": operator.get(reverse("notices")),
    }
    channel = actions.add_channel(
        by=party.officer,
        kind="chat",
        name="情報システム部セキュリティ担当の夜間・休日当番のチャット（二次連絡先を含む）",
        config={"url": SLACK},
        shown="Slack",
        always=True,
        now=NOW,
    )
    sample.set(drill=True)
    fire(now=NOW + 30 * MINUTE)
    announce(
        contract=party.contract,
        kind="sample",
        ref="1",
        key="sample:long",
        words=Words(Text(LONG, LONG), Text(f"{LONG}\n\n本文", "Body"), "/c/x/"),
        to=[of_account(party.officer, "contractor"), of_account(party.client, "client")],
        now=NOW,
    )
    send(now=NOW, deliver=fails)
    Heartbeat.objects.create(worker="w", started_at=NOW, tick_at=NOW - 7 * MINUTE)
    message = Message.objects.filter(deadline__isnull=False, channel="email").get()
    wrong = {"host": "smtp://x", "security": "none", "port": "0", "user": "ひと", "sender": "?"}
    answers |= {
        "settings, another's": officer.get(reverse("notice_settings")),
        "settings, wrong": operator.post(reverse("notice_mail"), wrong),
        "channel": officer.get(reverse("channel_edit", args=[channel.pk])),
        "LINE WORKS, wrong": officer.post(reverse("channel_new", args=["lineworks"]), {"bot_id": "x"}),
        "webhook": officer.get(reverse("channel_new", args=["webhook"])),
        "subscription": subscribed(party, officer),
        "subscription, wrong": officer.post(reverse("subscription_new"), {"url": "http://a.example/"}),
        "inbox": officer.get(reverse("notices")),
        "notified": Client().get(reverse("notified", args=[token_of(message)])),
        "no such link": Client().get(reverse("notified", args=["x"])),
    }
    Client().post(reverse("notified", args=[token_of(message)]))
    answers["acknowledged"] = Client().get(reverse("notified", args=[token_of(message)]))
    return {name: answer.content.decode() for name, answer in answers.items()}


def test_every_page_is_in_order_at_every_width(pages, shown: Shown):  # noqa: F811
    assert shown.wrong_with(pages) == {name: [] for name in pages}
    assert shown.faults == []
