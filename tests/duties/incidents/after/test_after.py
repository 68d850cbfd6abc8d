"""What follows an incident: the consultation, a suspension that every page shows, and what was learnt."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader
from tests.duties.incidents.conftest import AWARE
from tests.duties.incidents.law.test_answering import answered, fresh

from kept import kept
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.annex.moments import Moment
from kokoroe.clock.models import Notice
from kokoroe.desk.assembling import answers
from kokoroe.duties.incidents.after import paper
from kokoroe.duties.incidents.after.consulting import confirm, minutes_of, record_minutes, submit_minutes
from kokoroe.duties.incidents.after.learning import learn
from kokoroe.duties.incidents.after.suspending import resume, suspend
from kokoroe.duties.incidents.appraising import appraise
from kokoroe.duties.incidents.models import Consent, Lesson, Minutes, Suspension
from kokoroe.duties.incidents.writing.book import book
from kokoroe.ledger.verify import verify
from kokoroe.submissions.actions import Attachment, accept
from kokoroe.submissions.confirming import confirm as stand_by
from kokoroe.submissions.models import Paper, Submission
from kokoroe.submissions.recording import record_answer
from visitor import words

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TOPICS = {
    "suspension": ("送信業務を止めてほしい", "再発防止の確認まで送信業務を止める"),
    "damages": ("対応に要した費用を負担してほしい", "郵送費を受託者が負担する"),
}
POSTED = {
    "minutes-held_at": "2026-04-19T14:30",
    "minutes-means": "Web会議",
    "minutes-attended_client": "市役 一子",
    "minutes-attended_contractor": "見本 太郎\n見本 花子",
    "minutes-suspension_asked": TOPICS["suspension"][0],
    "minutes-suspension_agreed": TOPICS["suspension"][1],
    "minutes-seen": "0",
}


@kept
def incident(running):
    """An incident of the contractor's own making: the annex asks for a consultation."""
    found = running.reported()
    appraise(
        seat=running.seat("officer"), incident=found, aware_at=AWARE, possibility=False, tags=["own-fault"],
        now=AWARE,
    )  # fmt: skip
    return found


def written(running, incident, *, who="officer", seen=0, topics=TOPICS, at=AWARE + HOUR):
    return record_minutes(
        seat=running.seat(who, at),
        incident=incident,
        seen=seen,
        held_at=at,
        topics=topics,
        means="電話",
        now=at,
    )


def consultation(running, at):
    [answer] = [one for one in answers(running.party.contract, at) if one.duty == "accident-consultation"]
    return answer.state.value


class TestConsulting:
    def test_what_one_side_writes_and_the_other_confirms_is_agreed(self, running, incident):
        minutes = written(running, incident)
        assert consultation(running, AWARE + 2 * HOUR) != "met"
        confirm(seat=running.seat("client"), minutes=minutes, now=AWARE + 2 * HOUR)
        assert consultation(running, AWARE + 2 * HOUR) == "met"
        entries = [entry.act for entry in incident.contract.tree.entries.all()]
        assert [act for act in entries if "consultation" in act] == [
            "incident.consultation_recorded",
            "incident.consultation_agreed",
        ]
        assert not verify(incident.contract.tree).problems

    def test_either_side_writes_and_never_confirms_its_own(self, running, incident):
        minutes = written(running, incident, who="client")
        with pytest.raises(NotAllowed):
            confirm(seat=running.seat("client"), minutes=minutes, now=AWARE + 2 * HOUR)
        assert (
            confirm(seat=running.seat("officer"), minutes=minutes, now=AWARE + 2 * HOUR).party == "contractor"
        )

    def test_a_topic_without_an_agreement_is_still_open(self, running, incident):
        minutes = written(running, incident, topics={"damages": ("費用の負担", "")})
        with pytest.raises(NotPossible):
            confirm(seat=running.seat("client"), minutes=minutes, now=AWARE + 2 * HOUR)

    def test_only_the_latest_minutes_can_be_confirmed(self, running, incident):
        first = written(running, incident)
        written(running, incident, who="client", seen=1)
        with pytest.raises(NotPossible):
            confirm(seat=running.seat("client"), minutes=first, now=AWARE + 2 * HOUR)
        assert Consent.objects.count() == 0

    def test_two_people_writing_at_once_lose_nothing(self, running, incident):
        written(running, incident)
        with pytest.raises(NotPossible):
            written(running, incident, who="client")
        assert Minutes.objects.count() == 1

    @pytest.mark.parametrize("at", [AWARE - HOUR, AWARE + 3 * HOUR])
    def test_it_was_held_between_awareness_and_now(self, running, incident, at):
        with pytest.raises(NotPossible):
            record_minutes(
                seat=running.seat("officer"), incident=incident, seen=0, held_at=at, topics=TOPICS,
                now=AWARE + 2 * HOUR,
            )  # fmt: skip

    def test_nothing_written_is_refused_and_a_worker_writes_nothing(self, running, incident):
        with pytest.raises(NotPossible):
            written(running, incident, topics={"damages": (" ", "")})
        with pytest.raises(NotAllowed):
            written(running, incident, who="worker")

    def test_both_sides_hear_of_it(self, running, incident):
        written(running, incident)
        told = Notice.objects.filter(kind="incident.consultation", account__isnull=False)
        assert {row.account.email for row in told} == {"taro@contractor.example", "ichiko@city.example"}


class TestMinutesInWriting:
    def test_they_go_out_with_the_annexs_verb_and_its_acceptance_confirms_them(self, running, incident):
        written(running, incident)
        submission = submit_minutes(
            seat=running.seat("officer"), incident=incident, number=1, now=AWARE + 2 * HOUR
        )
        assert (submission.verb, submission.clauses) == ("協議", ["2(9)"])
        accept(seat=running.seat("client"), submission=submission, now=AWARE + 3 * HOUR)
        assert Consent.objects.get().at == AWARE + 3 * HOUR
        assert consultation(running, AWARE + 3 * HOUR) == "met"

    def test_an_answer_on_paper_counts_from_its_own_day(self, running, incident):
        written(running, incident)
        submission = submit_minutes(
            seat=running.seat("officer"), incident=incident, number=1, now=AWARE + 2 * HOUR
        )
        record_answer(
            seat=running.seat("officer", AWARE + 3 * DAY), submission=submission, name="accepted",
            decider="市役 一子", decided=Moment.of(AWARE + DAY), scan=Attachment("scan", "回答.pdf", b"%PDF-1.7"),
            now=AWARE + 3 * DAY,
        )  # fmt: skip
        consent = Consent.objects.get()
        assert (consent.at, consent.recorded_at) == (AWARE + DAY, AWARE + 3 * DAY)

    def test_an_answer_on_paper_that_the_client_contests_is_no_agreement(self, running, incident, visit):
        written(running, incident)
        submission = submit_minutes(
            seat=running.seat("officer"), incident=incident, number=1, now=AWARE + 2 * HOUR
        )
        step = record_answer(
            seat=running.seat("officer", AWARE + 3 * DAY), submission=submission, name="accepted", decider="市役 一子",
            decided=Moment.of(AWARE + DAY), scan=Attachment("scan", "回答.pdf", b"%PDF-1.7"),
            now=AWARE + 3 * DAY,
        )  # fmt: skip
        visit.now = AWARE + 4 * DAY
        at = {"seat": running.seat("client", visit.now), "step": step, "now": visit.now}
        stand_by(outcome="contested", reason="書面を出していません", **at)
        page = words(visit.get(visit.party.client, "incident_after", incident.number))
        assert "委託者から異議があります" in page
        assert "合意しました" not in page
        [row] = minutes_of(incident)
        assert paper.content_of(row)["agreed_at"] is None
        stand_by(outcome="confirmed", reason="", **at)
        assert "確認し、合意しました" in words(
            visit.get(visit.party.client, "incident_after", incident.number)
        )

    def test_confirmed_minutes_go_out_as_a_notice(self, running, incident):
        minutes = written(running, incident)
        confirm(seat=running.seat("client"), minutes=minutes, now=AWARE + 2 * HOUR)
        submission = submit_minutes(
            seat=running.seat("officer"), incident=incident, number=1, now=AWARE + 3 * HOUR
        )
        assert submission.verb == ""

    def test_while_they_wait_for_an_answer_nothing_is_written_over_them(self, running, incident):
        minutes = written(running, incident)
        submit_minutes(seat=running.seat("officer"), incident=incident, number=1, now=AWARE + 2 * HOUR)
        minutes.refresh_from_db()
        with pytest.raises(NotPossible):
            written(running, incident, seen=1, at=AWARE + 3 * HOUR)
        with pytest.raises(NotPossible):
            confirm(seat=running.seat("client"), minutes=minutes, now=AWARE + 3 * HOUR)
        with pytest.raises(NotPossible):
            submit_minutes(seat=running.seat("officer"), incident=incident, number=1, now=AWARE + 3 * HOUR)

    def test_the_paper_has_what_was_asked_and_agreed_and_by_whom(self, running, incident):
        written(running, incident)
        submit_minutes(seat=running.seat("officer"), incident=incident, number=1, now=AWARE + 2 * HOUR)
        paper = Paper.objects.get(submission__form="consultation")
        text = "".join(page.extract_text() for page in PdfReader(bytes_of(paper)).pages)
        plain = "".join(text.split())
        for words_of in TOPICS.values():
            assert all("".join(one.split()) in plain for one in words_of)


def bytes_of(paper):
    from io import BytesIO

    return BytesIO(bytes(paper.content))


def suspended(running, incident, *, who="client", at=AWARE + HOUR, **given):
    wanted = {"basis": "client", "scope": "通知メールの送信", "starts_at": at, "now": at}
    return suspend(seat=running.seat(who, at), incident=incident, **{**wanted, **given})


class TestSuspension:
    def test_every_page_of_the_contract_says_so_until_it_is_resumed(self, running, incident, visit):
        row = suspended(running, incident)
        said = "業務を中断しています（2026年4月19日 15:00 から 再開が記録されるまで）。"
        for page in ("contract", "plan", "submissions", "ledger", "contract_settings", "incidents"):
            assert said in words(
                visit.get(visit.party.worker if page != "contract_settings" else visit.party.officer, page)
            )
        resume(seat=running.seat("officer"), suspension=row, now=AWARE + 2 * HOUR)
        visit.now = AWARE + 2 * HOUR
        assert "業務を中断しています" not in words(visit.get(visit.party.officer, "contract"))

    def test_it_ends_by_itself_at_its_end_and_not_a_moment_before(self, running, incident, visit):
        suspended(running, incident, ends_at=AWARE + DAY)
        seen = {}
        for at in (AWARE + DAY - timedelta(seconds=1), AWARE + DAY):
            visit.now = at
            seen[at] = "業務を中断しています" in words(visit.get(visit.party.officer, "contract"))
        assert list(seen.values()) == [True, False]

    def test_one_that_is_to_begin_is_announced_and_can_be_taken_back(self, running, incident, visit):
        row = suspended(running, incident, starts_at=AWARE + DAY)
        assert "業務を中断します（2026年4月20日 14:00 から" in words(
            visit.get(visit.party.officer, "contract")
        )
        resume(seat=running.seat("client"), suspension=row, now=AWARE + 2 * HOUR)
        visit.now = AWARE + 2 * DAY
        assert "業務を中断" not in words(visit.get(visit.party.officer, "contract"))

    def test_a_drill_s_is_marked(self, running, visit):
        suspended(running, running.reported(drill=True, key="d1"))
        assert "【訓練】業務を中断しています" in words(visit.get(visit.party.officer, "contract"))

    def test_by_agreement_needs_confirmed_minutes_that_say_so(self, running, incident):
        with pytest.raises(NotPossible):
            suspended(running, incident, who="officer", basis="agreement")
        minutes = written(running, incident)
        confirm(seat=running.seat("client"), minutes=minutes, now=AWARE + HOUR)
        assert suspended(running, incident, who="officer", basis="agreement").basis == "agreement"

    def test_the_contractor_names_who_of_the_client_s_asked_for_it(self, running, incident):
        with pytest.raises(NotPossible):
            suspended(running, incident, who="officer")
        assert suspended(running, incident, who="officer", told_by="市役 一子").told_by == "市役 一子"

    @pytest.mark.parametrize(
        "given",
        [{"scope": " "}, {"ends_at": AWARE}, {"basis": "whim"}],
    )
    def test_what_makes_no_sense_is_refused(self, running, incident, given):
        with pytest.raises(NotPossible):
            suspended(running, incident, **given)
        assert Suspension.objects.count() == 0

    def test_one_at_a_time_and_resumed_once(self, running, incident):
        row = suspended(running, incident)
        with pytest.raises(NotPossible):
            suspended(running, incident)
        resume(seat=running.seat("client"), suspension=row, now=AWARE + 2 * HOUR)
        with pytest.raises(NotPossible):
            resume(seat=running.seat("client"), suspension=row, now=AWARE + 3 * HOUR)

    def test_workers_neither_suspend_nor_resume(self, running, incident):
        with pytest.raises(NotAllowed):
            suspended(running, incident, who="worker")
        row = suspended(running, incident)
        with pytest.raises(NotAllowed):
            resume(seat=running.seat("worker"), suspension=row, now=AWARE + 2 * HOUR)


class TestLessons:
    def test_both_sides_write_what_was_learnt(self, running, incident):
        for who in ("officer", "client"):
            learn(seat=running.seat(who), incident=incident, text=f"{who} の教訓", now=AWARE + HOUR)
        assert list(Lesson.objects.values_list("text", "party")) == [
            ("officer の教訓", "contractor"),
            ("client の教訓", "client"),
        ]

    def test_nothing_is_no_lesson_and_a_worker_writes_none(self, running, incident):
        with pytest.raises(NotPossible):
            learn(seat=running.seat("officer"), incident=incident, text=" ", now=AWARE + HOUR)
        with pytest.raises(NotAllowed):
            learn(seat=running.seat("worker"), incident=incident, text="何か", now=AWARE + HOUR)


class TestTheBook:
    def test_minutes_suspension_and_lessons_are_in_the_incident_s_book(self, running, incident):
        minutes = written(running, incident)
        confirm(seat=running.seat("client"), minutes=minutes, now=AWARE + 2 * HOUR)
        suspended(running, incident)
        learn(
            seat=running.seat("officer"), incident=incident, text="宛先は二人で確かめる。", now=AWARE + HOUR
        )
        made = book(fresh(incident), party="client", now=AWARE + 3 * HOUR)
        [told] = made.consultations
        assert [(topic.subject, topic.agreed, topic.agreed_at) for topic in told.topics] == [
            ("業務の中断", TOPICS["suspension"][1], AWARE + 2 * HOUR),
            ("損害の賠償", TOPICS["damages"][1], AWARE + 2 * HOUR),
        ]
        assert [section.label for section in made.law] == ["業務の中断"]
        assert [section.entries for section in made.lessons] == [("宛先は二人で確かめる。",)]

    def test_it_opens_with_a_statutory_notice_among_the_reports(self, visit, running, incident):
        answered(running, incident)
        visit.post(visit.party.officer, "incident_law", incident.number, act="submit", **{"notice-seen": "0"})
        pages = {
            name: visit.get(visit.party.officer, name, incident.number).status_code
            for name in ("incident", "incident_book", "incident_delivery", "incident_law", "incident_after")
        }
        assert set(pages.values()) == {200}


class TestThePage:
    def test_who_sees_it(self, visit, incident):
        party = visit.party
        pages = {
            who: visit.get(getattr(party, who), "incident_after", incident.number).status_code
            for who in ("officer", "client", "worker", "outsider")
        }
        assert pages == {"officer": 200, "client": 200, "worker": 403, "outsider": 404}
        assert visit.get(party.officer, "incident_after", "2026-999").status_code == 404
        assert visit.post(party.officer, "incident_after", incident.number, act="burn").status_code == 404

    def test_a_consultation_from_start_to_finish(self, visit, incident):
        party = visit.party
        assert (
            visit.post(party.officer, "incident_after", incident.number, act="minutes", **POSTED).status_code
            == 302
        )
        page = visit.get(party.client, "incident_after", incident.number)
        assert "相手方の確認待ち" in words(page)
        assert 'value="confirm"' in page.content.decode()
        assert (
            'value="confirm"'
            not in visit.get(party.officer, "incident_after", incident.number).content.decode()
        )
        visit.post(party.client, "incident_after", incident.number, act="confirm", seen=1)
        assert "合意しました" in words(visit.get(party.officer, "incident_after", incident.number))
        visit.post(party.officer, "incident_after", incident.number, act="submit", seen=1)
        assert Submission.objects.get(form="consultation").verb == ""

    def test_the_submitted_minutes_are_shown_to_who_decides(self, visit, running, incident):
        written(running, incident)
        submission = submit_minutes(
            seat=running.seat("officer"), incident=incident, number=1, now=AWARE + HOUR
        )
        page = words(visit.get(visit.party.client, "submission", submission.pk))
        assert "郵送費を受託者が負担する" in page
        assert "協議する" in page

    def test_who_was_slower_keeps_what_was_typed(self, visit, incident):
        party = visit.party
        visit.post(party.officer, "incident_after", incident.number, act="minutes", **POSTED)
        mine = {
            **POSTED, "minutes-damages_asked": "費用のこと", "minutes-suspension_agreed": "送信業務は止めない"
        }  # fmt: skip
        page = visit.post(party.client, "incident_after", incident.number, act="minutes", **mine)
        assert page.status_code == 422
        html = page.content.decode()
        assert "費用のこと</textarea>" in html
        assert 'name="minutes-seen" value="1"' in html
        assert TOPICS["suspension"][1] in words(page), "what the other one wrote, to compare with"

    @pytest.mark.parametrize("act", ["confirm", "submit"])
    def test_that_what_was_read_no_longer_stands_is_said_beside_what_does(
        self, visit, running, incident, act
    ):
        written(running, incident, who="client")
        written(running, incident, who="client", seen=1, topics={"damages": ("費用", "委託者が負担する")})
        officer, path = visit.client(visit.party.officer), visit.path("incident_after", incident.number)
        page = words(officer.post(path, {"act": act, "seen": 1}, follow=True))
        assert "いまの記録を読んでから" in page
        assert "委託者が負担する" in page
        assert not Consent.objects.exists()
        assert not Submission.objects.filter(form="consultation").exists()

    @pytest.mark.parametrize("held_at", ["", "きのう", "2027-01-01T10:00"])
    def test_a_moment_that_is_none_is_refused_in_place(self, visit, incident, held_at):
        posted = {**POSTED, "minutes-held_at": held_at}
        page = visit.post(visit.party.officer, "incident_after", incident.number, act="minutes", **posted)
        assert page.status_code == 422
        assert f"{TOPICS['suspension'][0]}</textarea>" in page.content.decode()

    def test_a_suspension_and_its_resumption(self, visit, incident):
        posted = {
            "act": "suspend", "suspension-basis": "client", "suspension-scope": "送信業務",
            "suspension-starts_at": "2026-04-19T15:00",
        }  # fmt: skip
        assert visit.post(visit.party.client, "incident_after", incident.number, **posted).status_code == 302
        row = Suspension.objects.get()
        visit.now = AWARE + 2 * HOUR
        visit.post(visit.party.client, "incident_after", incident.number, act="resume", suspension=row.pk)
        row.refresh_from_db()
        assert row.ends_at == AWARE + 2 * HOUR

    def test_a_lesson(self, visit, incident):
        posted = {"act": "learn", "lesson-text": "宛先は二人で確かめる。"}
        visit.post(visit.party.officer, "incident_after", incident.number, **posted)
        assert "宛先は二人で確かめる。" in words(
            visit.get(visit.party.client, "incident_after", incident.number)
        )

    def test_the_minutes_open_as_a_draft(self, visit, running, incident):
        assert visit.get(visit.party.officer, "incident_after_minutes", incident.number).status_code == 404
        written(running, incident)
        answer = visit.get(visit.party.client, "incident_after_minutes", incident.number)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")

    def test_it_asks_the_database_as_often_for_many_as_for_one(self, visit, running, incident):
        counts = []
        for number in range(4):
            minutes = written(running, incident, seen=number)
            confirm(seat=running.seat("client"), minutes=minutes, now=AWARE + HOUR)
            learn(seat=running.seat("officer"), incident=incident, text="教訓", now=AWARE + HOUR)
            client = visit.client(visit.party.officer)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(visit.path("incident_after", incident.number)).status_code == 200
            counts.append(len(asked))
        assert set(counts) == {counts[0]}
