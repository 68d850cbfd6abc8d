"""An answer that came on paper and was recorded by the contractor, put before the client's own people."""

from datetime import date, datetime, time, timedelta

import pytest

from caller import Caller
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.annex.answer import Answer
from kokoroe.annex.days import start_of_day
from kokoroe.annex.moments import Moment
from kokoroe.annex.state import State
from kokoroe.clock.models import Notice
from kokoroe.contracts.people import grant
from kokoroe.contracts.seats import seat_of
from kokoroe.desk.assembling import answers
from kokoroe.ledger.verify import verify
from kokoroe.submissions.confirming import confirm
from kokoroe.submissions.models import Confirmation, Step, Submission
from kokoroe.submissions.recording import give_time, record_answer
from kokoroe.submissions.steps import Attachment
from people import NOW, People, account
from visitor import Visitor, words

HOUR = timedelta(hours=1)
SCAN = Attachment(kind="scan", filename="回答.pdf", content=b"%PDF-1.4 scan")


def recorded(party: People) -> Step:
    return record_answer(
        seat=party.officer_seat,
        submission=party.submitted(),
        name="accepted",
        decider="情報課長　市役 一子",
        decided=Moment.of(NOW + HOUR),
        scan=SCAN,
        now=NOW + 2 * HOUR,
    )


def test_it_waits_for_the_client_and_is_confirmed_in_a_row_of_its_own(visit: Visitor):
    party, visit.now = visit.party, NOW + 3 * HOUR
    step = recorded(party)
    home = visit.get(party.client, "contract")
    todo = next(one for one in home.context["todos"] if "記録した回答" in one.what.ja)
    assert (todo.mine, todo.href) == (True, visit.path("submission", step.submission_id))
    page = visit.get(party.client, "submission", step.submission_id)
    assert sorted(page.context["panels"]) == ["confirmation"]
    assert "委託者は未確認" in words(page)
    assert sorted(visit.get(party.officer, "submission", step.submission_id).context["panels"]) == []
    assert "委託者は未確認" in words(visit.get(party.officer, "submissions"))
    assert visit.post(party.officer, "submission", step.submission_id, act="confirm").status_code == 403
    before = Step.objects.values().get(pk=step.pk)
    done = visit.post(party.client, "submission", step.submission_id, act="confirm")
    said = words(visit.follow(party.officer, done))
    assert "委託者が確認済み" in said
    assert "未確認" not in said
    row = Confirmation.objects.get()
    assert (row.by, row.at, row.outcome, row.proof) == (party.client, NOW + 3 * HOUR, "confirmed", "password")
    assert Step.objects.values().get(pk=step.pk) == before
    assert not any(
        "記録した回答" in one.what.ja for one in visit.get(party.client, "contract").context["todos"]
    )
    assert [entry.act for entry in party.contract.tree.entries.all()][-1] == "answer.confirmed"
    assert verify(party.contract.tree).ok


def test_contesting_needs_a_reason_and_the_contractor_is_told(visit: Visitor):
    party, visit.now = visit.party, NOW + 3 * HOUR
    step = recorded(party)
    refused = visit.post(party.client, "submission", step.submission_id, act="contest")
    assert (refused.status_code, Confirmation.objects.count()) == (422, 0)
    assert "どこが違うか" in words(refused)
    reason = {"confirmation-reason": "この日付の回答は出していません"}
    done = visit.post(party.client, "submission", step.submission_id, act="contest", **reason)
    for who in (party.client, party.officer):
        said = words(visit.get(who, "submission", step.submission_id))
        assert "委託者から異議あり" in said
        assert visit.get(who, "submissions").context["rows"][0]["lamp"] == "broken"
        assert "この日付の回答は出していません" in said
    assert done.status_code == 302
    told = Notice.objects.get(kind="submission.contested")
    assert (told.account, told.urgent) == (party.officer, True)
    assert Submission.objects.get().standing == "accepted"
    done = visit.post(party.client, "submission", step.submission_id, act="confirm")
    assert [row.outcome for row in Confirmation.objects.all()] == ["contested", "confirmed"]
    assert (
        visit.post(party.client, "submission", step.submission_id, act="contest", **reason).status_code == 422
    )


def test_only_who_decides_answers_for_it_and_only_for_what_was_recorded(party: People):
    step = recorded(party)
    desk = account("市役 窓口", "desk@city.example", party.contract.client)
    grant(contract=party.contract, account=desk, party="client", role="handles", by=party.client, now=NOW)
    for one in (party.officer_seat, seat_of(desk, party.contract, at=NOW)):
        with pytest.raises(NotAllowed):
            confirm(seat=one, step=step, outcome="confirmed", now=NOW)
    for which, outcome in ((Step.objects.first(), "confirmed"), (step, "unconfirmed")):
        with pytest.raises(NotPossible):
            confirm(seat=party.client_seat, step=which, outcome=outcome, now=NOW)
    assert Confirmation.objects.count() == 0


def states(party: People, at: datetime) -> dict[str, Answer]:
    return {one.duty: one for one in answers(party.contract, at)}


PLAN = ("plan-accepted", "officer", "chart", "roster", "contacts", "workplaces")


def test_what_is_contested_meets_nothing_any_more_and_says_so_until_it_is_confirmed(party: People):
    step = recorded(party)
    late = NOW + timedelta(days=30)
    before = states(party, late)
    assert {before[duty].state for duty in PLAN} == {State.MET}
    confirm(
        seat=party.client_seat, step=step, outcome="contested", reason="出していません", now=NOW + 3 * HOUR
    )
    contested = states(party, late)
    for duty in PLAN:
        assert (contested[duty].state, contested[duty].owner) == (State.LATE, "contractor")
        assert "異議" in contested[duty].reason.ja
        assert "確認してもらう" in contested[duty].next_step.ja
    assert states(party, NOW + 2 * HOUR)["roster"].state is State.MET  # then nobody had contested it
    confirm(seat=party.client_seat, step=step, outcome="confirmed", now=NOW + 4 * HOUR)
    assert {duty: states(party, late)[duty] for duty in PLAN} == {duty: before[duty] for duty in PLAN}


def test_the_client_is_told_and_finds_the_same_step_on_its_page_and_by_the_api(visit: Visitor, monkeypatch):
    party, visit.now = visit.party, NOW + 3 * HOUR
    step = recorded(party)
    told = Notice.objects.get(kind="submission.recorded")
    assert (told.account, told.words["href"]) == (party.client, visit.path("submission", step.submission_id))
    on_page = visit.get(party.client, "contract").context["todos"]
    caller = Caller(monkeypatch)
    caller.now = visit.now
    by_api = caller.get(party.client, f"/contracts/{party.contract.code}/todo")
    assert [(one["what"], one["mine"]) for one in by_api.json()] == [
        (one.what.ja, one.mine) for one in on_page
    ]
    assert any("記録した回答" in one.what.ja for one in on_page)


class TestADayWithoutATime:
    """The answer bears the day on which work starts; the plan was due when that day began."""

    START = start_of_day(date(2026, 4, 1))

    def record(self, party: People, day: date) -> Step:
        return record_answer(
            seat=party.officer_seat, submission=party.submitted(), name="accepted", decider="情報課長　市役 一子",
            decided=Moment(day), scan=SCAN, now=self.START + timedelta(days=3),
        )  # fmt: skip

    def test_it_is_met_and_claims_neither_until_the_time_is_given(self, visit: Visitor):
        party, visit.now = visit.party, self.START + timedelta(days=4)
        step = self.record(party, date(2026, 4, 1))
        one = states(party, visit.now)["plan-accepted"]
        assert (one.state, one.late_by, one.owner) == (State.MET, None, "contractor")
        todo = next(
            one for one in visit.get(party.officer, "contract").context["todos"] if "時刻" in one.what.ja
        )
        page = visit.path("submission", step.submission_id)
        assert (todo.mine, todo.href, todo.state) == (True, page, State.MET)
        for shown in (
            visit.get(party.client, "contract"),
            visit.get(party.client, "clause", "1(1)"),
            visit.get(party.officer, "submission", step.submission_id),
        ):
            assert "時刻の記録なし" in words(shown)
            assert "00:00に了承" not in words(shown)
            assert "4月1日 0:00" not in words(shown)
        refused = visit.post(
            party.officer, "submission", step.submission_id, act="time", **{"time-time": "夕方"}
        )
        assert refused.status_code == 422
        visit.post(party.officer, "submission", step.submission_id, act="time", **{"time-time": "16:00"})
        one = states(party, visit.now)["plan-accepted"]
        assert (one.since, one.late_by, one.next_step) == (self.START + 16 * HOUR, 16 * HOUR, None)
        assert "16:00" in words(visit.get(party.client, "submission", step.submission_id))
        assert [entry.act for entry in party.contract.tree.entries.all()][-1] == "answer.timed"
        assert verify(party.contract.tree).ok
        with pytest.raises(NotPossible):
            give_time(seat=party.officer_seat, submission=step.submission, time=time(9), now=visit.now)

    def test_the_day_before_was_in_time_and_the_day_after_was_late(self, party: People):
        self.record(party, date(2026, 3, 31))
        one = states(party, self.START + timedelta(days=4))["plan-accepted"]
        assert (one.state, one.late_by, one.next_step) == (State.MET, None, None)

    def test_the_day_after_was_late_by_what_is_sure(self, party: People):
        self.record(party, date(2026, 4, 3))
        one = states(party, self.START + timedelta(days=4))["plan-accepted"]
        assert (one.late_by, one.next_step) == (timedelta(days=2), None)
        assert "少なくとも2日遅れ" in one.reason.ja

    def test_its_time_lies_between_submission_and_record(self, party: People):
        step = self.record(party, NOW.date())
        before = {"time": time(9), "now": self.START + timedelta(days=5)}
        with pytest.raises(NotPossible):
            give_time(seat=party.officer_seat, submission=step.submission, **before)
