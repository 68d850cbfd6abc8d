"""When a report has arrived: the inbox, a mail server, or by hand; a call, as the annex is read."""

from datetime import timedelta

import pytest
from tests.duties.incidents.conftest import AWARE
from tests.duties.incidents.writing.conftest import FIRST, PLAN, WORDS, Writing

from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.clock.kinds import kind
from kokoroe.clock.models import Deadline, Message, Notice
from kokoroe.contracts.agreeing import answer, propose
from kokoroe.desk.assembling import answers
from kokoroe.duties.incidents import stages
from kokoroe.duties.incidents.models import Delivery, StageReport
from kokoroe.duties.incidents.models.writings import STATUTORY
from kokoroe.duties.incidents.writing.submitting import CALL, confirm_call, record_delivery
from kokoroe.duties.incidents.writing.writings import NEWS
from kokoroe.ledger.verify import verify
from people import People

MINUTE = timedelta(minutes=1)


@pytest.fixture
def mailed(party: People):
    """The client has no account, only a contact in the plan."""
    desk = Writing(party)
    party.client.client_roles.all().update(until=AWARE - timedelta(days=1))
    return desk


@pytest.fixture
def unreachable(party: People):
    """No plan is in force and the client has no account."""
    desk = Writing(party, planned=False)
    party.client.client_roles.all().update(until=AWARE - timedelta(days=1))
    return desk


def take(message: Message, at):
    """What the clock does once a mail server has taken a message."""
    kind(message.kind).delivered(message, at)


def tell(desk, incident, at, *, now=None, **given):
    wanted = {
        "stage": FIRST,
        "how": "phone",
        "who": "見本 太郎",
        "whom": "市役 一子",
        "note": "写しを読み上げた。",
    }
    return record_delivery(
        seat=given.pop("seat", None) or desk.seat("officer", at), incident=incident, at=at, now=now or at,
        **{**wanted, **given},
    )  # fmt: skip


def agree(desk, key, value):
    proposed = propose(seat=desk.seat("officer"), kind="reading", key=key, value=value, now=AWARE)
    answer(seat=desk.seat("client"), agreement=proposed, agreed=True, now=AWARE)


def filled(desk):
    """An incident that the officer reported, since nobody else may be on the roster."""
    incident = desk.reported(seat=desk.seat("officer"))
    desk.write(incident, **WORDS)
    return incident


class TestByMail:
    def test_until_a_mail_server_has_taken_it_nothing_is_reported(self, mailed):
        incident = filled(mailed)
        report = mailed.submit(incident, FIRST, AWARE + 10 * MINUTE)
        assert report.arrived_at is None
        assert mailed.stands(incident, FIRST, AWARE + 10 * MINUTE) == ("due_soon", None)
        message = Message.objects.get(kind=NEWS, address="ichiko@city.example")
        take(message, AWARE + 12 * MINUTE)
        assert mailed.stands(incident, FIRST, AWARE + 12 * MINUTE) == ("met", None)
        assert Deadline.objects.get(ref=str(incident.pk), stage=FIRST).met_at == AWARE + 12 * MINUTE

    def test_taken_after_the_due_time_it_is_late_on_the_board_too(self, mailed):
        incident = filled(mailed)
        mailed.submit(incident, FIRST, AWARE + 59 * MINUTE)
        take(Message.objects.get(kind=NEWS, address="ichiko@city.example"), AWARE + 61 * MINUTE)
        (board,) = [a for a in answers(mailed.party.contract, AWARE + 61 * MINUTE) if a.duty == FIRST]
        assert (board.state.value, board.late_by) == ("met", MINUTE)
        assert "提出は2026年4月19日 14:59、委託者への到達は2026年4月19日 15:01" in board.reason.ja

    def test_the_first_server_counts_and_the_contractors_own_mail_does_not(self, mailed):
        incident = filled(mailed)
        mailed.submit(incident, FIRST, AWARE + 10 * MINUTE)
        take(Message.objects.get(kind=NEWS, address="taro@contractor.example"), AWARE + 11 * MINUTE)
        assert StageReport.objects.get().arrived_at is None
        message = Message.objects.get(kind=NEWS, address="ichiko@city.example")
        take(message, AWARE + 12 * MINUTE)
        take(message, AWARE + 20 * MINUTE)
        assert StageReport.objects.get().arrived_at == AWARE + 12 * MINUTE
        arrivals = [
            e.public["how"] for e in mailed.party.contract.tree.entries.all() if e.act == "incident.arrived"
        ]
        assert arrivals == ["mail"]

    def test_a_notice_under_the_law_lets_the_laws_clocks_follow(self, mailed, monkeypatch):
        incident = filled(mailed)
        mailed.submit(incident, FIRST, AWARE + 10 * MINUTE)
        StageReport.objects.update(stage=STATUTORY, subject=STATUTORY)
        settled = []
        monkeypatch.setattr(stages.law, "settle", lambda found, *, now: settled.append((found.pk, now)))
        take(Message.objects.get(kind=NEWS, address="ichiko@city.example"), AWARE + 12 * MINUTE)
        assert settled == [(incident.pk, AWARE + 12 * MINUTE)]


class TestNobodyReachable:
    def test_a_report_that_reaches_nobody_is_no_report(self, unreachable):
        incident = filled(unreachable)
        report = unreachable.submit(incident, FIRST, AWARE + 10 * MINUTE)
        assert report.arrived_at is None
        assert not Message.objects.filter(kind=NEWS, recipient_party="client").exists()
        assert unreachable.stands(incident, FIRST, AWARE + 10 * MINUTE) == ("due_soon", None)

    def test_brought_by_hand_it_has_arrived_when_it_was_handed_over(self, unreachable):
        incident = filled(unreachable)
        report = unreachable.submit(incident, FIRST, AWARE + 10 * MINUTE)
        at = AWARE + 40 * MINUTE
        tell(unreachable, incident, at, how="hand", report=report, now=AWARE + 90 * MINUTE)
        assert unreachable.stands(incident, FIRST, AWARE + 90 * MINUTE) == ("met", None)
        report.refresh_from_db()
        assert (report.arrived_at, report.arrival_recorded_at) == (at, AWARE + 90 * MINUTE)


class TestACall:
    def test_it_is_on_record_with_who_and_whom_and_a_written_report_follows(self, desk):
        incident = desk.reported()
        tell(desk, incident, AWARE + 20 * MINUTE)
        (row,) = Delivery.objects.all()
        assert (row.how, row.who, row.whom, row.stage, row.report) == (
            "phone",
            "見本 太郎",
            "市役 一子",
            FIRST,
            None,
        )
        assert desk.stands(incident, FIRST, AWARE + 20 * MINUTE) == ("met", None)
        assert Notice.objects.filter(kind=CALL, account=desk.party.client).exists()
        assert verify(desk.party.contract.tree).problems == []
        entry = next(e for e in desk.party.contract.tree.entries.all() if e.act == "incident.delivered")
        assert "市役" not in bytes(entry.body).decode()

    def test_recorded_too_late_it_counts_from_its_record_until_the_client_confirms_it(self, desk):
        incident = desk.reported()
        call = tell(desk, incident, AWARE + 20 * MINUTE, now=AWARE + 180 * MINUTE)
        assert desk.stands(incident, FIRST, AWARE + 180 * MINUTE) == ("met", 120 * MINUTE)
        reason = desk.answer(incident, FIRST, AWARE + 180 * MINUTE).reason.ja
        assert "電話で報告されました" in reason
        assert "記録した2026年4月19日 17:00から数えます" in reason
        with pytest.raises(NotAllowed):
            confirm_call(seat=desk.seat("officer"), delivery=call, now=AWARE + 190 * MINUTE)
        confirm_call(seat=desk.seat("client"), delivery=call, now=AWARE + 190 * MINUTE)
        assert desk.stands(incident, FIRST, AWARE + 190 * MINUTE) == ("met", None)
        with pytest.raises(NotPossible):
            confirm_call(seat=desk.seat("client"), delivery=call, now=AWARE + 191 * MINUTE)
        assert verify(desk.party.contract.tree).problems == []

    def test_read_so_that_only_writing_counts_it_is_named_and_counts_for_nothing(self, desk):
        agree(desk, "spoken-report", "written-only")
        incident = desk.reported()
        tell(desk, incident, AWARE + 20 * MINUTE)
        answer = desk.answer(incident, FIRST, AWARE + 20 * MINUTE)
        assert (answer.state.value, "報告に数えません" in answer.reason.ja) == ("due_soon", True)

    def test_it_does_not_make_a_report_arrive_that_has_not(self, unreachable):
        incident = filled(unreachable)
        report = unreachable.submit(incident, FIRST, AWARE + 10 * MINUTE)
        tell(unreachable, incident, AWARE + 20 * MINUTE, report=report)
        assert StageReport.objects.get().arrived_at is None

    @pytest.mark.parametrize(
        ("given", "sentence"),
        [
            ({"whom": " "}, "両方を入れて"),
            ({"how": "pigeon"}, "手段を選んで"),
            ({"how": "hand"}, "報告書を選んで"),
            ({"at": AWARE - MINUTE, "now": AWARE}, "知った時より前"),
            ({"at": AWARE + MINUTE, "now": AWARE}, "未来"),
        ],
    )
    def test_what_cannot_be_is_refused(self, desk, given, sentence):
        incident = desk.reported()
        with pytest.raises(NotPossible, match=sentence):
            tell(desk, incident, **{"at": AWARE, **given})
        assert Delivery.objects.count() == 0

    def test_a_report_is_not_brought_before_it_was_made(self, desk):
        incident = desk.filled()
        report = desk.submit(incident, PLAN, AWARE + 30 * MINUTE)
        with pytest.raises(NotPossible, match="作った時より前"):
            tell(
                desk,
                incident,
                AWARE + 20 * MINUTE,
                now=AWARE + 40 * MINUTE,
                stage=PLAN,
                how="hand",
                report=report,
            )

    def test_only_the_contractor_records_it(self, desk):
        incident = desk.reported()
        with pytest.raises(NotAllowed):
            tell(desk, incident, AWARE, seat=desk.seat("client"))
