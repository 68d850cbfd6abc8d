"""The list of a contract's incidents: what is open first, drills apart, and to each what is theirs."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.duties.incidents.conftest import AWARE
from tests.duties.incidents.test_reporting import card

from kept import kept
from kokoroe.contracts.people import grant
from kokoroe.duties.incidents.appraising import close, merge
from kokoroe.duties.incidents.models import Incident, Report
from people import account
from visitor import words

HOUR = timedelta(hours=1)


@kept
def several(running):
    """One that is late, one that is not, a drill, a false alarm and a duplicate."""
    seat = running.seat("officer")
    late = running.reported(key="late", noticed_at=AWARE - 2 * HOUR, kind="lost")
    running.reported(key="open", kind="outage")
    running.reported(key="drill", kind="insider", drill=True)
    ended = running.reported(key="ended", kind="other")
    close(seat=seat, incident=ended, how="false-alarm", reason="誤報", now=AWARE)
    twice = running.reported(key="twice", kind="lost")
    merge(seat=seat, incident=twice, into=late, now=AWARE)
    return running


def listed(visit, who, query="", at=AWARE):
    visit.now = at
    return visit.get(who, "incidents", query=query)


def test_what_is_due_first_stands_first_and_the_ended_below(visit, several):
    page = listed(visit, visit.party.officer)
    rows = page.context["rows"]
    assert [row["incident"].number for row in rows["open"]] == ["2026-001", "2026-002"]
    assert [row["incident"].number for row in rows["drills"]] == ["2026-T01"]
    assert [row["incident"].number for row in rows["ended"]] == ["2026-004", "2026-003"]
    said = words(page)
    assert said.index("対応中 ") < said.index("【訓練】") < said.index("終了したもの")
    for shown in (
        "第一報 2026年4月19日 13:00（1時間超過）",
        "期限超過",
        "誤報",
        "2026-001 に統合",
        "残り 1時間",
    ):
        assert shown in said


def test_reporting_and_a_drill_are_one_press_away(visit, running):
    html = listed(visit, visit.party.officer).content.decode()
    assert visit.path("incident_report") in html
    assert f"{visit.path('incident_report')}?drill=1" in html
    worker = listed(visit, visit.party.worker).content.decode()
    assert visit.path("incident_report") in worker
    assert "?drill=1" not in worker
    client = listed(visit, visit.party.client).content.decode()
    assert visit.path("incident_report") in client
    assert "?drill=1" not in client


def test_an_empty_list_says_what_to_do(visit, running):
    assert "すぐに報告してください" in words(listed(visit, visit.party.officer))
    assert "受託者が報告すると" in words(listed(visit, visit.party.client))


def test_a_worker_sees_what_they_reported_and_nothing_else(visit, several):
    seat = several.seat("officer")
    several.reported(seat=seat, key="officers", kind="altered", text="役員だけの話")
    page = listed(visit, visit.party.worker)
    assert page.context["pages"].keys() == {"own"}
    html = page.content.decode()
    assert "役員だけの話" not in html
    assert visit.path("incident", "2026-001") not in html
    own = Report.objects.get(key="late")
    assert visit.path("incident_reported", own.pk) in html


def test_the_client_opens_them_and_sees_no_reports_by_card(visit, several):
    card(several)
    html = listed(visit, visit.party.client).content.decode()
    assert visit.path("incident", "2026-001") in html
    assert "鞄を電車に" not in html


def test_who_only_reads_for_the_client_sees_kinds_and_no_titles(visit, several):
    reader = account("市役 二子", "futako@city.example", visit.party.contract.client)
    grant(
        contract=visit.party.contract,
        account=reader,
        party="client",
        role="reads",
        by=visit.party.client,
        now=AWARE,
    )
    Incident.objects.filter(number="2026-001").update(title="例示 次郎の鞄の紛失")
    html = listed(visit, reader).content.decode()
    assert "例示 次郎" not in html
    assert "書類・媒体・端末の紛失" in html
    assert visit.path("incident", "2026-001") not in html


def test_long_lists_come_in_pages(visit, running):
    for number in range(55):
        running.reported(key=f"k{number}")
    page = listed(visit, visit.party.officer)
    assert len(page.context["rows"]["open"]) == 50
    assert "?only=open" in page.content.decode()
    assert len(listed(visit, visit.party.officer, "?only=open&page=2").context["rows"]["open"]) == 5
    assert listed(visit, visit.party.officer, "?only=nonsense&page=x").status_code == 200


def test_it_takes_the_same_queries_whatever_there_is(visit, several):
    def asked():
        client = visit.client(visit.party.officer)
        with CaptureQueriesContext(connection) as found:
            assert client.get(visit.path("incidents")).status_code == 200
        return len(found)

    visit.now = AWARE
    card(several)
    before = asked()
    for number in range(8):
        several.reported(key=f"more{number}", kind="malware")
        several.reported(key=f"drill{number}", drill=True)
        card(several, key=f"card{number}")
    assert asked() == before


class TestReportsByCard:
    def waiting(self, running, **given):
        return card(running, **given)

    def test_one_that_waits_is_shown_to_who_prepares(self, visit, running):
        row = self.waiting(running)
        said = words(listed(visit, visit.party.officer))
        for shown in (
            "カードから届いた報告（確認待ち）",
            "鞄を電車に置き忘れた。",
            "例示 四郎",
            "090-0000-0000",
        ):
            assert shown in said
        page = visit.get(visit.party.officer, "card_report", row.pk)
        assert "鞄を電車に置き忘れた。" in words(page)

    def test_confirming_it_opens_the_incident(self, visit, running):
        row = self.waiting(running)
        visit.now = AWARE + HOUR / 2
        answer = visit.post(visit.party.officer, "card_report", row.pk, act="confirm")
        assert answer["Location"] == visit.path("incident", "2026-001")
        assert Incident.objects.get().appraisal.aware_at == AWARE
        again = visit.post(visit.party.officer, "card_report", row.pk, act="confirm")
        assert again.status_code == 422
        assert "すでに処理されています" in words(again)

    def test_it_joins_one_that_is_open(self, visit, running):
        known = running.reported()
        row = self.waiting(running)
        visit.now = AWARE
        visit.post(visit.party.officer, "card_report", row.pk, **{"act": "join", "join-into": known.pk})
        row.refresh_from_db()
        assert (row.incident_id, Incident.objects.count()) == (known.pk, 1)

    def test_it_is_dismissed_with_a_reason_and_not_without(self, visit, running):
        row = self.waiting(running)
        visit.now = AWARE
        wrong = visit.post(
            visit.party.officer, "card_report", row.pk, **{"act": "dismiss", "dismiss-reason": " "}
        )
        assert wrong.status_code == 422
        answer = visit.post(
            visit.party.officer,
            "card_report",
            row.pk,
            **{"act": "dismiss", "dismiss-reason": "すぐに見つかった。"},
        )
        assert answer["Location"] == visit.path("incidents")
        assert "すぐに見つかった。" in words(visit.get(visit.party.officer, "card_report", row.pk))

    def test_others_do_not_find_it(self, visit, running):
        row, party = self.waiting(running), visit.party
        for who, status in ((party.worker, 403), (party.client, 403), (party.outsider, 404)):
            assert visit.get(who, "card_report", row.pk).status_code == status
            assert visit.post(who, "card_report", row.pk, act="confirm").status_code == status
        assert Incident.objects.count() == 0
        assert visit.post(party.officer, "card_report", row.pk, act="nonsense").status_code == 404
