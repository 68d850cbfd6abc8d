"""The report book of an incident: everything for the contractor, for the client what was put before it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from tests.duties.incidents.conftest import AWARE
from tests.duties.incidents.writing.conftest import DETAILED, FIRST, PLAN

from kept import kept
from kokoroe import clock
from kokoroe.duties.incidents.after.consulting import record_minutes
from kokoroe.duties.incidents.after.learning import learn
from kokoroe.duties.incidents.writing.book import book
from kokoroe.duties.incidents.writing.submitting import record_delivery
from kokoroe.submissions.actions import accept, give_back, withdraw
from visitor import Visitor

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
NOW = AWARE + 30 * HOUR


@kept
def told(desk):
    """A first report late, a plan returned, withdrawn, and approved; a note before and one after the last report."""
    incident = desk.filled(possibility=True)
    by = desk.party.officer
    incident.notes.create(at=AWARE, text="報告に載った覚え", recorded_at=AWARE, by=by)
    desk.submit(incident, FIRST, AWARE + 61 * MINUTE, delay_reason="回線が切れていた。")
    record_delivery(
        seat=desk.seat("officer", AWARE + 62 * MINUTE), incident=incident, stage=FIRST, how="phone", who="見本 太郎",
        whom="市役 一子", at=AWARE + 30 * MINUTE, now=AWARE + 62 * MINUTE,
    )  # fmt: skip
    desk.submit(incident, DETAILED, AWARE + 7 * HOUR)
    plan = desk.submit(incident, PLAN, AWARE + 10 * HOUR)
    at = AWARE + 11 * HOUR
    give_back(
        seat=desk.seat("client", at), submission=plan.submission, comment="恒久措置を足すこと。", now=at
    )
    plan = desk.submit(incident, PLAN, AWARE + 12 * HOUR)
    withdraw(seat=desk.seat("officer", AWARE + 13 * HOUR), submission=plan.submission, now=AWARE + 13 * HOUR)
    plan = desk.submit(incident, PLAN, AWARE + 14 * HOUR)
    accept(seat=desk.seat("client", AWARE + 15 * HOUR), submission=plan.submission, now=AWARE + 15 * HOUR)
    incident.notes.create(
        at=AWARE + 20 * HOUR, text="まだ報告していない覚え", recorded_at=AWARE + 20 * HOUR, by=by
    )
    incident.files.create(
        contract=desk.party.contract, name="内部.log", media_type="text/plain", content=b"x", size=1, sha256="0" * 64,
        added_at=AWARE + 20 * HOUR, by=by,
    )  # fmt: skip
    desk.write(incident, AWARE + 21 * HOUR, what="まだ提出していない文")
    return incident


def test_it_tells_how_each_stage_went_and_why_it_was_late(told):
    rows = {row.title: row for row in book(told, party="client", now=NOW).stages}
    assert (rows["第一報"].late_reason, rows["第一報"].answered_by) == ("回線が切れていた。", "到達")
    assert (rows["是正処置案"].met_at, rows["是正処置案"].answered_by) == (AWARE + 15 * HOUR, "承認")
    assert rows["結果報告"].met_at is None


def test_reports_are_in_it_in_their_order_but_for_what_was_withdrawn(told):
    made = book(told, party="contractor", now=NOW)
    assert [(paper.stage, paper.version) for paper in made.reports] == [
        ("第一報", 1),
        ("詳細報告", 1),
        ("是正処置案", 1),
        ("是正処置案の訂正", 3),
    ]
    assert [(row.outcome, row.text) for row in made.decisions] == [
        ("差戻し", "恒久措置を足すこと。"),
        ("承認", ""),
    ]


def test_deliveries_name_whom_each_report_reached_and_by_which_way(told):
    rows = book(told, party="client", now=NOW).deliveries
    assert ("（口頭）", "見本 太郎 → 市役 一子", "電話で知らせた") in {
        (r.paper, r.who, r.channel) for r in rows
    }
    first = [(row.who, row.channel, row.at) for row in rows if row.paper == "第一報 第1版"]
    assert first == [("市役 一子", "受信箱", AWARE + 61 * MINUTE), ("市役 一子", "メール", None)]


def test_the_clients_copy_holds_what_was_put_before_it_and_no_more(told):
    own, theirs = (book(told, party=party, now=NOW) for party in ("contractor", "client"))
    events = [[event.text for event in made.timeline] for made in (own, theirs)]
    assert ["まだ報告していない覚え" in told_ for told_ in events] == [True, False]
    assert ["報告に載った覚え" in told_ for told_ in events] == [True, True]
    assert ["是正処置案の訂正（第3版）：承認" in told_ for told_ in events] == [True, True]
    assert (own.summary, theirs.summary != own.summary) == ("まだ提出していない文", True)
    assert [[row.name for row in made.evidence] for made in (own, theirs)] == [["内部.log"], []]


def test_nothing_stands_twice_in_the_clients_timeline(told):
    rows = [(event.at, event.text) for event in book(told, party="client", now=NOW).timeline]
    assert len(rows) == len(set(rows))


def test_consultation_lessons_and_the_law_are_in_both_copies(told, desk):
    client = desk.seat("client", NOW)
    record_minutes(
        seat=client, incident=told, seen=0, held_at=NOW - HOUR, means="電話", now=NOW,
        topics={"damages": ("費用の負担", "受託者が負担する。")},
    )  # fmt: skip
    learn(seat=client, incident=told, text="連絡先を紙でも持つ。", now=NOW)
    for party in ("contractor", "client"):
        made = book(told, party=party, now=NOW)
        [minutes] = made.consultations
        assert [(topic.asked, topic.agreed) for topic in minutes.topics] == [
            ("費用の負担", "受託者が負担する。")
        ]
        assert [(part.label, part.entries) for part in made.lessons] == [
            ("委託者", ("連絡先を紙でも持つ。",))
        ]


class TestItsAddress:
    @pytest.fixture
    def visitor(self, desk, monkeypatch):
        cache.clear()
        made = Visitor(desk.party)
        made.now = NOW
        monkeypatch.setattr(clock, "now", lambda: made.now)
        return made

    def test_both_parties_get_theirs_as_a_file(self, told, desk, visitor):
        for who in (desk.party.officer, desk.party.client):
            response = visitor.get(who, "incident_book", told.number)
            assert (response.status_code, response.content[:5]) == (200, b"%PDF-")
        assert visitor.get(desk.party.worker, "incident_book", told.number).status_code == 403

    def test_a_drill_says_so_in_its_name(self, desk, visitor):
        incident = desk.filled(drill=True, at=NOW)
        response = visitor.get(desk.party.officer, "incident_book", incident.number)
        assert "%E8%A8%93%E7%B7%B4-" in response["Content-Disposition"]
        assert book(incident, party="client", now=NOW).letter.drill is True

    def test_what_cannot_be_printed_is_said_on_the_incidents_page(self, told, desk, visitor):
        told.notes.create(at=AWARE, text="字 \U000f1234", recorded_at=AWARE, by=desk.party.officer)
        client = visitor.client(desk.party.officer)
        page = client.get(visitor.path("incident_book", told.number), follow=True)
        assert "印刷できない文字" in page.content.decode()
