"""法令の確認 as a page: who may do what on it, what it says, and what is submitted from it."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader
from tests.duties.incidents.conftest import AWARE
from tests.duties.incidents.law.test_answering import LEAK, answered, waits

from kept import kept
from kokoroe.annex.facts import Done
from kokoroe.clock.models import Deadline, Message
from kokoroe.contracts.models import ClientRole
from kokoroe.desk.assembling import facts_of
from kokoroe.duties.incidents.models import Filing, LawCheck, StageReport, StatutoryItems
from kokoroe.ledger.verify import verify
from kokoroe.submissions.models import Paper, Submission
from visitor import words

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SEEN = {"notice-seen": "0"}
ANSWERS = {f"law-{key}": value for key, value in LEAK.items()}


@kept
def incident(running):
    return running.reported()


def items_posted(visit, incident, **texts):
    posted = {"act": "write", "items-seen": "0"}
    keys = (
        "overview",
        "kinds",
        "persons",
        "cause",
        "secondary",
        "persons-response",
        "publication",
        "prevention",
        "other",
    )
    posted |= {f"items-{key}": texts.get(key, "") for key in keys}
    return visit.post(visit.party.officer, "incident_law", incident.number, **posted)


class TestWho:
    def test_both_parties_see_and_answer_and_nobody_else(self, visit, incident):
        party = visit.party
        pages = {
            who: visit.get(getattr(party, who), "incident_law", incident.number).status_code
            for who in ("officer", "client", "worker", "outsider")
        }
        assert pages == {"officer": 200, "client": 200, "worker": 403, "outsider": 404}
        assert (
            visit.post(party.client, "incident_law", incident.number, act="answer", **ANSWERS).status_code
            == 302
        )
        assert LawCheck.objects.get().party == "client"

    def test_who_only_reads_for_the_client_sees_nothing_personal(self, visit, incident):
        ClientRole.objects.filter(account=visit.party.client).update(role="reads")
        assert visit.get(visit.party.client, "incident_law", incident.number).status_code == 403

    @pytest.mark.parametrize("act", ["write", "submit"])
    def test_the_client_does_not_write_the_contractors_notice(self, visit, running, incident, act):
        answered(running, incident)
        posted = {"act": act, "items-seen": "0", "notice-seen": "0"}
        assert visit.post(visit.party.client, "incident_law", incident.number, **posted).status_code == 403
        assert (StageReport.objects.count(), StatutoryItems.objects.count()) == (0, 0)

    def test_another_contract_s_incident_does_not_exist(self, visit, incident):
        assert visit.get(visit.party.officer, "incident_law", "2026-999").status_code == 404
        assert visit.post(visit.party.officer, "incident_law", incident.number, act="burn").status_code == 404


class TestWhatItSays:
    def test_nothing_is_said_of_dates_before_personal_information_is_concerned(self, visit, incident):
        page = words(visit.get(visit.party.officer, "incident_law", incident.number))
        assert "個人情報が関わるかどうかから答えてください" in page
        assert "報告対象の事態を知った日時 " not in page

    def test_who_owes_what_by_when_and_how_it_was_counted(self, visit, running, incident):
        answered(running, incident)
        page = words(visit.get(visit.party.client, "incident_law", incident.number))
        assert "法定の報告が必要です（受託者（民間事業者）の報告、委託者（公的機関）の報告）" in page
        assert "2026年4月23日 知った日（4月19日）を1日目として5日目。 数え方は未確認です。" in page
        assert "状況に応じて速やかに" in page

    def test_why_it_does_not_apply(self, visit, running, incident):
        answered(running, incident, encrypted="yes")
        page = words(visit.get(visit.party.officer, "incident_law", incident.number))
        assert (
            "法定の報告は必要ありません。高度な暗号化などの保護がされていたため、報告の対象外です。" in page
        )

    def test_which_questions_could_still_change_it(self, visit, running, incident):
        answered(running, incident, persons=None)
        page = words(visit.get(visit.party.officer, "incident_law", incident.number))
        assert "結論を変え得る未回答の問い：本人は何人ですか" in page

    def test_abolished_acts_are_shown_with_what_took_their_place(self, visit, incident):
        page = words(visit.get(visit.party.officer, "incident_law", incident.number))
        assert "行政機関の保有する個人情報の保護に関する法律 → 個人情報の保護に関する法律" in page

    def test_it_is_in_english_as_well(self, visit, running, incident):
        answered(running, incident)
        client = visit.client(visit.party.officer)
        client.cookies["django_language"] = "en"
        page = words(client.get(visit.path("incident_law", incident.number)))
        assert "A statutory report is owed (the contractor's report as a business" in page.replace(
            "&#x27;", "'"
        )
        assert "Day 5, with the day of knowing (2026-04-19) as day 1." in page

    def test_it_asks_the_database_as_often_for_five_versions_as_for_one(self, visit, running, incident):
        counts = []
        for persons in (1, 2, 3, 4, 5):
            answered(running, incident, now=AWARE + timedelta(minutes=persons), persons=persons)
            if persons in (1, 5):
                client = visit.client(visit.party.officer)
                with CaptureQueriesContext(connection) as asked:
                    assert client.get(visit.path("incident_law", incident.number)).status_code == 200
                counts.append(len(asked))
        assert counts[0] == counts[1]


class TestForms:
    def test_the_form_shows_what_was_answered(self, visit, incident):
        visit.post(visit.party.officer, "incident_law", incident.number, act="answer", **ANSWERS)
        page = visit.get(visit.party.client, "incident_law", incident.number)
        form = page.context["forms"]["answers"]
        assert {key: form[key].value() for key in LEAK} == LEAK

    @pytest.mark.parametrize("persons", ["-1", "abc", "99999999999"])
    def test_a_number_that_is_none_is_refused_in_place_and_the_rest_stays(self, visit, incident, persons):
        posted = {**ANSWERS, "law-persons": persons, "law-note": "確かめた経緯"}
        page = visit.post(visit.party.officer, "incident_law", incident.number, act="answer", **posted)
        assert page.status_code == 422
        form = page.context["form"]
        assert (form["persons"].value(), form["note"].value()) == (persons, "確かめた経緯")
        assert LawCheck.objects.count() == 0

    def test_two_people_writing_the_items_at_once_lose_nothing(self, visit, running, incident):
        answered(running, incident)
        assert items_posted(visit, incident, overview="一人目の概要").status_code == 302
        page = items_posted(visit, incident, overview="二人目の概要")
        assert page.status_code == 422
        html = page.content.decode()
        assert "二人目の概要</textarea>" in html
        assert "いま保存されている内容：一人目の概要" in html
        assert 'name="items-seen" value="1"' in html

    def test_what_only_repeats_the_incident_goes_on_following_it(self, visit, running, incident):
        answered(running, incident)
        items_posted(visit, incident, overview="通知メールを別の園に送った。", cause="宛先の選び間違い")
        assert StatutoryItems.objects.get().texts == {"cause": "宛先の選び間違い"}

    def test_a_report_to_the_authority_is_recorded_by_who_owes_it_and_can_be_struck(
        self, visit, running, incident
    ):
        answered(running, incident)
        visit.now = AWARE + DAY
        posted = {
            "act": "file", "filing-clock": "public-body.preliminary", "filing-made_at": "2026-04-20T10:00",
            "filing-reference": "受付 12",
        }  # fmt: skip
        assert visit.post(visit.party.client, "incident_law", incident.number, **posted).status_code == 302
        filing = Filing.objects.get()
        assert (filing.reference, filing.party) == ("受付 12", "client")
        assert "2026年4月20日 10:00" in words(visit.get(visit.party.officer, "incident_law", incident.number))
        visit.post(visit.party.client, "incident_law", incident.number, act="strike", filing=filing.pk)
        assert "public-body.preliminary" in waits(incident)

    def test_a_report_ahead_of_now_is_refused_in_place(self, visit, running, incident):
        answered(running, incident)
        posted = {"act": "file", "filing-clock": "public-body.final", "filing-made_at": "2027-01-01T10:00"}
        page = visit.post(visit.party.client, "incident_law", incident.number, **posted)
        assert page.status_code == 422
        assert "現在までの間で入れてください" in words(page)
        assert Filing.objects.count() == 0


class TestTheNotice:
    def submitted(self, visit, running, incident, **changes):
        answered(running, incident, now=AWARE + timedelta(minutes=30), **changes)
        return visit.post(visit.party.officer, "incident_law", incident.number, act="submit", **SEEN)

    def test_it_is_put_in_writing_to_the_client_and_discharges_the_contractor(self, visit, running, incident):
        assert self.submitted(visit, running, incident).status_code == 302
        submission = Submission.objects.get(form="statutory_notice")
        assert (submission.number, submission.verb, submission.clauses) == ("2026-法-001", "", ["6"])
        deadline = Deadline.objects.get(stage="business.notice")
        assert deadline.met_at == visit.now, "an account of the client's has it in its inbox"
        assert set(waits(incident)) == {"public-body.preliminary", "public-body.final"}
        page = words(visit.get(visit.party.officer, "incident_law", incident.number))
        assert page.count("委託者への通知により不要") == 3
        assert not verify(running.party.contract.tree).problems

    def test_the_paper_cites_the_law_says_what_is_not_known_and_is_an_archive(self, visit, running, incident):
        self.submitted(visit, running, incident)
        paper = Paper.objects.get(submission__form="statutory_notice")
        text = "".join(page.extract_text() for page in PdfReader(_file(paper.content)).pages)
        plain = "".join(text.split())
        assert "個人情報の保護に関する法律第26条第1項" in plain
        assert "1,048人" in plain
        assert "未確定" in plain

    def test_the_client_is_told_with_the_news(self, visit, running, incident):
        self.submitted(visit, running, incident)
        assert "ichiko@city.example" in set(
            Message.objects.filter(kind="incident.report").values_list("address", flat=True)
        )

    def test_the_board_hears_of_it_as_the_answer_to_the_incident(self, visit, running, incident):
        self.submitted(visit, running, incident)
        found = facts_of([running.party.contract])[running.party.contract.pk]
        reported = [
            (one.act.value, one.of)
            for one in found
            if isinstance(one, Done) and one.subject == "statutory-report"
        ]
        assert reported == [("done", f"{incident.pk}/business.notice")]

    def test_the_same_notice_twice_is_refused_and_a_further_one_is_a_version(self, visit, running, incident):
        self.submitted(visit, running, incident)
        again = visit.post(visit.party.officer, "incident_law", incident.number, act="submit", **SEEN)
        assert again.status_code == 422
        assert "前回の通知から変わったところがありません。" in words(again)
        visit.now += HOUR
        items_posted(visit, incident, overview="通知メールを別の園に送った。", cause="宛先の選び間違い")
        visit.post(visit.party.officer, "incident_law", incident.number, act="submit", **{"notice-seen": "1"})
        stages = [
            (notice.version, json.loads(bytes(notice.submission.content))["stage"])
            for notice in StageReport.objects.order_by("version")
        ]
        assert stages == [(1, "速報"), (2, "続報")]

    def test_without_an_outline_there_is_nothing_to_tell(self, visit, running):
        incident = running.reported(text="")
        page = self.submitted(visit, running, incident)
        assert page.status_code == 422
        assert "「概要」を書いてから通知してください。" in words(page)

    def test_items_changed_meanwhile_are_looked_at_first(self, visit, running, incident):
        answered(running, incident)
        items_posted(visit, incident, cause="宛先の選び間違い")
        page = visit.post(visit.party.officer, "incident_law", incident.number, act="submit", **SEEN)
        assert page.status_code == 422
        assert StageReport.objects.count() == 0
        assert 'name="notice-seen" value="0"' in page.content.decode(), "nobody here has read the others"

    def test_without_personal_information_there_is_no_notice(self, visit, incident):
        page = visit.post(visit.party.officer, "incident_law", incident.number, act="submit", **SEEN)
        assert page.status_code == 422
        assert "個人情報が関わるかどうかを、先に「問い」で答えてください。" in words(page)

    def test_the_draft_opens_as_pdf_for_both_parties(self, visit, running, incident):
        answered(running, incident)
        for who in (visit.party.officer, visit.party.client):
            answer = visit.get(who, "incident_law_notice", incident.number)
            assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")

    def test_a_drill_is_marked_on_the_paper_and_in_its_title(self, visit, running):
        incident = running.reported(drill=True)
        self.submitted(visit, running, incident)
        submission = Submission.objects.get(form="statutory_notice")
        assert submission.title == "【訓練】個人情報の漏えい等に係る通知について"
        found = facts_of([running.party.contract])[running.party.contract.pk]
        assert [one for one in found if isinstance(one, Done) and one.subject == "statutory-report"] == []

    def test_a_report_that_has_arrived_can_stand_for_it(self, visit, running, incident):
        answered(running, incident)
        submission = Submission.objects.create(
            contract=running.party.contract, form="statutory_notice", number="2026-事-001", title="第一報", content=b"{}",
            created_at=AWARE, created_by=running.party.officer,
        )  # fmt: skip
        report = StageReport.objects.create(
            incident=incident, stage="first-report", subject="incident:first-report", submission=submission,
            arrived_at=AWARE + timedelta(minutes=40), arrival_recorded_at=AWARE + timedelta(minutes=40),
        )  # fmt: skip
        visit.post(visit.party.officer, "incident_law", incident.number, act="count", report=report.pk)
        assert Deadline.objects.get(stage="business.notice").met_at == report.arrived_at
        found = facts_of([running.party.contract])[running.party.contract.pk]
        told = {
            one.happened_at for one in found if isinstance(one, Done) and one.subject == "statutory-report"
        }
        assert told == {report.arrived_at}


def _file(content):
    from io import BytesIO

    return BytesIO(bytes(content))
