"""The law's questions, answered in versions; the dates that run from them; the reports that meet them."""

from datetime import date, datetime, timedelta

import pytest
from tests.duties.incidents.conftest import AWARE

from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.annex.assessment import Verdict
from kokoroe.annex.days import JST, end_of_day
from kokoroe.annex.state import State
from kokoroe.clock.models import Deadline
from kokoroe.desk.assembling import answers
from kokoroe.duties.incidents.appraising import appraise, close
from kokoroe.duties.incidents.law import looking
from kokoroe.duties.incidents.law.answering import answer, file, save_items, strike
from kokoroe.duties.incidents.law.items import items
from kokoroe.duties.incidents.law.looking import look
from kokoroe.duties.incidents.models import Incident, LawCheck
from kokoroe.duties.incidents.moving import answer_awareness
from kokoroe.ledger.verify import verify

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LEAK: dict[str, str | int] = {
    "personal-information": "yes",
    "affected": "yes",
    "recovered-unseen": "no",
    "encrypted": "no",
    "public-body": "yes",
    "personal-data": "yes",
    "sensitive": "no",
    "property": "no",
    "wrongful": "no",
    "persons": 1_048,
    "ordinance-sensitive": "no",
    "my-number": "no",
    "exposed": "no",
}
LAST = end_of_day(date(2026, 4, 23))


def answered(running, incident, *, who="officer", now=AWARE + HOUR, **changes):
    answers = {key: value for key, value in (LEAK | changes).items() if value is not None}
    return answer(seat=running.seat(who, now), incident=incident, answers=answers, now=now)


def waits(incident):
    """What the clock waits for, and until when."""
    rows = Deadline.objects.filter(
        kind="statutory", ref=str(incident.pk), met_at__isnull=True, void_at__isnull=True
    )
    return {row.stage: row.due_at for row in rows}


def on_board(running, now):
    """How the clause on personal information stands."""
    [clause_6] = [one for one in answers(running.party.contract, now) if one.duty == "personal-information"]
    return clause_6


def fresh(incident):
    return Incident.objects.select_related("contract__tree").get(pk=incident.pk)


class TestAnswering:
    def test_each_set_of_answers_is_a_version_with_who_and_when(self, running):
        incident = running.reported()
        answered(running, incident, persons=None)
        answered(running, incident, who="client", now=AWARE + 2 * HOUR)
        rows = [
            (row.number, row.party, row.by.email, row.recorded_at - AWARE) for row in LawCheck.objects.all()
        ]
        assert rows == [
            (1, "contractor", "taro@contractor.example", HOUR),
            (2, "client", "ichiko@city.example", 2 * HOUR),
        ]
        entries = [
            entry for entry in incident.contract.tree.entries.all() if entry.act == "incident.law_answered"
        ]
        assert len(entries) == 2
        assert not verify(incident.contract.tree).problems

    def test_nobody_who_only_works_there_answers(self, running):
        with pytest.raises(NotAllowed):
            answered(running, running.reported(), who="worker")

    @pytest.mark.parametrize(
        "changes",
        [
            {"persons": -1},
            {"persons": 10**9},
            {"persons": "many"},
            {"encrypted": "possible"},
            {"sensitive": "perhaps"},
            {"weather": "yes"},
        ],
    )
    def test_what_is_no_answer_is_refused(self, running, changes):
        incident = running.reported()
        with pytest.raises(NotPossible):
            answered(running, incident, **changes)
        assert LawCheck.objects.count() == 0

    def test_the_same_answers_again_are_no_new_version(self, running):
        incident = running.reported()
        answered(running, incident)
        with pytest.raises(NotPossible):
            answered(running, incident, now=AWARE + 2 * HOUR)

    def test_the_incident_itself_says_from_then_on_whether_personal_information_is_concerned(self, running):
        incident = running.reported()
        assert "personal-information" not in fresh(incident).tags
        answered(running, incident)
        assert "personal-information" in fresh(incident).tags
        answered(running, incident, now=AWARE + 2 * HOUR, **{"personal-information": "no"})
        assert "personal-information" not in fresh(incident).tags


class TestTheClock:
    def test_nothing_runs_before_anybody_says_that_personal_information_is_concerned(self, running):
        assert waits(running.reported()) == {}

    def test_who_owes_what_by_when(self, running):
        """1,048 persons: the contractor tells the client, the client tells the authority."""
        incident = running.reported()
        answered(running, incident)
        assert waits(incident) == {
            "business.notice": LAST,
            "public-body.preliminary": LAST,
            "public-body.final": end_of_day(date(2026, 5, 18)),
        }

    def test_while_it_is_open_which_rules_apply_the_questions_themselves_have_a_date(self, running):
        incident = running.reported()
        answered(running, incident, persons=None)
        assert waits(incident) == {"questions": LAST}

    def test_a_tag_alone_calls_for_the_questions(self, running):
        incident = running.reported()
        appraise(
            seat=running.seat("officer"), incident=incident, aware_at=AWARE, possibility=True,
            tags=["personal-information"], now=AWARE + HOUR,
        )  # fmt: skip
        assert waits(incident) == {"questions": LAST}

    def test_answers_that_clear_the_incident_take_the_dates_back_with_the_reason(self, running):
        incident = running.reported()
        answered(running, incident)
        answered(running, incident, now=AWARE + 2 * HOUR, encrypted="yes")
        assert waits(incident) == {}
        reasons = set(Deadline.objects.filter(kind="statutory").values_list("void_reason", flat=True))
        assert reasons == {
            "法定の報告は必要ありません。高度な暗号化などの保護がされていたため、報告の対象外です。"
        }

    def test_an_amended_awareness_moves_the_dates(self, running):
        incident = running.reported()
        answered(running, incident)
        appraise(
            seat=running.seat("officer", AWARE + 2 * HOUR), incident=incident, aware_at=AWARE - DAY,
            possibility=False, tags=["personal-information"], reason="前日の電話", now=AWARE + 2 * HOUR,
        )  # fmt: skip
        assert waits(incident)["business.notice"] == LAST - DAY

    def test_a_false_alarm_ends_them(self, running):
        incident = running.reported()
        answered(running, incident)
        close(
            seat=running.seat("officer"), incident=incident, how="false-alarm", reason="宛先は正しかった",
            now=AWARE + 2 * HOUR,
        )  # fmt: skip
        assert waits(incident) == {}

    def test_it_rings_on_the_third_and_the_last_day_at_nine_at_the_end_and_on_the_morning_after(
        self, running
    ):
        incident = running.reported()
        answered(running, incident)
        alarms = Deadline.objects.get(stage="business.notice").alarms.order_by("fire_at")
        assert [alarm.fire_at.astimezone(JST).strftime("%m-%d %H:%M") for alarm in alarms] == [
            "04-21 09:00",
            "04-23 09:00",
            "04-23 23:59",
            "04-24 09:00",
        ]

    def test_each_party_is_told_of_what_it_owes(self, running):
        incident = running.reported()
        answered(running, incident)
        told = {}
        for stage in ("business.notice", "public-body.final"):
            deadline = Deadline.objects.get(stage=stage)
            told[stage] = {
                one.email for one in looking.recipients(deadline, deadline.alarms.first(), AWARE + DAY)
            }
        assert told == {
            "business.notice": {"taro@contractor.example", "hanako@contractor.example"},
            "public-body.final": {"ichiko@city.example"},
        }

    def test_the_words_say_what_is_owed_to_whom_and_lead_to_the_page(self, running):
        incident = running.reported()
        answered(running, incident)
        deadline = Deadline.objects.get(stage="business.notice")
        words = looking.words(deadline, deadline.alarms.order_by("rung").last(), AWARE)
        assert (
            words.subject.ja
            == "法定の期限（2026年4月23日）を過ぎました：委託者への通知 インシデント 2026-001"
        )
        assert (
            words.subject.en == "Statutory date (2026-04-23) passed: Notice to the client, Incident 2026-001"
        )
        assert "2026年4月23日" in words.body.ja

    def test_a_drill_s_dates_are_marked(self, running):
        incident = running.reported(drill=True)
        answered(running, incident)
        assert set(Deadline.objects.filter(kind="statutory").values_list("drill", flat=True)) == {True}


class TestReportsThatWereMade:
    def test_the_party_that_owes_a_report_records_it_and_the_clock_stops(self, running):
        incident = running.reported()
        answered(running, incident)
        at = AWARE + DAY
        file(
            seat=running.seat("client", at), incident=incident, clock="public-body.preliminary",
            made_at=at - HOUR, reference="速報第1号", now=at,
        )  # fmt: skip
        assert set(waits(incident)) == {"business.notice", "public-body.final"}
        assert Deadline.objects.get(stage="public-body.preliminary").met_at == at - HOUR

    def test_the_other_party_cannot(self, running):
        incident = running.reported()
        answered(running, incident)
        with pytest.raises(NotAllowed):
            file(
                seat=running.seat("officer"), incident=incident, clock="public-body.preliminary",
                made_at=AWARE, now=AWARE + HOUR,
            )  # fmt: skip

    @pytest.mark.parametrize("made_at", [AWARE + 2 * DAY, AWARE - DAY])
    def test_not_before_awareness_and_not_ahead(self, running, made_at):
        incident = running.reported()
        answered(running, incident)
        with pytest.raises(NotPossible):
            file(
                seat=running.seat("client"), incident=incident, clock="public-body.final", made_at=made_at,
                now=AWARE + DAY,
            )  # fmt: skip

    @pytest.mark.parametrize("clock", ["business.notice", "nothing", "business.nothing"])
    def test_a_notice_to_the_client_is_submitted_and_not_merely_recorded(self, running, clock):
        incident = running.reported()
        with pytest.raises(NotPossible):
            file(
                seat=running.seat("officer"), incident=incident, clock=clock, made_at=AWARE, now=AWARE + HOUR
            )

    def test_a_record_that_was_wrong_is_struck_and_the_clock_runs_again(self, running):
        incident = running.reported()
        answered(running, incident)
        filing = file(
            seat=running.seat("client"), incident=incident, clock="public-body.preliminary", made_at=AWARE,
            now=AWARE + HOUR,
        )  # fmt: skip
        strike(seat=running.seat("client"), filing=filing, now=AWARE + 2 * HOUR)
        assert "public-body.preliminary" in waits(incident)
        with pytest.raises(NotPossible):
            strike(seat=running.seat("client"), filing=filing, now=AWARE + 3 * HOUR)


class TestWhatIsReportedIsKnownByItself:
    """Infected on one day, and days later it shows that something may have leaked."""

    LEAK_KNOWN = AWARE + 11 * DAY

    def leaked(self, running, **given):
        incident = running.reported()
        now = self.LEAK_KNOWN + HOUR
        answers = {**LEAK, **given.pop("answers", {})}
        seat = running.seat("officer", now)
        answer(seat=seat, incident=incident, answers=answers, known_at=self.LEAK_KNOWN, now=now)
        return incident

    def test_the_laws_dates_run_from_then(self, running):
        incident = self.leaked(running)
        assert look(fresh(incident)).known_at == self.LEAK_KNOWN
        assert waits(incident)["business.notice"] == LAST + 11 * DAY
        assert on_board(running, self.LEAK_KNOWN + HOUR).due_at == LAST + 11 * DAY

    def test_it_is_on_the_ledger_and_without_it_the_entry_is_as_it_always_was(self, running):
        incident = self.leaked(running)
        answered(running, incident, now=self.LEAK_KNOWN + 2 * HOUR)
        entries = [
            one.public for one in incident.contract.tree.entries.all() if one.act == "incident.law_answered"
        ]
        assert [one.get("known_at") for one in entries] == [self.LEAK_KNOWN.isoformat(), None]
        assert not verify(incident.contract.tree).problems

    def test_an_awareness_amended_to_a_later_time_takes_it_along(self, running):
        incident = self.leaked(running)
        later, now = self.LEAK_KNOWN + HOUR / 2, self.LEAK_KNOWN + 2 * HOUR
        appraise(
            seat=running.seat("officer", now), incident=incident, aware_at=later, possibility=False,
            tags=["personal-information"], reason="記録の誤り", now=now,
        )  # fmt: skip
        assert look(fresh(incident)).known_at == self.LEAK_KNOWN
        answer_awareness(seat=running.seat("client", now), incident=incident, agreed=True, now=now)
        assert look(fresh(incident)).known_at == later

    @pytest.mark.parametrize("known_at", [AWARE - HOUR, AWARE + 2 * DAY])
    def test_not_before_the_incident_was_known_and_not_ahead(self, running, known_at):
        incident = running.reported()
        with pytest.raises(NotPossible, match="報告対象の事態を知った日時"):
            answer(
                seat=running.seat("officer"),
                incident=incident,
                answers=LEAK,
                known_at=known_at,
                now=AWARE + DAY,
            )

    def test_a_report_from_before_that_day_told_nothing_of_it(self, running):
        incident = running.reported()
        answered(running, incident)
        file(
            seat=running.seat("client"), incident=incident, clock="public-body.preliminary", made_at=AWARE + HOUR,
            now=AWARE + 2 * HOUR,
        )  # fmt: skip
        assert "public-body.preliminary" not in waits(incident)
        now = self.LEAK_KNOWN + HOUR
        answer(
            seat=running.seat("officer", now),
            incident=incident,
            answers=LEAK,
            known_at=self.LEAK_KNOWN,
            now=now,
        )
        assert waits(incident)["public-body.preliminary"] == LAST + 11 * DAY


class TestTheBoard:
    def test_clause_6_says_what_the_alarms_wait_for_and_whose_it_is(self, running):
        incident = running.reported()
        assert on_board(running, AWARE + HOUR).state is State.UNVERIFIED
        answered(running, incident)
        now = AWARE + 3 * HOUR
        found = on_board(running, now)
        assert {one.about.partition("/")[2]: one.due_at for one in found.each} == waits(incident)
        assert {one.about.partition("/")[2]: one.owner.value for one in found.each} == {
            "business.notice": "contractor",
            "public-body.preliminary": "client",
            "public-body.final": "client",
        }
        assert (found.state, found.due_at) == (State.PREPARING, LAST)
        assert on_board(running, LAST - HOUR).state is State.DUE_SOON
        assert on_board(running, LAST + HOUR).state is State.LATE

    def test_while_the_questions_are_open_answering_them_is_the_step(self, running):
        answered(running, running.reported(), persons=None)
        found = on_board(running, AWARE + 3 * HOUR)
        assert found.due_at == LAST
        assert found.next_step.ja == "インシデント 2026-001：法令の確認の問いへの回答を済ませ、記録する"

    def test_what_was_reported_is_done_from_then_on(self, running):
        incident = running.reported()
        answered(running, incident)
        file(
            seat=running.seat("client"), incident=incident, clock="public-body.preliminary", made_at=AWARE + HOUR,
            now=AWARE + 2 * HOUR,
        )  # fmt: skip
        found = on_board(running, AWARE + 3 * HOUR)
        assert {one.about.partition("/")[2] for one in found.each} == {"business.notice", "public-body.final"}

    def test_answers_that_clear_the_incident_take_it_from_the_board_and_others_put_it_back(self, running):
        incident = running.reported()
        answered(running, incident)
        answered(running, incident, now=AWARE + 2 * HOUR, encrypted="yes")
        assert on_board(running, AWARE + 3 * HOUR).state is State.UNVERIFIED
        answered(running, incident, now=AWARE + 4 * HOUR)
        assert on_board(running, AWARE + 5 * HOUR).due_at == LAST

    def test_a_false_alarm_asks_for_nothing(self, running):
        incident = running.reported()
        answered(running, incident)
        close(
            seat=running.seat("officer"), incident=incident, how="false-alarm", reason="宛先は正しかった",
            now=AWARE + 2 * HOUR,
        )  # fmt: skip
        assert on_board(running, AWARE + 3 * HOUR).state is State.UNVERIFIED

    def test_a_drill_says_nothing_of_it(self, running):
        answered(running, running.reported(drill=True))
        assert on_board(running, LAST + HOUR).state is State.UNVERIFIED


class TestItems:
    def test_they_are_filled_from_the_incident_until_somebody_writes_them(self, running):
        incident = running.reported()
        answered(running, incident)
        found = look(fresh(incident))
        shown = {one.item.key: one.text for one in items(found.law, incident, {}, found.answers)}
        assert {key: text for key, text in shown.items() if text} == {
            "overview": "通知メールを別の園に送った。",
            "persons": "1,048人",
        }
        saved = save_items(
            seat=running.seat("officer"), incident=incident, texts={"overview": "書き直した概要", "cause": " "},
            edit=0, now=AWARE + HOUR,
        )  # fmt: skip
        again = {one.item.key: (one.text, one.written) for one in items(found.law, incident, saved.texts, {})}
        assert again["overview"] == ("書き直した概要", True)
        assert again["cause"] == ("", False)

    def test_who_was_slower_is_told_and_overwrites_nothing(self, running):
        incident = running.reported()
        seat = running.seat("officer")
        save_items(seat=seat, incident=incident, texts={"overview": "一人目"}, edit=0, now=AWARE + HOUR)
        with pytest.raises(NotPossible):
            save_items(seat=seat, incident=incident, texts={"overview": "二人目"}, edit=0, now=AWARE + HOUR)
        incident.refresh_from_db()
        assert incident.statutory_items.texts == {"overview": "一人目"}

    def test_the_client_does_not_write_them(self, running):
        with pytest.raises(NotAllowed):
            save_items(
                seat=running.seat("client"), incident=running.reported(), texts={}, edit=0, now=AWARE + HOUR
            )


def test_the_look_asks_the_database_equally_often(running, django_assert_num_queries):
    incident = running.reported()
    answered(running, incident)
    for persons in (1_049, 1_050, 1_051):
        answered(running, incident, now=AWARE + timedelta(hours=persons), persons=persons)
    found = fresh(incident)
    with django_assert_num_queries(4):
        assert look(found).assessment.verdict is Verdict.APPLIES


def test_days_are_japan_s_whatever_the_server_s_zone(running):
    """Known on July 1 at 23:59 in Japan, in New York still the morning of that day."""
    at = datetime(2026, 7, 1, 14, 59, tzinfo=JST) + timedelta(hours=9)
    incident = running.reported(at=at)
    answered(running, incident, now=at + HOUR)
    assert waits(incident)["business.notice"] == end_of_day(date(2026, 7, 5))
