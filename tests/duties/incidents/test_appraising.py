"""Amending what an incident is, ending it, and joining duplicates."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.duties.incidents.conftest import AWARE

from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.annex.days import start_of_day
from kokoroe.annex.state import State
from kokoroe.clock.models import Deadline, Message
from kokoroe.contracts.models import ClientRole
from kokoroe.contracts.moving import set_date
from kokoroe.contracts.terms import dates
from kokoroe.desk.assembling import answers
from kokoroe.duties.incidents.appraising import appraise, close, merge, rename, reopen
from kokoroe.duties.incidents.chronicle import chronicle
from kokoroe.duties.incidents.models import Appraisal, Incident
from kokoroe.duties.incidents.moving import answer_awareness, asked, record_agreement
from kokoroe.duties.incidents.stages import stages

HOUR = timedelta(hours=1)


def amended(running, incident, *, now=AWARE + HOUR / 4, **given):
    wanted = {"aware_at": AWARE, "possibility": False, "tags": (), "reason": ""}
    return appraise(seat=running.seat("officer"), incident=incident, now=now, **{**wanted, **given})


def due(incident, stage="first-report"):
    return Deadline.objects.get(kind="incident", ref=str(incident.pk), stage=stage).due_at


def told_of_the_move():
    return {row.address for row in Message.objects.filter(kind="incident.moved")}


def stands(running, at):
    return {one.duty: one for one in answers(running.party.contract, at)}


class TestAwareness:
    def test_an_amended_awareness_moves_the_deadlines_and_everyone_hears_it(self, running):
        incident = running.reported()
        amended(running, incident, aware_at=AWARE - HOUR, reason="電話の記録では13時だった。")
        assert due(incident) == AWARE
        told = Message.objects.filter(kind="incident.moved")
        assert {row.address for row in told} == {"taro@contractor.example", "hanako@contractor.example"}
        assert [row.aware_at for row in incident.appraisals.all()] == [AWARE, AWARE - HOUR]

    def test_a_later_time_counts_once_the_client_agrees_and_what_was_late_stays_said(self, running):
        incident, later = running.reported(), AWARE + 2 * HOUR
        amended(running, incident, aware_at=AWARE + HOUR, reason="15時だった。", now=later)
        assert due(incident) == AWARE + HOUR
        assert "ichiko@city.example" in told_of_the_move()
        assert stands(running, later)["first-report"].state is State.LATE
        answer_awareness(seat=running.seat("client"), incident=incident, agreed=True, now=later + HOUR / 4)
        assert due(incident) == AWARE + 2 * HOUR
        [stood] = stands(running, later + HOUR / 4)["first-report"].stood
        assert (stood.due_at, stood.late_by) == (AWARE + HOUR, HOUR + HOUR / 4)
        assert not asked(Incident.objects.get())

    def test_an_earlier_time_counts_at_once_and_taking_it_back_waits(self, running):
        incident = running.reported()
        amended(running, incident, aware_at=AWARE - HOUR, reason="13時だった。", now=AWARE + HOUR / 3)
        assert due(incident) == AWARE
        amended(running, incident, aware_at=AWARE, reason="やはり14時。", now=AWARE + HOUR / 2)
        assert due(incident) == AWARE
        with pytest.raises(NotPossible, match="理由"):
            answer_awareness(seat=running.seat("client"), incident=incident, agreed=False, now=AWARE + HOUR)
        answer_awareness(
            seat=running.seat("client"), incident=incident, agreed=False, reason="13時に伺いました。", now=AWARE + HOUR
        )  # fmt: skip
        assert due(incident) == AWARE
        assert "13時に伺いました。" in Message.objects.filter(kind="incident.moved").latest("pk").body

    def test_a_slip_corrected_before_the_client_heard_of_it_never_stood(self, running):
        incident = running.reported()
        amended(running, incident, aware_at=AWARE + HOUR / 8, reason="打ち間違い", now=AWARE + HOUR / 5)
        assert due(incident) == AWARE + HOUR + HOUR / 8
        assert "ichiko@city.example" not in told_of_the_move()
        assert incident.appraisals.count() == 2

    def test_an_agreement_on_paper_waits_for_who_decides_here_and_else_counts_with_a_mark(self, running):
        incident, later = running.reported(), AWARE + HOUR / 2
        scan = {"filename": "同意.pdf", "media_type": "application/pdf", "content": b"%PDF-1.7 a scan"}
        amended(running, incident, aware_at=AWARE + HOUR / 4, reason="14時15分", now=later)
        record_agreement(seat=running.seat("officer"), incident=incident, **scan, now=later)
        assert due(incident) == AWARE + HOUR
        officer = running.seat("officer")
        ClientRole.objects.all().delete()
        Appraisal.objects.update(paper=None, paper_at=None)
        record_agreement(seat=officer, incident=incident, **scan, now=later)
        assert due(incident) == AWARE + HOUR + HOUR / 4
        assert stands(running, later)["first-report"].unconfirmed

    def test_what_was_known_before_the_contract_was_signed_is_refused(self, running):
        signed = dates(running.party.contract)["signed"]
        before = start_of_day(signed) - HOUR
        with pytest.raises(NotPossible, match="契約締結日（2026-03-15）より前"):
            running.reported(noticed_at=before, at=AWARE)
        incident = running.reported()
        with pytest.raises(NotPossible, match="契約締結日"):
            amended(running, incident, aware_at=before, reason="前から")
        with pytest.raises(NotPossible, match="最初の提出"):
            set_date(seat=running.seat("officer"), name="signed", on=AWARE.date(), now=AWARE)

    def test_it_is_not_moved_without_a_reason_nor_ahead_nor_before_it_happened(self, running):
        incident = running.reported()
        for wrong in (
            {"aware_at": AWARE - HOUR},
            {"aware_at": AWARE + 5 * HOUR, "reason": "先"},
            {"occurred_at": AWARE + HOUR / 8},
            {"tags": ["nonsense"]},
        ):
            with pytest.raises(NotPossible):
                amended(running, incident, **wrong)
        assert incident.appraisals.count() == 1

    def test_a_possibility_waits_where_the_parties_read_it_so(self, running):
        from kokoroe.contracts.agreeing import answer, propose

        incident = running.reported(possibility=True)
        row = propose(
            seat=running.seat("officer"), kind="reading", key="possibility", value="waits", now=AWARE
        )
        answer(seat=running.seat("client"), agreement=row, agreed=True, now=AWARE)
        amended(running, incident, possibility=True)
        assert not Deadline.objects.get(ref=str(incident.pk), stage="first-report").is_open
        amended(running, incident, possibility=False, now=AWARE + HOUR / 3)
        assert Deadline.objects.get(ref=str(incident.pk), stage="first-report").is_open

    def test_only_who_prepares_amends(self, running):
        incident = running.reported()
        for who in ("worker", "client"):
            with pytest.raises(NotAllowed):
                appraise(
                    seat=running.seat(who),
                    incident=incident,
                    aware_at=AWARE,
                    possibility=False,
                    tags=(),
                    now=AWARE,
                )


class TestTheEnd:
    def test_a_false_alarm_is_closed_with_its_reason_and_stops_the_clocks(self, running):
        incident = running.reported()
        with pytest.raises(NotPossible):
            close(seat=running.seat("officer"), incident=incident, how="false-alarm", now=AWARE + HOUR / 4)
        close(
            seat=running.seat("officer"), incident=incident, how="false-alarm", reason="宛先は正しかった。",
            now=AWARE + HOUR / 4,
        )  # fmt: skip
        assert not any(row.is_open for row in Deadline.objects.filter(ref=str(incident.pk)))
        stands = {one.duty: one.state.value for one in answers(running.party.contract, AWARE + 2 * HOUR)}
        assert (stands["first-report"], stands["incident-measures"]) == ("dormant", "met")

    def test_one_that_was_late_before_it_was_dismissed_stays_late(self, running):
        incident = running.reported()
        close(
            seat=running.seat("officer"),
            incident=incident,
            how="false-alarm",
            reason="誤報",
            now=AWARE + 2 * HOUR,
        )
        stands = {one.duty: one.state.value for one in answers(running.party.contract, AWARE + 3 * HOUR)}
        assert (stands["first-report"], stands["detailed-report"]) == ("late", "dormant")

    def test_it_is_not_done_while_a_stage_is_open(self, running):
        incident = running.reported()
        with pytest.raises(NotPossible, match="まだ済んでいない"):
            close(seat=running.seat("officer"), incident=incident, how="done", now=AWARE + HOUR)

    def test_duplicates_are_one_since_the_earlier_awareness_with_both_kept(self, running):
        first = running.reported()
        second = running.reported(noticed_at=AWARE - HOUR / 2, key="second", at=AWARE + HOUR / 8)
        merge(seat=running.seat("officer"), incident=second, into=first, now=AWARE + HOUR / 4)
        assert due(first) == AWARE + HOUR / 2
        assert (second.appraisal.aware_at, second.closing.into_id) == (AWARE - HOUR / 2, first.pk)
        assert [row.aware_at for row in first.appraisals.all()] == [AWARE, AWARE - HOUR / 2]
        with pytest.raises(NotPossible):
            merge(seat=running.seat("officer"), incident=second, into=first, now=AWARE + HOUR / 3)

    def test_a_drill_and_a_real_one_are_never_one(self, running):
        real, drill = running.reported(), running.reported(drill=True, key="drill")
        with pytest.raises(NotPossible):
            merge(seat=running.seat("officer"), incident=drill, into=real, now=AWARE)


def standing(incident, at):
    """How the first report stood at a moment."""
    fresh = Incident.objects.select_related("contract").get(pk=incident.pk)
    return next(one.answer.state.value for one in stages(fresh, at) if one.key == "first-report")


class TestTheName:
    def test_what_has_ended_may_be_called_otherwise_and_keeps_its_kind(self, running):
        incident = running.reported()
        seat = running.seat("officer")
        close(seat=seat, incident=incident, how="false-alarm", reason="誤報", now=AWARE + HOUR)
        rename(seat=seat, incident=incident, title="園の取り違え", kind="mis-sent", now=AWARE + 2 * HOUR)
        assert Incident.objects.get().title == "園の取り違え"
        assert Incident.objects.get().closing is not None
        with pytest.raises(NotPossible, match="再び開いてから"):
            rename(seat=seat, incident=incident, title="園の取り違え", kind="lost", now=AWARE + 3 * HOUR)


class TestReopening:
    def test_what_had_ended_goes_on_with_both_states_on_record(self, running):
        incident = running.reported()
        seat = running.seat("officer")
        closing = close(
            seat=seat, incident=incident, how="false-alarm", reason="訓練メールだった。", now=AWARE + HOUR
        )
        assert not Deadline.objects.get(ref=str(incident.pk), stage="first-report").is_open
        with pytest.raises(NotPossible, match="理由"):
            reopen(seat=seat, incident=incident, reason=" ", now=AWARE + 2 * HOUR)
        reopen(seat=seat, incident=incident, reason="本物のメールもあった。", now=AWARE + 2 * HOUR)
        fresh = Incident.objects.get(pk=incident.pk)
        assert fresh.closing is None
        assert list(Incident.objects.going_on()) == [fresh]
        stood = {at: standing(incident, at) for at in (AWARE + HOUR, AWARE + 2 * HOUR)}
        assert stood == {AWARE + HOUR: "dormant", AWARE + 2 * HOUR: "late"}
        assert Deadline.objects.get(ref=str(incident.pk), stage="first-report").is_open
        closing.refresh_from_db()
        assert (closing.how, closing.reopened_at, closing.reopening) == (
            "false-alarm", AWARE + 2 * HOUR, "本物のメールもあった。",
        )  # fmt: skip
        with pytest.raises(NotPossible, match="続いています"):
            reopen(seat=seat, incident=incident, reason="もう一度", now=AWARE + 2 * HOUR)
        close(seat=seat, incident=fresh, how="false-alarm", reason="やはり誤報", now=AWARE + 3 * HOUR)
        assert [one.how for one in fresh.closings.all()] == ["false-alarm", "false-alarm"]

    def test_a_duplicates_entries_stand_in_the_timeline_of_the_one_that_is_kept(self, running):
        kept, duplicate = running.reported(), running.reported(key="second", text="同じ件の別の報告")
        merge(seat=running.seat("officer"), incident=duplicate, into=kept, now=AWARE + HOUR)
        lines = [entry.what.ja for entry in chronicle(kept)]
        assert f"{duplicate.number}：ほかのインシデントに統合した" in lines
        assert f"{duplicate.number}：報告が入った：誤送信・誤交付" in lines

    def test_one_that_was_opened_again_can_take_in_the_other_one(self, running):
        first, second = running.reported(), running.reported(key="second", text="同じ件の別の報告")
        seat = running.seat("officer")
        merge(seat=seat, incident=first, into=second, now=AWARE + HOUR)
        reopen(seat=seat, incident=first, reason="別の件と分かった。", now=AWARE + 2 * HOUR)
        merge(seat=seat, incident=second, into=first, now=AWARE + 3 * HOUR)
        lines = [entry.what.ja for entry in chronicle(first)]
        assert f"{second.number}：報告が入った：誤送信・誤交付" in lines

    def test_many_duplicates_are_read_in_as_many_queries_as_one(self, running, django_assert_num_queries):
        kept = running.reported()

        def join(key: str) -> None:
            other = running.reported(key=key, text="同じ件の別の報告")
            merge(seat=running.seat("officer"), incident=other, into=kept, now=AWARE + HOUR)

        join("one")
        with CaptureQueriesContext(connection) as with_one:
            chronicle(kept)
        join("two")
        join("three")
        with django_assert_num_queries(len(with_one)):
            chronicle(kept)
