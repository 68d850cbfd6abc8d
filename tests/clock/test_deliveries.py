from datetime import timedelta

import pytest
from django.template.loader import render_to_string

from kokoroe.annex.text import Text
from kokoroe.clock.announce import announce
from kokoroe.clock.channels import actions
from kokoroe.clock.deliveries import deliveries_of
from kokoroe.clock.loop import fire, send
from kokoroe.clock.models import Notice
from kokoroe.clock.recipients import Words, of_account, of_contact
from kokoroe.clock.senders import Undelivered
from people import NOW, People

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def told(party: People):
    """News to an account and to a contact, and to the contractor's chat."""
    actions.add_channel(
        by=party.officer, kind="chat", name="チャット", config={}, shown="Slack", always=True, now=NOW
    )
    announce(
        contract=party.contract,
        kind="sample",
        ref="7",
        key="sample:7",
        words=Words(Text("件名", "Subject"), Text("本文", "Body")),
        to=[
            of_account(party.officer, "contractor"),
            of_contact(name="市役 二郎", party="client", email="jiro@city.example"),
        ],
        now=NOW,
    )


def takes(message) -> str:
    return "250 ok"


def fails(message) -> str:
    raise Undelivered("だめ\nno")


def ways(party: People) -> dict[str, list]:
    (event,) = deliveries_of(party.contract, "sample", "7")
    return {person.name: person.ways for person in event.recipients}


def text(party: People, language: str = "ja") -> str:
    from django.utils.translation import override

    with override(language):
        return render_to_string(
            "clock/deliveries.html", {"told": deliveries_of(party.contract, "sample", "7")}
        )


def test_nothing_told_is_said(party: People):
    assert deliveries_of(party.contract, "sample", "7") == []
    assert "まだだれにも知らせていません" in text(party)


def test_everybody_stands_there_once_with_every_way(told, party: People):
    found = ways(party)
    assert {name: [way.channel.ja for way in each] for name, each in found.items()} == {
        "見本 太郎": ["画面のお知らせ", "メール"],
        "市役 二郎": ["メール"],
        "チャット": ["チャット"],
    }
    assert text(party).count("まだ確認できていません") == 3


def test_what_was_taken_says_when_and_what_the_server_said(told, party: People):
    send(now=NOW + MINUTE, deliver=takes)
    (way,) = ways(party)["市役 二郎"]
    assert (way.at, way.reference, way.address) == (NOW + MINUTE, "250 ok", "jiro@city.example")
    assert "2026年3月20日 10:01 に送信" in text(party)


def test_what_fails_says_since_when_and_why_in_the_readers_language(told, party: People):
    send(now=NOW, deliver=fails)
    (way,) = ways(party)["市役 二郎"]
    assert (way.at, way.failing_since, way.failures) == (None, NOW, 1)
    assert way.reason == Text("だめ", "no")
    assert "10:00 から届いていません（失敗 1回。続けています）" in text(party)
    assert "Not delivered since 20 Mar 2026, 10:00 JST (failed attempts: 1; trying on)" in text(party, "en")


def test_a_notice_says_when_it_was_read(told, party: People):
    assert "まだ読まれていません" in text(party)
    Notice.objects.update(seen_at=NOW + 5 * MINUTE)
    assert "10:05 に既読" in text(party)


def test_every_rung_is_an_event_of_its_own_the_newest_first(party: People, sample):
    sample.set()
    fire(now=NOW + 30 * MINUTE)
    fire(now=NOW + 45 * MINUTE)
    events = deliveries_of(party.contract, "sample", "1")
    assert [event.subject.ja for event in events] == ["期限 -900", "期限 -1800"]
    assert [len(event.recipients) for event in events] == [1, 1]


def test_what_steps_in_belongs_to_the_same_event(told, party: People):
    actions.add_channel(
        by=party.officer, kind="chat", name="控え", config={}, shown="", always=False, now=NOW
    )
    send(now=NOW, deliver=fails)
    send(now=NOW + MINUTE, deliver=fails)
    assert set(ways(party)) == {"見本 太郎", "市役 二郎", "チャット", "控え"}


def test_it_asks_three_queries_however_many_there_are(told, party: People, django_assert_num_queries):
    with django_assert_num_queries(3):
        deliveries_of(party.contract, "sample", "7")


def test_another_contracts_deliveries_are_not_among_them(told, party: People):
    from kokoroe.contracts.actions import create_contract
    from people import ENDS, STARTS

    other = create_contract(
        title="別の契約",
        number="2",
        annex="sapporo",
        client=party.contract.client,
        contractor=party.contract.contractor,
        on={"starts": STARTS, "ends": ENDS},
        by=party.officer,
        now=NOW,
    )
    assert deliveries_of(other, "sample", "7") == []
