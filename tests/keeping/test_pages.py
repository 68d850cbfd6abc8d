"""Pages about what is kept: my own, the organisation's, a contract's."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from tests.keeping.conftest import AWARE, OVER, SAID, TOLD, at, told_and_over

from kokoroe.accounts.models import Person
from kokoroe.keeping.erasing import erase_due
from kokoroe.keeping.models import Erasure, ErasureRequest, Hold
from people import NOW, account, runs_the_server
from visitor import Visitor, words

DAY = timedelta(days=1)


@pytest.fixture
def running(full, visit: Visitor) -> Visitor:
    return at(AWARE + DAY, visit)


def copy_of(visit: Visitor, who) -> tuple[dict, list[list[str]]]:
    answer = visit.client(who).post("/me/export")
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    rows = load_workbook(io.BytesIO(archive.read("personal-data.xlsx"))).active.iter_rows(values_only=True)
    return json.loads(archive.read("personal-data.json")), [[str(cell or "") for cell in row] for row in rows]


class TestMe:
    def test_it_says_what_is_held_why_and_until_when(self, running: Visitor):
        said = words(running.client(running.party.worker).get("/me"))
        for text in (
            "実施計画書（名簿・連絡先・作業場所） 契約が求める作業従事者の届出", "保育業務支援システム運用保守業務",
            "令和16年3月31日（契約の終了から7年）", "インシデントの報告と記録", "最後の利用から",
        ):  # fmt: skip
            assert text in said
        assert SAID not in said

    def test_it_asks_the_database_a_bounded_number_of_times(self, running: Visitor):
        client = running.client(running.party.worker)
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/me").status_code == 200
        assert len(asked) <= 17
        officer = running.client(running.party.officer)
        with CaptureQueriesContext(connection) as asked:
            assert officer.get(f"/c/{running.party.contract.code}/keeping").status_code == 200
        assert len(asked) <= 16

    def test_nobody_in_particular_is_led_to_the_sign_in_page(self, running: Visitor):
        for there in ("/me", "/settings/personal-data"):
            assert running.client(None).get(there)["Location"].startswith("/accounts/login/")
        assert running.client(None).post("/me/export").status_code == 302


class TestMyCopy:
    def test_it_holds_my_values_and_nobody_elses(self, running: Visitor):
        Person.objects.filter(account=running.party.worker).update(kana='=HYPERLINK("https://evil.example")')
        found, rows = copy_of(running, running.party.worker)
        kept = {kind["key"]: kind["rows"] for kind in found["kinds"]}
        assert [row["values"]["name"] for row in kept["roster"]] == ["例示 次郎"]
        assert {
            row["values"].get("text") for row in kept["incidents"] if row["model"] == "incidents.Report"
        } == {SAID}
        assert kept["people"][0]["values"]["email"] == "jiro@partner.example"
        text = json.dumps(found, ensure_ascii=False)
        assert [name for name in ("見本 花子", "hanako@", "市役 一子", "他所 三郎") if name in text] == []
        assert "password" not in text.lower().replace("password+", "")
        flat = {cell for row in rows for cell in row}
        assert {"例示 次郎", SAID, '=HYPERLINK("https://evil.example")'} <= flat

    def test_it_names_what_the_ledger_disclosed_of_me(self, running: Visitor):
        found, _rows = copy_of(running, running.party.worker)
        assert SAID in {each["value"] for each in found["ledger"]}

    def test_taking_it_is_an_entry(self, running: Visitor):
        copy_of(running, running.party.worker)
        entry = running.party.worker.organisation.tree.entries.latest("seq")
        assert (entry.act, "rows" in entry.public) == ("keeping.exported", True)

    def test_somebody_who_has_not_shown_who_they_are_lately_is_asked_first(self, running: Visitor, settings):
        settings.KOKOROE_SECOND_FACTOR = "by_role"
        answer = running.client(running.party.worker).post("/me/export")
        assert not answer.headers.get("Content-Type", "").startswith("application/zip")
        assert running.party.worker.organisation.tree.entries.filter(act="keeping.exported").count() == 0


class TestAskingForErasure:
    def test_the_administrator_sees_what_goes_when_and_answers(self, running: Visitor):
        party = running.party
        worker = running.client(party.worker)
        worker.post("/me/erasure")
        assert "すでに届いています" in words(worker.post("/me/erasure", follow=True))
        asked = ErasureRequest.objects.get()
        administrator = running.client(party.officer)
        assert "回答待ち" in words(administrator.get("/settings/personal-data"))
        page = administrator.get(f"/settings/personal-data/requests/{asked.pk}")
        assert "令和16年3月31日" in words(page)
        assert SAID not in words(page)
        administrator.post(f"/settings/personal-data/requests/{asked.pk}")
        assert "回答済みです" in words(worker.get("/me"))
        acts = [entry.act for entry in party.worker.organisation.tree.entries.all()]
        assert acts[-2:] == ["keeping.erasure_asked", "keeping.erasure_answered"]


class TestPeriods:
    def test_who_runs_the_server_sets_them_and_never_below_the_least(self, running: Visitor):
        runs_the_server(running.party.client)
        client = running.client(running.party.client)
        short = client.post("/settings/personal-data/periods", {"kind": "roster", "months": 59})
        assert short.status_code == 422
        assert "60か月から600か月まで" in words(short)
        assert (
            client.post("/settings/personal-data/periods", {"kind": "roster", "months": 96}).status_code
            == 302
        )
        assert "最後の操作のうち最も遅い日から8年" in words(client.get("/settings/personal-data"))
        assert "令和17年3月31日" in words(running.client(running.party.worker).get("/me"))
        assert running.party.client.organisation.tree.entries.latest("seq").act == "keeping.period_set"

    def test_other_administrators_see_who_sets_them(self, running: Visitor):
        runs_the_server(running.party.client)
        client = running.client(running.party.officer)
        assert "「見本市」の管理者が決めます" in words(client.get("/settings/personal-data"))
        assert (
            client.post("/settings/personal-data/periods", {"kind": "roster", "months": 96}).status_code
            == 404
        )


class TestAContract:
    def test_each_side_holds_and_lifts_its_own(self, running: Visitor):
        party = running.party
        reason = "損害賠償の係争のため\N{GRINNING FACE}"  # no paper prints it
        running.post(party.client, "hold_place", **{"hold-reason": reason})
        hold = Hold.objects.get()
        assert hold.reason == reason
        assert "消去を止めています" in words(running.get(party.officer, "keeping"))
        assert "係争等" in words(running.client(party.worker).get("/me"))
        running.post(party.officer, "hold_lift", hold.pk)
        hold.refresh_from_db()
        assert hold.lifted_at is None
        told_and_over(OVER + DAY)
        assert not Erasure.objects.exists()
        running.post(party.client, "hold_lift", hold.pk)
        hold.refresh_from_db()
        assert hold.lifted_by == party.client
        acts = [entry.act for entry in party.contract.tree.entries.all() if entry.act.startswith("keeping.")]
        assert acts == ["keeping.hold_placed", "keeping.hold_lifted"]

    def test_a_worker_reads_and_neither_holds_nor_sees_why(self, running: Visitor):
        party = running.party
        running.post(party.client, "hold_place", **{"hold-reason": "損害賠償の係争のため"})
        page = words(running.get(party.worker, "keeping"))
        assert ("令和16年" in page or "停止中" in page, "損害賠償" in page, "消去を止める" in page) == (
            True,
            False,
            False,
        )
        refused = running.post(party.worker, "hold_place", **{"hold-reason": "x"})
        assert refused.status_code == 403
        assert Hold.objects.count() == 1

    def test_it_is_never_made_shorter(self, running: Visitor):
        odd = running.post(
            running.party.client, "keep_longer", **{"longer-months": "36", "longer-reason": "契約書"}
        )
        assert odd.status_code == 422
        assert 'value="36"' in odd.content.decode()
        assert "いまの保存期間（84か月）より長く" in words(odd)

    def test_asking_for_longer_moves_the_day_by_a_year_and_to_the_whole_once_both_ask(self, running: Visitor):
        officer, client = running.party.officer, running.party.client
        assert (
            running.post(officer, "keep_longer", **{"longer-months": "120"}).status_code == 422
        )  # no reason
        given = {"longer-months": "120", "longer-reason": "契約書第9条"}
        running.post(officer, "keep_longer", **given)
        page = words(running.get(client, "keeping"))
        assert ("令和17年3月31日 まで" in page, "受託者は10年を求めています" in page) == (True, True)
        assert "より長い保存を求めました" in words(running.client(client).get("/notices"))
        running.post(client, "keep_longer", **given)
        assert "令和19年3月31日（契約の終了から10年）" in words(running.get(client, "keeping"))


def test_what_is_announced_stands_on_every_page_and_in_the_list_with_a_way_to_hold_it(full, visit: Visitor):
    erase_due(now=TOLD)
    officer = at(TOLD + DAY, visit).client(full.officer)
    for page in (f"/c/{full.contract.code}/", f"/c/{full.contract.code}/keeping/hold"):
        assert "令和16年3月31日 に消去されます" in words(officer.get(page))
    assert "双方に予告済み" in words(officer.get(f"/c/{full.contract.code}/keeping"))
    listed = words(officer.get("/settings/personal-data"))
    assert f"{full.contract.title} 令和16年3月31日 済み" in listed
    assert "消去を止める 個人データを 令和16年3月31日 に消去します" in words(officer.get("/notices"))
    visit.post(full.officer, "hold_place", **{"hold-reason": "係争のため"})
    hold = Hold.objects.get()
    assert "30日以内に個人データが消える契約はありません" in words(officer.get("/settings/personal-data"))
    visit.post(full.officer, "hold_renew", hold.pk, **{"renew-reason": "控訴審のため"})
    assert list(Hold.objects.order_by("pk").values_list("reason", "lifted_at")) == [
        ("係争のため", visit.now),
        ("控訴審のため", None),
    ]


def test_a_long_name_and_english_are_at_home_on_the_page(running: Visitor):
    made = account("長" * 60, "long@contractor.example", running.party.worker.organisation, now=NOW)
    client = running.client(made)
    client.cookies["django_language"] = "en"
    page = words(client.get("/me"))
    assert "Personal data held about me" in page
    assert "長" * 60 in page
    assert "保存期間" not in page
