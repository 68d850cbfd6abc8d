"""The form of a stage as a page: saved, looked at, submitted; and the record of a call."""

from datetime import timedelta
from html import unescape

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.duties.incidents.conftest import AWARE
from tests.duties.incidents.writing.conftest import FIRST, PLAN, WORDS

from kept import kept
from kokoroe import clock
from kokoroe.clock.models import Message
from kokoroe.contracts.people import grant
from kokoroe.duties.incidents.models import Delivery, Incident, StageReport
from kokoroe.duties.incidents.writing.form import values_of
from kokoroe.submissions.actions import accept
from visitor import Visitor, words

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def visitor(desk, monkeypatch):
    cache.clear()
    made = Visitor(desk.party)
    made.now = AWARE + 20 * MINUTE
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made


@kept
def two(desk):
    party = desk.party
    grant(
        contract=party.contract,
        account=party.worker,
        party="contractor",
        role="prepares",
        by=party.officer,
        now=AWARE,
    )
    return desk


def post(visitor, incident, stage=FIRST, *, who=None, act="save", edit=None, version=1, **typed):
    values = {key: value for key, value in values_of(Incident.objects.get(pk=incident.pk)).items() if value}
    return visitor.post(
        who or visitor.party.officer,
        "incident_stage",
        incident.number,
        stage,
        act=act,
        edit=incident.edit if edit is None else edit,
        version=version,
        **{**values, **typed},
    )


def said(response) -> str:
    return unescape(words(response))


class TestTheForm:
    def test_it_shows_what_is_known_what_is_missing_and_whom_it_reaches(self, desk, visitor):
        incident = desk.reported(text="通知メールを別の園に送った。")
        page = said(visitor.get(desk.party.officer, "incident_stage", incident.number, FIRST))
        assert "通知メールを別の園に送った。" in page
        assert "「委託業務への影響」を書いてください。" in page
        assert "委託者 1名へ直ちに通知されます" in page
        assert "根本原因" not in page

    def test_a_later_stage_has_more_fields(self, desk, visitor):
        incident = desk.reported()
        page = said(visitor.get(desk.party.officer, "incident_stage", incident.number, PLAN))
        assert "根本原因" in page
        assert "承認を求めます" in page

    def test_it_is_for_who_prepares_for_the_contractor(self, desk, visitor):
        incident = desk.reported()
        for who in (desk.party.client, desk.party.worker):
            for name in ("incident_stage", "incident_stage_preview"):
                assert visitor.get(who, name, incident.number, FIRST).status_code == 403
            assert visitor.get(who, "incident_delivery", incident.number).status_code == 403
        assert (
            visitor.get(desk.party.officer, "incident_stage", incident.number, "no-such").status_code == 404
        )
        assert visitor.get(desk.party.officer, "incident_stage", "1999-001", FIRST).status_code == 404

    def test_it_takes_the_same_queries_however_much_there_is(self, desk, visitor):
        incident = desk.filled()

        def queries():
            with CaptureQueriesContext(connection) as found:
                assert (
                    visitor.get(desk.party.officer, "incident_stage", incident.number, FIRST).status_code
                    == 200
                )
            return len(found)

        desk.submit(incident, FIRST, AWARE + MINUTE)
        few = queries()
        for round_ in range(3):
            at = AWARE + (2 + round_) * MINUTE
            desk.write(incident, at, persons=str(1000 + round_))
            desk.submit(incident, FIRST, at)
        assert queries() == few


class TestSaving:
    def test_what_was_typed_is_kept(self, desk, visitor):
        incident = desk.reported()
        response = post(visitor, incident, cause="x", information="子どもの氏名", persons=" １，０４８名 ")
        assert response["Location"] == visitor.path("incident_stage", incident.number, FIRST)
        details = Incident.objects.get().details
        assert (details["information"], details["persons"]) == ("子どもの氏名", "1,048名")
        assert "cause" not in details

    def test_a_number_that_is_none_is_refused_in_place_and_nothing_typed_is_lost(self, desk, visitor):
        incident = desk.reported()
        response = post(visitor, incident, persons="たくさん", information="氏名")
        assert response.status_code == 422
        page = response.content.decode()
        assert "数を入れてください" in page
        assert 'value="たくさん"' in page
        assert ">\n氏名</textarea>" in page
        assert 'name="edit" value="0"' in page

    def test_two_who_write_the_same_field_both_see_both(self, two, visitor):
        incident = two.reported()
        post(visitor, incident, what="一人目の文", information="一人目だけの欄")
        response = post(visitor, incident, who=two.party.worker, edit=0, what="二人目の文", records="12",
                        information="")  # fmt: skip
        assert response.status_code == 422
        page = said(response)
        assert "見本 太郎さんが 2026年4月19日 14:20 に同じ欄を書き換えました" in page
        assert "一人目の文" in page
        assert ">\n二人目の文</textarea>" in response.content.decode()
        assert 'name="edit" value="2"' in response.content.decode()
        stored = Incident.objects.get().details
        assert (stored["what"], stored["records"]) == ("一人目の文", "12件")
        again = post(visitor, incident, who=two.party.worker, edit=2, what="二人の文")
        assert again.status_code == 302
        assert Incident.objects.get().details["what"] == "二人の文"

    def test_why_it_is_late_is_kept_with_the_draft(self, desk, visitor):
        incident = desk.reported()
        visitor.now = AWARE + 2 * HOUR
        post(visitor, incident, **{"delay.1.first-report": "回線が切れていた。"})
        page = visitor.get(desk.party.officer, "incident_stage", incident.number, FIRST)
        assert ">\n回線が切れていた。</textarea>" in page.content.decode()


class TestSubmitting:
    def test_what_is_missing_is_said_at_its_field_and_what_was_typed_is_saved(self, desk, visitor):
        incident = desk.reported(text="")
        response = post(visitor, incident, act="submit", information="氏名")
        assert response.status_code == 422
        assert "「発生内容」を書いてください。" in said(response)
        assert 'aria-invalid="true"' in response.content.decode()
        assert Incident.objects.get().details["information"] == "氏名"
        assert StageReport.objects.count() == 0

    def test_it_leads_to_the_incident_and_says_that_it_has_arrived(self, desk, visitor):
        incident = desk.reported()
        response = post(visitor, incident, act="submit", client_effect="none")
        assert response["Location"] == visitor.path("incident", incident.number)
        assert StageReport.objects.get().arrived_at == visitor.now

    def test_late_it_asks_why_in_its_own_field(self, desk, visitor):
        incident = desk.reported()
        visitor.now = AWARE + HOUR + timedelta(microseconds=1)
        response = post(visitor, incident, act="submit", client_effect="none")
        assert (response.status_code, "遅れた理由を書いてください" in said(response)) == (422, True)
        reason = {"delay.1.first-report": "回線が切れていた。"}
        assert post(visitor, Incident.objects.get(), act="submit", **reason).status_code == 302
        assert StageReport.objects.get().delay_reason == "回線が切れていた。"

    def test_pressed_twice_it_leads_to_the_one_submission(self, desk, visitor):
        incident = desk.reported()
        post(visitor, incident, act="submit", client_effect="none")
        report = StageReport.objects.get()
        response = post(visitor, incident, act="submit", client_effect="none")
        assert response["Location"] == visitor.path("submission", report.submission_id)

    def test_what_cannot_be_printed_is_said_at_its_field(self, desk, visitor):
        incident = desk.filled()
        response = post(visitor, incident, act="submit", what="字 \U000f1234")
        assert (response.status_code, "印刷できない文字" in said(response)) == (422, True)
        assert StageReport.objects.count() == 0

    def test_a_paper_that_cannot_be_made_is_said_on_the_form(self, desk, visitor):
        incident = desk.filled()
        incident.notes.create(at=AWARE, text="字 \U000f1234", recorded_at=AWARE, by=desk.party.officer)
        for act in ("preview", "submit"):
            response = post(visitor, incident, "detailed-report", act=act)
            assert (response.status_code, "印刷できない文字" in said(response)) == (422, True)
        assert StageReport.objects.count() == 0

    def test_words_by_somebody_else_are_seen_before_it_is_submitted(self, two, visitor):
        incident = two.filled()
        post(visitor, incident, who=two.party.worker, persons="2000")
        response = post(visitor, incident, act="submit", edit=incident.edit, persons=WORDS["persons"])
        page = said(response)
        assert response.status_code == 422
        assert "ほかの人が書いた欄" in page
        assert 'value="2,000人"' in response.content.decode()
        assert StageReport.objects.count() == 0

    def test_without_anyone_to_reach_it_says_that_nothing_is_reported_yet(self, desk, visitor):
        incident = desk.filled()
        desk.party.client.client_roles.all().update(until=AWARE - HOUR)
        for version in desk.party.contract.plan_versions.all():
            version.contacts.filter(party="client").update(email="")
        page = said(visitor.get(desk.party.officer, "incident_stage", incident.number, FIRST))
        assert "委託者に届け先がありません" in page
        client = visitor.client(desk.party.officer)
        typed = {key: value for key, value in values_of(incident).items() if value}
        data = {"act": "submit", "edit": incident.edit, "version": 1, **typed}
        answer = client.post(visitor.path("incident_stage", incident.number, FIRST), data, follow=True)
        assert "届けて記録するまで、報告したことになりません" in said(answer)
        assert not Message.objects.filter(kind="incident.report", recipient_party="client").exists()


class TestThePreview:
    def test_it_saves_and_shows_the_paper_below_the_form(self, desk, visitor):
        incident = desk.filled()
        response = post(visitor, incident, act="preview", records="12")
        assert response["Location"].endswith("/reports/first-report/?preview#preview")
        assert Incident.objects.get().details["records"] == "12件"
        page = visitor.get(desk.party.officer, "incident_stage", incident.number, FIRST, query="?preview")
        assert "<iframe" in page.content.decode()
        pdf = visitor.get(desk.party.officer, "incident_stage_preview", incident.number, FIRST)
        assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")


class TestACorrection:
    def test_while_the_client_decides_the_form_keeps_what_is_added_and_submits_nothing(self, desk, visitor):
        incident = desk.filled()
        report = desk.submit(incident, PLAN, AWARE + MINUTE)
        page = visitor.get(desk.party.officer, "incident_stage", incident.number, PLAN)
        assert "第1版が委託者の回答を待っています" in said(page)
        assert 'value="submit"' not in page.content.decode()
        accept(seat=desk.seat("client", visitor.now), submission=report.submission, now=visitor.now)
        page = visitor.get(desk.party.officer, "incident_stage", incident.number, PLAN)
        assert "是正処置案（第2版）を提出する" in said(page)


class TestACall:
    def tell(self, desk, visitor, incident, **given):
        wanted = {
            "how": "phone",
            "what": f"stage-{FIRST}",
            "who": "見本 太郎",
            "whom": "市役 一子",
            "at": "2026-04-19T14:20",
        }
        return visitor.post(desk.party.officer, "incident_delivery", incident.number, **{**wanted, **given})

    def test_it_is_recorded_with_who_whom_and_when(self, desk, visitor):
        incident = desk.reported()
        assert self.tell(desk, visitor, incident).status_code == 302
        row = Delivery.objects.get()
        assert (row.who, row.whom, row.at, row.stage) == ("見本 太郎", "市役 一子", visitor.now, FIRST)

    def test_what_was_brought_has_to_be_a_paper(self, desk, visitor):
        incident = desk.filled()
        response = self.tell(desk, visitor, incident, how="hand")
        assert (response.status_code, "届けた書面を選んでください" in said(response)) == (422, True)
        report = desk.submit(incident, FIRST, visitor.now)
        StageReport.objects.update(arrived_at=None)
        assert self.tell(desk, visitor, incident, how="hand", what=f"report-{report.pk}").status_code == 302
        assert StageReport.objects.get().arrived_at == visitor.now

    def test_a_moment_ahead_is_refused_with_everything_kept(self, desk, visitor):
        incident = desk.reported()
        response = self.tell(desk, visitor, incident, at="2026-04-19T14:30")
        assert (response.status_code, "日時が未来です" in said(response)) == (422, True)
        assert 'value="市役 一子"' in response.content.decode()
