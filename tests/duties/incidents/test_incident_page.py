"""The incident's page: for the contractor's people, for the client, and for nobody else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.duties.incidents.conftest import AWARE
from tests.duties.incidents.staged import HOUR, MINUTE, TITLE, busy
from tests.duties.incidents.writing.conftest import WORDS

from kept import kept
from kokoroe.accounts.models import Administrator
from kokoroe.clock.loop import fire
from kokoroe.clock.models import Acknowledgement, Deadline
from kokoroe.contracts.agreeing import answer, propose
from kokoroe.contracts.people import grant
from kokoroe.contracts.seats import seat_of
from kokoroe.duties.incidents.appraising import appraise, close, merge
from kokoroe.duties.incidents.models import Incident, TimelineNote
from kokoroe.duties.incidents.page.track import countdown, track
from kokoroe.duties.incidents.response import notes, responders
from kokoroe.duties.incidents.response.responders import Joining
from kokoroe.duties.incidents.stages import stages
from kokoroe.duties.incidents.writing.form import save_details
from kokoroe.duties.incidents.writing.submitting import record_delivery, submit_stage
from kokoroe.submissions.actions import accept
from people import account
from visitor import words

LATER = AWARE + 25 * MINUTE


@kept
def incident(running):
    return busy(running)


def page(visit, who, incident, *, at=LATER, query=""):
    visit.now = at
    return visit.get(who, "incident", incident.number, query=query)


def submitted(running, incident, *, at, stage="first-report", **given):
    seat = running.seat("officer", at)
    saved = save_details(seat=seat, incident=incident, edit=incident.edit, values=WORDS, now=at)
    return submit_stage(seat=seat, incident=incident, stage=stage, edit=saved.edit, now=at, **given)


class TestTheContractors:
    def test_the_page_says_what_is_due_next_and_how_long_there_is_left(self, visit, incident):
        said = words(page(visit, visit.party.officer, incident))
        for shown in (
            "インシデント 2026-001 ・ 条項 2(4)", TITLE, "第一報の期限まで", "00:15:00",
            "2026年4月19日 13:40に認知 → 期限は2026年4月19日 14:40（日本時間）",
        ):  # fmt: skip
            assert shown in said

    def test_the_clock_is_told_to_the_browser_with_the_servers_own_time(self, visit, incident):
        html = page(visit, visit.party.officer, incident).content.decode()
        assert 'data-due="2026-04-19T14:40:00+09:00" data-now="2026-04-19T14:25:00+09:00"' in html
        assert 'role="timer"' in html

    def test_everything_that_happened_is_one_timeline(self, visit, incident):
        said = words(page(visit, visit.party.officer, incident))
        for shown in (
            "認知した（可能性）", "報告が入った：誤送信・誤交付", "緊急対応体制：見本 太郎（統括・委託者との連絡（情報管理責任者））",
            "同じ送信・配布を止めた", "該当しない：削除・回収を確かめた（電子メールのため、物としての回収はない。）",
            "園長へ電話し、届いた可能性のある保護者へ個別に連絡してもらうよう依頼した。",
            "証拠を加えた：smtp.log", "smtp.logの保管：見本 花子", "第一報の警報（期限の30分前）を2人へ",
        ):  # fmt: skip
            assert shown in said
        assert "2026年4月19日 14:15 に記録" in said

    def test_a_struck_note_is_crossed_out_and_cannot_be_struck_again(self, visit, incident):
        html = page(visit, visit.party.officer, incident).content.decode()
        assert "<s>対象は21通。</s>" in html
        assert html.count("/do/strike-note/") == 1

    def test_evidence_is_shown_with_its_hash_and_who_kept_it(self, visit, incident):
        said = words(page(visit, visit.party.officer, incident))
        file = incident.files.get(name="smtp.log")
        assert file.sha256 in said
        assert "見本 花子 （本社5階 施錠書庫）" in said

    def test_when_damage_spreads_the_check_list_comes_first(self, visit, running):
        urgent = running.reported(kind="malware", at=AWARE)
        html = page(visit, visit.party.officer, urgent).content.decode()
        assert "直ちに次の措置をとり" in html
        assert html.index('id="measures"') < html.index('id="reports"')

    def test_otherwise_the_reports_come_first(self, visit, incident):
        html = page(visit, visit.party.officer, incident).content.decode()
        assert html.index('id="reports"') < html.index('id="measures"')

    def test_a_stage_that_is_over_says_by_how_much(self, visit, incident):
        said = words(page(visit, visit.party.officer, incident, at=AWARE + 9 * HOUR))
        assert "第一報の期限を過ぎています" in said
        assert "超過 08:20:00" in said

    @pytest.mark.parametrize(
        ("joined", "said"),
        [(True, "まだ何も報告されていません 可能性の段階です。"), (False, "次は「緊急対応体制」です")],
    )
    def test_where_no_stage_has_a_number_it_does_not_say_that_all_is_done(self, visit, running, joined, said):
        """By the reading that waits for certainty; before and after the structure is set up."""
        seat = seat_of(visit.party.client, visit.party.contract, at=AWARE)
        term = propose(seat=seat, kind="reading", key="possibility", value="waits", now=AWARE)
        answer(seat=running.seat("officer"), agreement=term, agreed=True, now=AWARE)
        incident = running.reported(at=AWARE + MINUTE, possibility=True)
        if joined:
            people = [Joining(name="見本 太郎", role="指揮", phone="011-000-0000")]
            responders.join(seat=running.seat("officer", LATER), incident=incident, people=people, now=LATER)
        shown = words(page(visit, visit.party.officer, incident))
        assert said in shown
        assert "すべて済んでいます" not in shown
        assert "終了してください" not in shown
        assert "第一報を提出する" in shown

    def test_a_late_report_is_shown_with_its_reason(self, visit, running, incident):
        submitted(running, incident, at=AWARE + HOUR, delay_reason="宛先の確認に時間を要した。")
        said = words(page(visit, visit.party.officer, incident, at=AWARE + 2 * HOUR))
        assert "期限より20分遅れ、理由：宛先の確認に時間を要した。" in said
        assert "詳細報告の期限まで" in said

    def test_a_call_is_listed_with_who_told_whom(self, visit, running, incident):
        record_delivery(
            seat=running.seat("officer", LATER), incident=incident, stage="first-report", how="phone",
            who="見本 太郎", whom="市役 一子", at=AWARE + 20 * MINUTE, now=LATER,
        )  # fmt: skip
        assert "見本 太郎 → 市役 一子" in words(page(visit, visit.party.officer, incident))

    def test_a_long_timeline_is_cut_and_shown_whole_when_asked(self, visit, incident):
        TimelineNote.objects.bulk_create(
            TimelineNote(
                incident=incident,
                text=f"記録その{number}。",
                at=AWARE,
                by=visit.party.officer,
                recorded_at=LATER,
            )
            for number in range(205)
        )
        cut = page(visit, visit.party.officer, incident).content.decode()
        assert cut.count('class="timeline-note"') < 205
        assert "件すべてを表示する" in cut
        whole = page(visit, visit.party.officer, incident, query="?all").content.decode()
        assert whole.count('class="timeline-note"') == 207

    def test_it_says_who_was_told_and_who_took_note(self, visit, incident):
        said = words(page(visit, visit.party.officer, incident))
        assert "見本 花子 受託者 確認はまだです" in said
        deadline = Deadline.objects.get(ref=str(incident.pk), stage="first-report")
        answer = visit.post(visit.party.officer, "incident_acknowledged", incident.number, deadline.pk)
        assert answer["Location"].endswith("#clock")
        assert Acknowledgement.objects.get().recipient_key == visit.party.officer.key
        assert [entry.act for entry in visit.party.contract.tree.entries.all()][-1] == "deadline.acknowledged"
        said = words(page(visit, visit.party.officer, incident))
        assert "見本 太郎 受託者 2026年4月19日 14:25 確認" in said
        assert "第一報の通知を確認した" not in said

    def test_the_inner_target_is_shown_as_the_contractors_own(self, visit, incident):
        assert "受託者の目標：4月20日 07:40に提出" in words(page(visit, visit.party.officer, incident))

    def test_an_earlier_awareness_says_so_and_every_record_of_it_stays(self, visit, running, incident):
        seat = running.seat("officer", LATER)
        appraise(
            seat=seat, incident=incident, aware_at=AWARE - HOUR, possibility=False, tags=["personal-information"],
            reason="電話の記録では13時だった。", now=LATER,
        )  # fmt: skip
        said = words(page(visit, visit.party.officer, incident, at=LATER))
        assert "電話の記録では13時だった。" in said
        assert "個人情報を含む" in said
        assert "2026年4月19日 14:00 に報告が入りました" in said

    def test_one_that_has_ended_says_how_and_offers_no_response(self, visit, running, incident):
        close(
            seat=running.seat("officer", LATER), incident=incident, how="false-alarm", reason="宛先は正しかった。",
            now=LATER,
        )  # fmt: skip
        html = page(visit, visit.party.officer, incident, at=AWARE + HOUR).content.decode()
        assert "誤報として終了しました" in html
        assert "宛先は正しかった。" in html
        for deed in ("join", "done", "close", "appraise"):
            assert f"/do/{deed}" not in html
        assert "/do/note" in html

    def test_a_duplicate_leads_to_the_one_that_goes_on(self, visit, running, incident):
        other = running.reported(key="other", at=LATER)
        merge(seat=running.seat("officer", LATER), incident=other, into=incident, now=LATER)
        answer = page(visit, visit.party.officer, other)
        assert visit.path("incident", incident.number) in answer.content.decode()

    def test_the_form_of_the_next_report_stands_on_the_page(self, visit, running, incident):
        html = page(visit, visit.party.officer, incident).content.decode()
        assert 'id="writing"' in html
        assert "第一報を提出する" in html
        submitted(running, incident, at=AWARE + 30 * MINUTE)
        html = page(visit, visit.party.officer, incident, at=AWARE + 31 * MINUTE).content.decode()
        assert "詳細報告を提出する" in html

    def test_a_drill_says_so_loudly(self, visit, running):
        drill = running.reported(drill=True, key="drill")
        html = page(visit, visit.party.officer, drill).content.decode()
        assert "<title>【訓練】" in html
        assert "【訓練】これは訓練です。" in html


class TestTheClients:
    def test_it_sees_stages_reports_decisions_and_deliveries(self, visit, running, incident):
        report = submitted(running, incident, at=AWARE + 30 * MINUTE)
        fire(now=AWARE + 30 * MINUTE)
        said = words(page(visit, visit.party.client, incident, at=AWARE + 40 * MINUTE))
        for shown in (
            "第一報（第1版）：提出",
            report.submission.number,
            "詳細報告の期限まで",
            "認知した（可能性）",
            "市役 一子 委託者",
        ):
            assert shown in said
        assert "確認はまだです" not in said

    def test_it_sees_neither_notes_nor_drafts_nor_phones_nor_evidence(self, visit, incident, running):
        save_details(seat=running.seat("officer", LATER), incident=incident, edit=0, values=WORDS, now=LATER)
        html = page(visit, visit.party.client, incident).content.decode()
        for hidden in (
            "園長へ電話", "対象は21通", "090-0000-0002", "011-000-0001", "smtp.log", "一斉送信の前に", "宛先リストを一時停止",
            WORDS["what"], "/do/", "見本 花子", "警報",
        ):  # fmt: skip
            assert hidden not in html, hidden
        officers = page(visit, visit.party.officer, incident).content.decode()
        assert "園長へ電話" in officers

    def test_the_decision_on_the_corrective_plan_is_part_of_the_record(self, visit, running, incident):
        for stage, at in (
            ("first-report", AWARE + 30 * MINUTE),
            ("detailed-report", AWARE + 2 * HOUR),
            ("corrective-plan", AWARE + 3 * HOUR),
        ):
            report = submitted(running, incident, at=at, stage=stage)
        said = words(page(visit, visit.party.client, incident, at=AWARE + 4 * HOUR))
        assert "是正処置案の承認の期限まで" in said
        accept(
            seat=running.seat("client", AWARE + 4 * HOUR), submission=report.submission, now=AWARE + 4 * HOUR
        )
        said = words(page(visit, visit.party.client, incident, at=AWARE + 5 * HOUR))
        assert "是正処置案（第1版）：承認" in said
        assert "結果報告の期限まで" in said

    def test_it_is_not_asked_to_take_note_of_what_it_was_never_told(self, visit, incident):
        assert "通知を確認した" not in words(page(visit, visit.party.client, incident))
        deadline = Deadline.objects.get(ref=str(incident.pk), stage="first-report")
        visit.post(visit.party.client, "incident_acknowledged", incident.number, deadline.pk)
        assert Acknowledgement.objects.count() == 0


class TestWhoMayOpenIt:
    def test_the_worker_and_the_stranger_do_not(self, visit, incident):
        assert page(visit, visit.party.worker, incident).status_code == 403
        assert page(visit, visit.party.outsider, incident).status_code == 404
        assert page(visit, None, incident).status_code == 302

    def test_who_only_reads_for_the_client_does_not(self, visit, incident):
        reader = account("市役 二子", "futako@city.example", visit.party.contract.client)
        grant(
            contract=visit.party.contract, account=reader, party="client", role="reads", by=visit.party.client,
            now=AWARE,
        )  # fmt: skip
        assert page(visit, reader, incident).status_code == 403

    def test_a_number_of_another_contract_is_unknown(self, visit, incident):
        assert page(visit, visit.party.officer, Incident(number="2026-999")).status_code == 404

    def test_the_client_acknowledges_nothing_of_another_incident(self, visit, running, incident):
        other = running.reported(key="other", at=LATER)
        deadline = Deadline.objects.filter(ref=str(other.pk)).first()
        answer = visit.post(visit.party.client, "incident_acknowledged", incident.number, deadline.pk)
        assert answer.status_code == 404
        assert (
            visit.get(visit.party.client, "incident_acknowledged", incident.number, deadline.pk).status_code
            == 405
        )


def test_it_asks_as_often_whatever_there_is(visit, running, incident):
    submitted(running, incident, at=AWARE + 30 * MINUTE)
    visit.now = AWARE + 2 * HOUR
    seat = running.seat("officer", LATER)
    asked: dict[str, set[int]] = {"officer": set(), "client": set()}
    for many in (1, 30):
        for number in range(many):
            notes.note(seat=seat, incident=incident, text=f"記録{number}", now=AWARE + HOUR)
        for who, counts in asked.items():
            client = visit.client(getattr(visit.party, who))
            with CaptureQueriesContext(connection) as queries:
                assert client.get(visit.path("incident", incident.number)).status_code == 200
            counts.add(len(queries))
    assert [len(counts) for counts in asked.values()] == [1, 1]
    assert max(map(max, asked.values())) <= 35


class TestTheTrack:
    def test_the_clock_waits_for_the_earliest_that_is_open(self, running):
        incident = running.reported()
        found = countdown(stages(incident, AWARE + 59 * MINUTE + timedelta(seconds=59)), AWARE + HOUR)
        assert found is not None
        assert (found.stage.key, found.figures, found.is_late) == ("first-report", "00:00:00", False)

    @pytest.mark.parametrize(
        ("after", "figures", "late"),
        [
            (timedelta(0), "01:00:00", False),
            (timedelta(minutes=59, seconds=59), "00:00:01", False),
            (HOUR, "00:00:00", False),
            (HOUR + timedelta(seconds=1), "00:00:01", True),
        ],
    )
    def test_the_due_instant_is_in_time(self, running, after, figures, late):
        incident = running.reported()
        found = countdown(stages(incident, AWARE + after), AWARE + after)
        assert (found.figures, found.is_late) == (figures, late)

    def test_it_is_said_with_its_year_over_new_year(self, running):
        at = AWARE.replace(month=12, day=31, hour=14, minute=30)
        incident = running.reported(at=at)
        lines = {mark.key: [str(line) for line in mark.lines] for mark in track(stages(incident, at), at)}
        assert lines["first-report"] == ["2027年1月1日 00:30 まで"]

    def test_what_does_not_apply_is_left_out_and_the_end_is_last(self, running):
        incident = running.reported()
        keys = [mark.key for mark in track(stages(incident, AWARE), AWARE)]
        assert "containment" not in keys
        assert keys[-1] == "incident-measures"


def test_the_administrator_of_the_contractor_acts_too(visit, running, incident):
    assert Administrator.objects.filter(account=visit.party.officer).exists()
    assert "/do/note" in page(visit, visit.party.officer, incident).content.decode()
