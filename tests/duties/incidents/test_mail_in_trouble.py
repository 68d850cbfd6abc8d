"""A first report while the client's mail server makes trouble: nothing is lost, nothing is silent, the page says so.

The client has no account here, so that the report counts once a mail server has taken it. The servers are real ones,
on this machine; an hour goes by when the test says so.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from functools import partial

import pytest
from tests.duties.incidents.conftest import AWARE
from tests.duties.incidents.writing.conftest import FIRST, WORDS, Writing

from clock.channels.servers import MailBox, WebServer, smtp, web
from kokoroe import clock
from kokoroe.clock.channels import actions, mail
from kokoroe.clock.channels.webhook import new_secret
from kokoroe.clock.loop import fire, send
from kokoroe.clock.models import Message
from kokoroe.clock.pulse import missed_alarms
from kokoroe.duties.incidents.models import Incident, StageReport
from people import People
from visitor import Visitor, words

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
CLIENT, OFFICER, DEPUTY = "ichiko@city.example", "taro@contractor.example", "hanako@contractor.example"


@dataclass
class Post:
    """The way of the mails: what arrived, and a clock that the test moves."""

    box: MailBox
    hook: WebServer
    visit: Visitor
    incident: Incident | None = None

    def at(self, moment: datetime) -> int:
        """Look for what is due and send what waits, at this moment."""
        self.visit.now = moment
        fire(now=moment)
        return send(now=moment)

    def until(self, end: datetime) -> None:
        """Send at every moment at which something wants to be tried again, until `end`."""
        while True:
            waiting = Message.objects.filter(sent_at__isnull=True, void_at__isnull=True)
            found = waiting.order_by("next_at").values_list("next_at", flat=True).first()
            if found is None or found > end:
                break
            self.at(max(found, self.visit.now))
        self.at(end)

    def letters(self, to: str) -> list:
        """The mails that a person got."""
        found = [message_from_bytes(each.content, policy=policy.default) for each in self.box.got]
        return [each for each in found if each["To"] == to]

    def page(self) -> str:
        """What the page of the report's writing says to the officer."""
        report = StageReport.objects.get()
        return words(self.visit.get(self.visit.party.officer, "submission", report.submission_id))

    def stands(self, desk: Writing) -> tuple:
        return desk.stands(self.incident, FIRST, self.visit.now)


@pytest.fixture
def desk(party: People) -> Writing:
    made = Writing(party)
    party.client.client_roles.all().update(until=AWARE - timedelta(days=1))
    return made


@pytest.fixture
def post(desk: Writing, settings, monkeypatch):
    """A mail server and a webhook that steps in; an incident was reported, its first mails are out."""
    settings.KOKOROE_WEBHOOK_PRIVATE = frozenset({"1"})
    visit = Visitor(desk.party)
    visit.now = AWARE
    monkeypatch.setattr(clock, "now", lambda: visit.now)
    monkeypatch.setattr(mail, "send", partial(mail.send, seconds=1.0))
    with smtp() as box, web() as hook:
        settings.KOKOROE_SMTP_URL = address_of(box)
        actions.add_channel(
            by=desk.party.officer, kind="webhook", name="自社の監視", shown="127.0.0.1", always=False, now=AWARE,
            config={"url": hook.url, "secret": new_secret()},
        )  # fmt: skip
        made = Post(box, hook, visit)
        incident = desk.reported(seat=desk.seat("officer"))
        desk.write(incident, **WORDS)
        made.incident = incident
        made.at(AWARE)
        assert sorted(each["To"] for each in map(parsed, box.got)) == [DEPUTY, OFFICER]
        box.got.clear()
        yield made


def parsed(envelope):
    return message_from_bytes(envelope.content, policy=policy.default)


def address_of(box: MailBox) -> str:
    return f"smtp://127.0.0.1:{box.port}?from=kokoroe@city.example&security=none"


def submitted(post: Post, desk: Writing, *, at: datetime = AWARE + 10 * MINUTE) -> StageReport:
    post.visit.now = at
    return desk.submit(post.incident, FIRST, at)


def nothing_is_lost(post: Post) -> None:
    """Every message was taken by its channel, and no alarm is left behind."""
    assert not Message.objects.filter(sent_at__isnull=True, void_at__isnull=True).exists()
    assert missed_alarms(now=post.visit.now) == []


def test_a_server_that_is_well_takes_it_and_the_stage_is_met(post, desk):
    submitted(post, desk)
    assert "まだ委託者に届いていません" in post.page()
    assert post.at(AWARE + 10 * MINUTE + SECOND) == 3
    assert post.stands(desk) == ("met", None)
    assert "まだ委託者に届いていません" not in post.page()
    nothing_is_lost(post)


def test_refused_for_good_it_is_tried_on_the_channel_steps_in_and_the_page_says_why(post, desk):
    submitted(post, desk)
    post.box.recipient = "550 5.1.1 no such user"
    post.until(AWARE + 12 * MINUTE)
    assert post.box.got == []
    assert [each.json["data"]["subject"] for each in post.hook.got] == ["第一報：インシデント 2026-001"], (
        "one for the contractor's people; the client's organisation has no channel"
    )
    page = post.page()
    for said in ("まだ委託者に届いていません", CLIENT, "から届いていません", "550 5.1.1 no such user"):
        assert said in page
    assert post.stands(desk) == ("due_soon", None)

    post.box.recipient = "250 OK"
    post.until(AWARE + 50 * MINUTE)
    (arrived,) = post.letters(CLIENT)
    assert arrived.get_content().splitlines()[0] == "再送（重複の可能性があります）"
    assert post.stands(desk)[0] == "met"
    assert "まだ委託者に届いていません" not in post.page()
    nothing_is_lost(post)


def test_an_address_of_the_clients_that_is_wrong_keeps_the_contractors_ladder_going(post, desk):
    submitted(post, desk)
    post.box.refused[CLIENT] = "550 5.1.1 no such user"
    post.until(AWARE + HOUR)
    alarms = [each for each in post.letters(OFFICER) if "期限" in each["Subject"]]
    assert [each["Subject"].strip().partition("：")[0] for each in alarms] == [
        "期限は2026年4月19日 15:00"
    ] * 3, "true whenever it is read"
    assert "に提出されましたが、まだ届いていません" in alarms[-1].get_content()
    assert "提出する" not in alarms[-1].get_content()


def test_put_off_by_a_greylist_it_arrives_five_seconds_later_without_any_other_channel(post, desk):
    submitted(post, desk)
    post.box.recipient = "451 4.7.1 greylisted, try again"
    assert post.at(AWARE + 10 * MINUTE) == 0
    assert "451 4.7.1 greylisted" in post.page()
    post.box.recipient = "250 OK"
    assert post.at(AWARE + 10 * MINUTE + 4 * SECOND) == 0
    assert post.at(AWARE + 10 * MINUTE + 5 * SECOND) == 3
    assert post.hook.got == []
    assert post.stands(desk) == ("met", None)
    nothing_is_lost(post)


def test_taken_but_not_confirmed_is_not_called_sent_and_the_repeat_says_so(post, desk):
    submitted(post, desk)
    post.box.wait = 2.5
    assert post.at(AWARE + 10 * MINUTE) == 0
    assert "届いたかどうかは確認できていません" in post.page()
    assert post.stands(desk) == ("due_soon", None)
    post.box.wait = 0
    assert post.at(AWARE + 10 * MINUTE + 5 * SECOND) == 3
    first, second = post.letters(CLIENT)
    assert first["Message-ID"] == second["Message-ID"]
    assert ["再送" in each.get_content() for each in (first, second)] == [False, True]
    assert post.stands(desk) == ("met", None)
    nothing_is_lost(post)


def test_slow_is_not_failed(post, desk):
    submitted(post, desk)
    post.box.wait = 0.3
    assert post.at(AWARE + 10 * MINUTE) == 3
    assert [len(post.letters(one)) for one in (CLIENT, OFFICER, DEPUTY)] == [1, 1, 1]
    assert list(Message.objects.values_list("attempts", flat=True).distinct()) == [1]
    nothing_is_lost(post)


def test_gone_for_an_hour_everything_arrives_once_afterwards_late_and_saying_so(post, desk, settings):
    with smtp() as gone:
        pass
    settings.KOKOROE_SMTP_URL = address_of(gone)
    submitted(post, desk)
    back = AWARE + 70 * MINUTE
    post.until(back)
    assert post.box.got == []
    assert "に接続できません" in post.page()
    assert post.stands(desk)[0] == "late", "nobody has it, so nothing is reported"
    told = [each.json["data"]["subject"] for each in post.hook.got]
    assert told == [
        "第一報：インシデント 2026-001",
        *["期限は2026年4月19日 15:00：インシデント 2026-001 2(4)イ"] * 2,
        "期限の2026年4月19日 15:00を過ぎました：インシデント 2026-001 2(4)イ",
    ]

    settings.KOKOROE_SMTP_URL = address_of(post.box)
    post.until(back + 15 * MINUTE)
    (arrived,) = post.letters(CLIENT)
    assert "送信先に届けられなかったため" in arrived.get_content()
    state, late_by = post.stands(desk)
    assert (state, 10 * MINUTE <= late_by <= 25 * MINUTE) == ("met", True)
    ids = [each["Message-ID"] for each in map(parsed, post.box.got)]
    assert len(ids) == len(set(ids)) == Message.objects.filter(channel="email", created_at__gt=AWARE).count()
    nothing_is_lost(post)
