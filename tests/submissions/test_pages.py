"""The pages of everything in writing: what each seat sees and can do, and what is refused with nothing lost."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kokoroe.accounts.models import Account
from kokoroe.contracts.people import grant
from kokoroe.plan.models import PlanVersion
from kokoroe.submissions import actions, steps
from kokoroe.submissions.models import Paper, Step, Submission
from outside.papers import pdf
from people import NOW, People
from visitor import Visitor, words

HOUR = timedelta(hours=1)
PDF = pdf(b"% scanned\n")


@pytest.fixture
def submission(visit: Visitor) -> Submission:
    """The first plan, submitted an hour ago."""
    made = visit.party.submitted()
    visit.now = NOW + HOUR
    return made


def act(visit: Visitor, who: Account, submission: Submission, deed: str, panel: str, /, **given: object):
    data = {f"{panel}-{field}": value for field, value in given.items()}
    return visit.post(who, "submission", submission.pk, act=deed, **data)


def handler(party: People, role: str) -> Account:
    """Another of the client's people, with this role."""
    from people import account

    made = account(f"市役 {role}", f"{role}@city.example", party.contract.client)
    grant(contract=party.contract, account=made, party="client", role=role, by=party.client, now=NOW)
    return made


def panels(visit: Visitor, who: Account, submission: Submission) -> list[str]:
    return sorted(visit.get(who, "submission", submission.pk).context["panels"])


class TestTheList:
    def test_everybody_at_the_table_sees_what_was_put_in_writing(self, visit: Visitor):
        visit.party.accepted()
        visit.now = NOW + 2 * HOUR
        party = visit.party
        for who in (party.officer, party.client, party.worker):
            said = words(visit.get(who, "submissions"))
            assert "2025-計-001" in said
            assert "了承済み" in said
        assert visit.get(party.outsider, "submissions").status_code == 404

    def test_an_empty_list_says_what_comes_here(self, visit: Visitor):
        assert "まだ書面はありません" in words(visit.get(visit.party.officer, "submissions"))

    def test_it_asks_the_database_as_often_for_thirty_as_for_three(self, visit: Visitor):
        party, counts = visit.party, []
        for start, end in ((0, 3), (3, 30)):
            for at in range(start, end):
                actions.submit(
                    seat=party.officer_seat, form="plan", number=f"n{at}", title="実施計画書", verb="了承",
                    clauses=["1(1)"], content=b"{}", now=NOW,
                )  # fmt: skip
            client = visit.client(party.client)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(visit.path("submissions")).status_code == 200
            counts.append(len(asked))
        assert counts[0] == counts[1]


class TestWhoCanDoWhat:
    def test_each_seat_is_offered_what_is_its_own(self, visit: Visitor, submission: Submission):
        party = visit.party
        assert panels(visit, party.client, submission) == ["answer", "receipt"]
        assert panels(visit, party.officer, submission) == ["recorded", "withdrawal"]
        assert panels(visit, handler(party, "handles"), submission) == ["answer", "receipt"]
        assert panels(visit, handler(party, "reads"), submission) == []
        assert visit.get(party.outsider, "submission", submission.pk).status_code == 404

    def test_the_button_has_the_annex_s_own_verb(self, visit: Visitor, submission: Submission):
        page = visit.get(visit.party.client, "submission", submission.pk).content.decode()
        assert '<button class="button" type="submit" name="act" value="accept">了承する</button>' in page

    def test_who_handles_may_return_but_sees_no_button_to_accept(
        self, visit: Visitor, submission: Submission
    ):
        page = visit.get(handler(visit.party, "handles"), "submission", submission.pk).content.decode()
        assert 'value="return"' in page
        assert 'value="accept"' not in page

    @pytest.mark.parametrize(
        ("who", "name"),
        [
            ("officer", "accept"),
            ("officer", "return"),
            ("officer", "receive"),
            ("client", "withdraw"),
            ("client", "record"),
            ("worker", "accept"),
            ("worker", "withdraw"),
        ],
    )
    def test_what_is_not_yours_to_do_is_forbidden(self, visit: Visitor, who: str, name: str):
        visit.party.accepted()
        visit.now = NOW + 2 * HOUR
        only = Submission.objects.get()
        assert visit.post(getattr(visit.party, who), "submission", only.pk, act=name).status_code == 403
        assert Step.objects.count() == 2

    def test_an_unknown_act_does_not_exist(self, visit: Visitor, submission: Submission):
        assert visit.post(visit.party.client, "submission", submission.pk, act="burn").status_code == 404

    def test_nothing_is_offered_once_it_is_answered(self, visit: Visitor):
        visit.party.accepted()
        visit.now = NOW + 2 * HOUR
        only = Submission.objects.get()
        assert panels(visit, visit.party.client, only) == panels(visit, visit.party.officer, only) == []


class TestTheClientsAnswer:
    def test_accepting_records_day_and_number_and_makes_the_notice(
        self, visit: Visitor, submission: Submission
    ):
        done = act(
            visit, visit.party.client, submission, "accept", "answer",
            dated_on="令和8年3月20日", reference="見情第12号", comment="よろしくお願いします",
        )  # fmt: skip
        step = submission.steps.get(name="accepted")
        assert (step.dated_on, step.reference, step.comment) == (
            date(2026, 3, 20),
            "見情第12号",
            "よろしくお願いします",
        )
        assert PlanVersion.objects.get().effective_at == NOW + HOUR
        said = words(visit.follow(visit.party.officer, done))
        for text in ("了承済み", "見情第12号", "よろしくお願いします", "本人のログイン", "市役 一子"):
            assert text in said
        assert bytes(Paper.objects.get(kind="decision").content)[:5] == b"%PDF-"

    def test_returning_without_a_word_is_refused_and_what_was_typed_stays(
        self, visit: Visitor, submission: Submission
    ):
        response = act(visit, visit.party.client, submission, "return", "answer", reference="見情第13号")
        assert response.status_code == 422
        assert "直してほしいところを書いてください" in words(response)
        assert response.context["panels"]["answer"]["reference"].value() == "見情第13号"
        assert submission.steps.count() == 1

    def test_what_was_returned_is_the_start_of_the_next_draft(self, visit: Visitor, submission: Submission):
        act(visit, visit.party.client, submission, "return", "answer", comment="電話番号がありません")
        visit.post(visit.party.officer, "plan_open")
        draft = PlanVersion.objects.drafts().get()
        assert (draft.number, draft.entries.count()) == (2, 3)

    def test_a_day_that_is_none_is_refused(self, visit: Visitor, submission: Submission):
        response = act(visit, visit.party.client, submission, "accept", "answer", dated_on="令和8年2月30日")
        assert (response.status_code, submission.steps.count()) == (422, 1)

    def test_a_character_that_no_font_has_is_refused_before_anything_is_decided(
        self, visit: Visitor, submission: Submission
    ):
        response = act(visit, visit.party.client, submission, "accept", "answer", comment="\U000105c0")
        assert "印刷できない文字" in words(response)
        assert (response.status_code, submission.steps.count()) == (422, 1)

    def test_a_decision_on_what_was_withdrawn_meanwhile_is_refused_in_place(
        self, visit: Visitor, submission: Submission
    ):
        act(visit, visit.party.officer, submission, "withdraw", "withdrawal", comment="出し直します")
        late = act(visit, visit.party.client, submission, "accept", "answer", comment="了承します")
        assert late.status_code == 422
        assert "取下げが記録されています" in words(late)
        assert late.context["panels"]["answer"]["comment"].value() == "了承します"
        assert [step.name for step in submission.steps.all()] == ["submitted", "withdrawn"]
        assert PlanVersion.objects.get().effective_at is None
        assert Paper.objects.filter(kind="decision").count() == 0

    def test_pressed_twice_it_is_decided_once(self, visit: Visitor, submission: Submission):
        answers = [act(visit, visit.party.client, submission, "accept", "answer") for _press in range(2)]
        assert [answer.status_code for answer in answers] == [302, 422]
        assert submission.steps.filter(name="accepted").count() == 1

    def test_a_receipt_comes_before_the_decision_and_only_once(self, visit: Visitor, submission: Submission):
        act(visit, visit.party.client, submission, "receive", "receipt", reference="受第1号")
        assert panels(visit, visit.party.client, submission) == ["answer"]
        assert "受付済み・了承待ち" in words(visit.get(visit.party.officer, "submission", submission.pk))


class TestAnAnswerOnPaper:
    GIVEN = {"name": "accepted", "decider": "見本市 保育課長 市役 一子", "decided_on": "R8.3.20"}

    def record(self, visit: Visitor, submission: Submission, content: bytes = PDF, **given: object):
        return act(
            visit, visit.party.officer, submission, "record", "recorded",
            **{**self.GIVEN, "scan": SimpleUploadedFile("回答.pdf", content), **given},
        )  # fmt: skip

    def test_a_scan_keeps_the_end_of_a_name_that_is_too_long(self, visit: Visitor, submission: Submission):
        scan = SimpleUploadedFile("回" * 240 + "答.pdf", PDF)
        assert self.record(visit, submission, scan=scan).status_code == 302
        kept = Paper.objects.get(kind="scan").filename
        assert (len(kept), kept[-5:]) == (200, "答.pdf")

    def test_is_recorded_with_its_scan_and_says_who_recorded_it(self, visit: Visitor, submission: Submission):
        done = self.record(visit, submission)
        step = submission.steps.get(name="accepted")
        assert step.assurance == "recorded_from_paper"
        assert bytes(step.paper.content) == PDF
        said = words(visit.follow(visit.party.client, done))
        assert "見本市 保育課長 市役 一子" in said
        assert "紙又はメールの回答を相手方が記録" in said
        assert "見本 太郎 が記録" in said

    @pytest.mark.parametrize(
        "given",
        [
            {"content": b"<html>"},
            {"content": b""},
            {"content": b"%PDF-" + b"0" * 10_000_000},
            {"decided_on": "R8.3.21"},
            {"decided_on": "R8.3.19"},
            {"decider": ""},
            {"name": "withdrawn"},
        ],
    )
    def test_what_cannot_be_is_refused_and_nothing_is_stored(
        self, visit: Visitor, submission: Submission, given: dict[str, object]
    ):
        response = self.record(visit, submission, **given)
        assert response.status_code == 422
        assert (submission.steps.count(), Paper.objects.filter(kind="scan").count()) == (1, 0)


class TestPapers:
    def test_a_paper_is_a_download_under_its_own_name(self, visit: Visitor, submission: Submission):
        paper = submission.papers.get()
        response = visit.get(visit.party.client, "paper", paper.pk)
        assert response.content == bytes(paper.content)
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''20260320_")
        assert response["X-Content-Type-Options"] == "nosniff"

    def test_a_pdf_opens_in_the_browser_when_asked_to(self, visit: Visitor, submission: Submission):
        response = visit.get(visit.party.client, "paper", submission.papers.get().pk, query="?show")
        assert response["Content-Disposition"].startswith("inline;")
        assert response["X-Frame-Options"] == "SAMEORIGIN"

    def test_a_scan_that_is_a_picture_never_opens_in_the_browser(
        self, visit: Visitor, submission: Submission
    ):
        picture = steps.store_papers(
            submission, [steps.Attachment("scan", "回答.png", b"\x89PNG\r\n\x1a\n", "image/png")], now=NOW
        )[0]
        response = visit.get(visit.party.client, "paper", picture.pk, query="?show")
        assert response["Content-Disposition"].startswith("attachment;")

    def test_personal_columns_stay_with_those_who_may_see_them(self, visit: Visitor):
        party = visit.party
        party.accepted()
        visit.now = NOW + 2 * HOUR
        plan = Paper.objects.get(kind="submission")
        reader = handler(party, "reads")
        codes = [
            visit.get(who, "paper", plan.pk).status_code
            for who in (party.officer, party.client, reader, party.worker, party.outsider)
        ]
        assert codes == [200, 200, 403, 403, 404]
        assert (
            visit.path("paper", plan.pk)
            not in visit.get(party.worker, "submission", plan.submission_id).content.decode()
        )
