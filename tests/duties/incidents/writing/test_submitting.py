"""A stage's report put in writing: when it is in time, and what follows from the client's answer."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from tests.duties.incidents.conftest import AWARE
from tests.duties.incidents.writing.conftest import DETAILED, FIRST, PLAN, RESULT, WORDS, Writing

from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.clock.models import Deadline, Message, Notice
from kokoroe.desk.assembling import answers
from kokoroe.duties.incidents.chronicle import chronicle
from kokoroe.duties.incidents.models import StageReport
from kokoroe.duties.incidents.writing import paper
from kokoroe.duties.incidents.writing.content import read
from kokoroe.duties.incidents.writing.paper import earlier
from kokoroe.ledger.verify import verify
from kokoroe.papers.moments import moment
from kokoroe.papers.render import PaperError
from kokoroe.submissions.actions import accept, give_back, receive, withdraw
from people import people
from visitor import Visitor, words

HOUR, MINUTE, TICK = timedelta(hours=1), timedelta(minutes=1), timedelta(microseconds=1)
DAY = 24 * HOUR


def told(kind="incident.report"):
    return set(Message.objects.filter(kind=kind).values_list("address", flat=True))


class TestInTime:
    @pytest.mark.parametrize(
        ("after", "stands"),
        [
            (59 * MINUTE + timedelta(seconds=59), ("met", None)),
            (HOUR, ("met", None)),
        ],
    )
    def test_a_first_report_is_in_time_up_to_the_due_instant(self, desk, after, stands):
        incident = desk.filled()
        desk.submit(incident, FIRST, AWARE + after)
        assert desk.stands(incident, FIRST, AWARE + after) == stands

    def test_a_microsecond_later_it_is_late_and_the_reason_is_asked_for(self, desk):
        incident = desk.filled()
        late = AWARE + HOUR + TICK
        with pytest.raises(NotPossible, match="遅れた理由"):
            desk.submit(incident, FIRST, late)
        assert StageReport.objects.count() == 0
        desk.submit(incident, FIRST, late, delay_reason="回線が切れていた。")
        assert desk.stands(incident, FIRST, late) == ("met", TICK)
        assert "回線が切れていた。" in desk.answer(incident, FIRST, late).reason.ja

    @pytest.mark.parametrize(
        "aware",
        [
            datetime(2026, 4, 19, 14, 30, tzinfo=UTC),  # 23:30 in Japan
            datetime(2026, 12, 31, 14, 30, tzinfo=UTC),  # into the new year
        ],
    )
    def test_midnight_and_new_year_change_nothing(self, desk, aware):
        incident = desk.filled(at=aware)
        desk.submit(incident, FIRST, aware + HOUR)
        assert desk.stands(incident, FIRST, aware + HOUR) == ("met", None)
        desk.submit(incident, DETAILED, aware + 8 * HOUR)
        assert desk.stands(incident, DETAILED, aware + 8 * HOUR) == ("met", None)

    def test_a_server_in_new_york_makes_the_same_report(self, desk, monkeypatch):
        incident = desk.filled(at=datetime(2026, 12, 31, 14, 30, tzinfo=UTC))
        monkeypatch.setenv("TZ", "America/New_York")
        time.tzset()
        try:
            at = datetime(2026, 12, 31, 15, 30, tzinfo=UTC)
            report = desk.submit(incident, FIRST, at)
            assert desk.stands(incident, FIRST, at) == ("met", None)
            (kept,) = report.submission.papers.all()
            assert kept.filename == "20270101_第一報-2026-001_第1版.pdf"
            assert desk.answer(incident, FIRST, at).due_at == at
        finally:
            monkeypatch.undo()
            time.tzset()

    def test_the_deadline_is_met_with_it_and_its_alarms_end(self, desk):
        incident = desk.filled()
        desk.submit(incident, FIRST, AWARE + 20 * MINUTE)
        row = Deadline.objects.get(kind="incident", ref=str(incident.pk), stage=FIRST)
        assert row.met_at == AWARE + 20 * MINUTE
        assert not row.alarms.filter(void_at__isnull=True).exists()


class TestTheCorrectivePlan:
    def test_submitted_at_23_50_and_approved_at_24_10_it_is_late_and_why_is_recorded(self, desk):
        incident = desk.filled()
        at = AWARE + DAY - 10 * MINUTE
        report = desk.submit(incident, PLAN, at)
        assert report.delay_reason == ""
        assert desk.stands(incident, PLAN, at) == ("due_soon", None)
        approved = AWARE + DAY + 10 * MINUTE
        accept(seat=desk.seat("client", approved), submission=report.submission, now=approved)
        assert desk.stands(incident, PLAN, approved) == ("met", 10 * MINUTE)
        assert (
            "提出の到達は2026年4月20日 13:50、承認は2026年4月20日 14:10"
            in desk.answer(incident, PLAN, approved).reason.ja
        )

    def test_approved_at_23_59_it_is_met(self, desk):
        incident = desk.filled()
        report = desk.submit(incident, PLAN, AWARE + DAY - 10 * MINUTE)
        approved = AWARE + DAY - MINUTE
        accept(seat=desk.seat("client", approved), submission=report.submission, now=approved)
        assert desk.stands(incident, PLAN, approved) == ("met", None)
        assert Deadline.objects.get(ref=str(incident.pk), stage=PLAN).met_at == approved

    def test_the_chain_hears_of_the_answer(self, desk):
        incident = desk.filled()
        report = desk.submit(incident, PLAN, AWARE + HOUR)
        at = AWARE + 2 * HOUR
        accept(seat=desk.seat("client", at), submission=report.submission, now=at)
        assert told("incident.answered") == {"taro@contractor.example", "hanako@contractor.example"}

    def test_returned_it_is_open_again_and_the_next_version_says_what_changed(self, desk):
        incident = desk.filled()
        first = desk.submit(incident, PLAN, AWARE + HOUR)
        at = AWARE + 2 * HOUR
        give_back(seat=desk.seat("client", at), submission=first.submission, comment="恒久措置を", now=at)
        assert Deadline.objects.get(ref=str(incident.pk), stage=PLAN).is_open
        desk.write(incident, at + HOUR, plan="仕組みで止める。")
        second = desk.submit(incident, PLAN, at + HOUR, change_reason="ご指摘による。")
        content = read(second.submission)
        assert (second.version, content["version"], content["change_reason"]) == (2, 2, "ご指摘による。")
        assert content["fields"]["plan"] == "仕組みで止める。"
        assert second.submission.title == "情報セキュリティインシデント是正処置案の訂正について"

    def test_while_it_waits_no_other_version_is_submitted_until_it_is_withdrawn(self, desk):
        incident = desk.filled()
        first = desk.submit(incident, PLAN, AWARE + HOUR)
        desk.write(incident, AWARE + 2 * HOUR, plan="書き直し")
        with pytest.raises(NotPossible, match="回答待ち"):
            desk.submit(incident, PLAN, AWARE + 2 * HOUR)
        at = AWARE + 2 * HOUR
        withdraw(seat=desk.seat("officer", at), submission=first.submission, now=at)
        assert told("incident.answered") == {"ichiko@city.example"}
        assert desk.submit(incident, PLAN, at + MINUTE).version == 2

    def test_an_inner_target_is_no_deadline(self, desk):
        """We ask for it by the 18th hour; the annex asks for its approval by the 24th."""
        incident = desk.filled()
        at = AWARE + 23 * HOUR
        report = desk.submit(incident, PLAN, at)
        accept(seat=desk.seat("client", at), submission=report.submission, now=at + MINUTE)
        assert desk.stands(incident, PLAN, at + MINUTE) == ("met", None)


class TestWhatItTakes:
    def test_an_empty_first_report_is_refused(self, desk):
        incident = desk.reported(text="")
        with pytest.raises(
            NotPossible, match="「発生内容」を書いてください。「委託業務への影響」を書いてください。"
        ):
            desk.submit(incident, FIRST, AWARE + MINUTE)
        assert StageReport.objects.count() == 0

    def test_who_submits_is_the_contractor(self, desk):
        incident = desk.filled()
        for who in ("worker", "client"):
            with pytest.raises(NotAllowed):
                desk.submit(incident, FIRST, AWARE, seat=desk.seat(who))

    def test_words_that_came_in_meanwhile_are_seen_first(self, desk):
        incident = desk.filled()
        edit = incident.edit
        desk.write(incident, cause="あとから")
        incident.edit = edit
        with pytest.raises(NotPossible, match="書き加えました"):
            desk.submit(incident, FIRST, AWARE + MINUTE)

    def test_what_cannot_be_printed_is_said_and_nothing_is_submitted(self, desk):
        incident = desk.filled()
        desk.write(incident, what="読めない字 \U000f1234")
        with pytest.raises(PaperError, match="印刷できない文字"):
            desk.submit(incident, FIRST, AWARE + MINUTE)
        assert StageReport.objects.count() == 0

    def test_the_same_again_is_refused_and_a_correction_is_a_version(self, desk):
        incident = desk.filled()
        desk.submit(incident, FIRST, AWARE + MINUTE)
        with pytest.raises(NotPossible, match="変わったところがありません"):
            desk.submit(incident, FIRST, AWARE + 2 * MINUTE)
        desk.write(incident, AWARE + 3 * HOUR, persons="1051")
        second = desk.submit(incident, FIRST, AWARE + 3 * HOUR)
        assert (second.version, second.delay_reason) == (2, "")
        assert desk.stands(incident, FIRST, AWARE + 3 * HOUR) == ("met", None)

    def test_who_submits_at_the_same_moment_is_told_that_another_was_quicker(self, desk, monkeypatch):
        incident = desk.filled()
        made = paper.report_pdf

        def meanwhile(*given, **named):
            monkeypatch.setattr(paper, "report_pdf", made)
            desk.submit(incident, FIRST, AWARE + MINUTE)
            return made(*given, **named)

        monkeypatch.setattr(paper, "report_pdf", meanwhile)
        with pytest.raises(NotPossible, match="直前に、ほかの人が"):
            desk.submit(incident, FIRST, AWARE + MINUTE)
        assert StageReport.objects.count() == 1

    def test_a_stage_that_is_answered_by_acts_has_no_report(self, desk):
        incident = desk.filled()
        for stage in ("incident-structure", "no-such-stage"):
            with pytest.raises(NotPossible, match="求められていません"):
                desk.submit(incident, stage, AWARE)

    def test_its_paper_content_and_arrival_are_on_the_ledger(self, desk):
        incident = desk.filled()
        report = desk.submit(incident, FIRST, AWARE + MINUTE)
        tree = desk.party.contract.tree
        acts = {entry.act: entry for entry in tree.entries.all()}
        assert acts["incident.submitted"].public["incident"] == incident.number
        assert acts["incident.submitted"].clauses == [desk.duties[FIRST].clause]
        assert acts["incident.arrived"].public["how"] == "inbox"
        assert WORDS["what"] not in bytes(acts["incident.submitted"].body).decode()
        assert verify(tree).problems == []
        report.submission.content = b"{}"
        report.submission.save()
        assert verify(tree).problems != []


class TestWhatFollows:
    def test_new_facts_are_the_second_report_and_a_mistake_is_corrected_under_its_number(self, desk):
        incident = desk.filled()
        first = desk.submit(incident, FIRST, AWARE + MINUTE)
        desk.write(incident, AWARE + HOUR, persons="1051")
        second = desk.submit(incident, FIRST, AWARE + HOUR)
        desk.write(incident, AWARE + 2 * HOUR, persons="1015")
        third = desk.submit(incident, FIRST, AWARE + 2 * HOUR, sequel="correction")
        desk.write(incident, AWARE + 3 * HOUR, persons="1020")
        fourth = desk.submit(incident, FIRST, AWARE + 3 * HOUR)
        reports = [first, second, third, fourth]
        assert [(one.version, one.sequence, one.further) for one in reports] == [
            (1, 1, False), (2, 2, True), (3, 2, False), (4, 3, True),
        ]  # fmt: skip
        assert [one.submission.title for one in reports] == [
            "情報セキュリティインシデント第一報について",
            "情報セキュリティインシデント第一報の続報（第2報）について",
            "情報セキュリティインシデント第一報の続報（第2報）の訂正について",
            "情報セキュリティインシデント第一報の続報（第3報）について",
        ]
        assert list(earlier(read(fourth.submission))) == [
            f"{what}　{moment(one.submission.created_at)} 提出（{one.submission.number}）"
            for what, one in zip(("第1報", "第2報", "第2報の訂正"), reports[:3], strict=True)
        ]
        subjects = Message.objects.filter(kind="incident.report", ref=str(fourth.submission_id))
        assert all("続報（第3報）" in one.subject for one in subjects)
        told = [entry.what.ja for entry in chronicle(incident) if entry.kind == "writing"]
        assert "第一報の続報（第2報）の訂正（第3版）：提出" in told

    def test_what_was_returned_is_corrected_and_what_was_withdrawn_was_never_made(self, desk):
        incident = desk.filled()
        first = desk.submit(incident, PLAN, AWARE + HOUR)
        at = AWARE + 2 * HOUR
        accept(seat=desk.seat("client", at), submission=first.submission, now=at)
        desk.write(incident, at, plan="仕組みで止める。")
        second = desk.submit(incident, PLAN, at + MINUTE)
        withdraw(seat=desk.seat("officer", at + HOUR), submission=second.submission, now=at + HOUR)
        third = desk.submit(incident, PLAN, at + HOUR, sequel="further")
        assert (third.sequence, third.which.ja) == (2, "続報（第2報）の訂正")
        assert len(list(earlier(read(third.submission)))) == 1

    def test_a_first_report_says_nothing_of_it_and_versions_of_before_stay_corrections(self, desk):
        incident = desk.filled()
        content = read(desk.submit(incident, FIRST, AWARE + MINUTE).submission)
        assert "sequel" not in content
        assert paper.title_of({**content, "version": 2}) == "情報セキュリティインシデント第一報の訂正について"
        assert StageReport(subject=FIRST, version=2).which.ja == "訂正"


def test_a_paper_says_that_the_time_of_a_report_is_uncertain(desk):
    incident = desk.filled()
    certain = desk.submit(incident, FIRST, AWARE + MINUTE)
    incident.reports.update(time_uncertain=True)
    uncertain = desk.submit(incident, DETAILED, AWARE + 2 * MINUTE)
    known = [next(paper.sections(read(one.submission))) for one in (certain, uncertain)]
    assert ["時刻未確定" in one.text for one in known] == [False, True]


class TestWhoHearsOfIt:
    def test_the_client_has_it_in_the_inbox_and_both_sides_by_mail(self, desk):
        incident = desk.filled()
        report = desk.submit(incident, FIRST, AWARE + MINUTE)
        assert told() == {"ichiko@city.example", "taro@contractor.example", "hanako@contractor.example"}
        notices = Notice.objects.filter(kind="incident.report", ref=str(report.submission_id))
        assert {notice.account for notice in notices} == {desk.party.client, desk.party.officer}
        assert (report.arrived_at, report.arrival_recorded_at) == (AWARE + MINUTE, AWARE + MINUTE)

    def test_what_the_client_takes_note_of_has_arrived(self, desk):
        incident = desk.filled()
        report = desk.submit(incident, PLAN, AWARE + HOUR)
        StageReport.objects.update(arrived_at=None, arrival_recorded_at=None)
        at = AWARE + 2 * HOUR
        receive(seat=desk.seat("client", at), submission=report.submission, now=at)
        assert StageReport.objects.get().arrived_at == at


class TestADrill:
    def test_it_says_so_everywhere_and_never_counts(self, desk):
        before = {one.duty: one.state for one in answers(desk.party.contract, AWARE + HOUR)}
        incident = desk.filled(drill=True)
        report = desk.submit(incident, FIRST, AWARE + MINUTE)
        assert report.submission.title == "【訓練】情報セキュリティインシデント第一報について"
        assert [paper.filename for paper in report.submission.papers.all()] == [
            "20260419_訓練-第一報-2026-T01_第1版.pdf"
        ]
        assert all(subject.startswith("【訓練】") for subject in Message.objects.filter(
            kind="incident.report").values_list("subject", flat=True))  # fmt: skip
        assert desk.stands(incident, FIRST, AWARE + MINUTE) == ("met", None)
        assert {one.duty: one.state for one in answers(desk.party.contract, AWARE + HOUR)} == before


class TestAnotherAnnex:
    def test_one_stage_without_a_number_is_reported_the_same_way(self, db):
        desk = Writing(people(annex="kojin-joho"))
        incident = desk.reported()
        desk.write(incident, client_effect="none")
        at = AWARE + 30 * HOUR
        report = desk.submit(incident, "incident", at)
        content = read(report.submission)
        assert (content["name"], content["due_at"], content["next"]) == ("第一報", None, None)
        assert desk.stands(incident, "incident", at) == ("met", None)


def test_the_whole_chain_goes_its_way(desk):
    incident = desk.filled()
    desk.submit(incident, FIRST, AWARE + 48 * MINUTE)
    desk.submit(incident, DETAILED, AWARE + 7 * HOUR)
    plan = desk.submit(incident, PLAN, AWARE + 20 * HOUR)
    accept(seat=desk.seat("client", AWARE + 22 * HOUR), submission=plan.submission, now=AWARE + 22 * HOUR)
    desk.submit(incident, RESULT, AWARE + 48 * HOUR + 12 * MINUTE, delay_reason="試験を広げたため。")
    at = AWARE + 49 * HOUR
    assert [desk.stands(incident, stage, at) for stage in (FIRST, DETAILED, PLAN, RESULT)] == [
        ("met", None),
        ("met", None),
        ("met", None),
        ("met", 12 * MINUTE),
    ]
    assert [report.submission.number for report in StageReport.objects.all()] == [
        "2026-事-001", "2026-事-002", "2026-事-003", "2026-事-004",
    ]  # fmt: skip


class TestThePageOfTheWriting:
    @pytest.fixture
    def visitor(self, desk):
        found = Visitor(desk.party)
        found.now = AWARE + 2 * HOUR
        return found

    def test_the_client_reads_it_there_and_sees_what_changed(self, desk, visitor):
        incident = desk.filled()
        desk.submit(incident, FIRST, AWARE + MINUTE)
        desk.write(incident, AWARE + HOUR, persons="1051")
        second = desk.submit(incident, FIRST, AWARE + HOUR)
        page = words(visitor.get(desk.party.client, "submission", second.submission_id))
        assert "第1版からの変更" in page
        assert "1,048人 1,051人" in page
        assert "まだ委託者に届いていません" not in page
        told = page.partition("委託者への通知")[2].partition("書面の写し")[0]
        assert ("ichiko@city.example" in told, "contractor.example" in told) == (True, False)

    def test_who_may_not_see_personal_columns_reads_no_words(self, desk, visitor):
        incident = desk.filled()
        report = desk.submit(incident, FIRST, AWARE + MINUTE)
        StageReport.objects.update(arrived_at=None)
        assert "未到達" in words(visitor.get(desk.party.client, "submissions"))
        page = words(visitor.get(desk.party.worker, "submission", report.submission_id))
        assert "まだ委託者に届いていません" in page
        assert WORDS["what"] not in page
