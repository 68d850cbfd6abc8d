from datetime import UTC, datetime, timedelta

import pytest

from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.annex.moments import Moment
from kokoroe.contracts.models import ClientRole
from kokoroe.contracts.people import grant
from kokoroe.contracts.seats import Seat, seat_of
from kokoroe.plan.models import PlanVersion
from kokoroe.submissions.actions import Attachment, accept, give_back, receive, withdraw
from kokoroe.submissions.answers import answer
from kokoroe.submissions.models import Step, Submission
from kokoroe.submissions.recording import record_answer
from people import NOW, People

HOUR = timedelta(hours=1)
SCAN = Attachment(kind="scan", filename="回答.pdf", content=b"%PDF-1.4 scan")


def acts(party: People) -> list[str]:
    return [entry.act for entry in party.contract.tree.entries.all()]


def test_a_submission_is_received_and_accepted_with_the_annexs_verb(party: People):
    submission = party.submitted()
    receive(seat=party.client_seat, submission=submission, reference="受第1号", now=NOW + HOUR)
    step = answer(
        seat=party.client_seat,
        submission=submission,
        outcome="accepted",
        reference="見市第2号",
        now=NOW + 2 * HOUR,
    )
    submission = Submission.objects.get()
    assert (submission.verb, submission.standing) == ("了承", "accepted")
    assert (step.reference, str(step.dated_on), step.assurance) == ("見市第2号", "2026-03-20", "own_sign_in")
    assert [paper.kind for paper in submission.papers.all()] == ["submission", "decision"]
    assert acts(party)[-3:] == ["plan.submitted", "plan.received", "plan.accepted"]


def test_the_contractor_cannot_decide_on_its_own_writing(party: People):
    submission = party.submitted()
    for act in (accept, receive):
        with pytest.raises(NotAllowed):
            act(seat=party.officer_seat, submission=submission, now=NOW)
    forged = Seat(party.officer, party.contract, "contractor", frozenset({"decide", "handle"}))
    with pytest.raises(NotAllowed):
        accept(seat=forged, submission=submission, now=NOW)


def test_a_client_who_handles_may_return_but_not_accept(party: People):
    ClientRole.objects.all().delete()
    grant(contract=party.contract, account=party.client, party="client", role="handles", by=None, now=NOW)
    submission, seat = party.submitted(), seat_of(party.client, party.contract, at=NOW)
    with pytest.raises(NotAllowed):
        accept(seat=seat, submission=submission, now=NOW)
    give_back(seat=seat, submission=submission, comment="連絡先の夜間が抜けています", now=NOW)
    assert Submission.objects.get().standing == "returned"


def test_a_return_without_a_comment_is_refused(party: People):
    submission = party.submitted()
    with pytest.raises(NotPossible):
        give_back(seat=party.client_seat, submission=submission, comment="  ", now=NOW)
    assert Submission.objects.get().standing == "submitted"


def test_a_decision_on_what_was_withdrawn_meanwhile_says_so_and_changes_nothing(party: People):
    submission = party.submitted()
    withdraw(seat=party.officer_seat, submission=submission, comment="誤り", now=NOW + HOUR)
    before = acts(party)
    with pytest.raises(NotPossible) as refusal:
        accept(seat=party.client_seat, submission=submission, now=NOW + 2 * HOUR)
    assert "取下げ" in refusal.value.text.ja
    assert "11:00" in refusal.value.text.ja
    assert "withdrawn" in refusal.value.text.en
    assert (acts(party), Step.objects.count()) == (before, 2)
    assert PlanVersion.objects.get().effective_at is None


def test_a_second_acceptance_is_refused(party: People):
    submission = party.submitted()
    accept(seat=party.client_seat, submission=submission, now=NOW)
    with pytest.raises(NotPossible):
        accept(seat=party.client_seat, submission=submission, now=NOW)
    with pytest.raises(NotPossible):
        withdraw(seat=party.officer_seat, submission=submission, now=NOW)


class TestAnswersFromPaper:
    def record(self, party: People, **changes):
        given = {
            "seat": party.officer_seat,
            "submission": party.submitted(),
            "name": "accepted",
            "decider": "情報課長　市役 一子",
            "decided": Moment.of(NOW + HOUR),
            "scan": SCAN,
            "now": NOW + timedelta(days=3),
        }
        return record_answer(**{**given, **changes})

    def test_it_is_marked_as_recorded_by_the_other_side_and_opens_nothing_before_that(self, party: People):
        step = self.record(party)
        assert step.recorded_by_other
        assert (step.happened_at, step.recorded_at) == (NOW + HOUR, NOW + timedelta(days=3))
        assert PlanVersion.objects.get().effective_at == NOW + timedelta(days=3)
        assert step.paper is not None
        assert bytes(step.paper.content) == SCAN.content

    def test_it_needs_a_name_and_a_possible_day(self, party: People):
        with pytest.raises(NotPossible):
            self.record(party, decider=" ")
        submission = Submission.objects.get()
        for impossible in (NOW + timedelta(days=9), datetime(2025, 1, 1, tzinfo=UTC)):
            with pytest.raises(NotPossible):
                self.record(party, submission=submission, decided=Moment.of(impossible))

    def test_the_client_does_not_record_its_answer_so(self, party: People):
        with pytest.raises(NotAllowed):
            self.record(party, seat=party.client_seat)


def test_an_account_that_the_contractor_vouched_for_is_shown_as_such(party: People):
    party.client.vouched_by = party.contract.contractor
    party.client.save()
    submission = party.submitted()
    step = accept(seat=party.client_seat, submission=submission, now=NOW)
    assert step.assurance == "vouched_by_other"


def test_a_stranger_finds_no_submission(party: People):
    party.submitted()
    visible = Submission.objects.visible_to
    assert visible(party.officer, at=NOW).count() == 1
    assert visible(party.client, at=NOW).count() == 1
    assert visible(party.outsider, at=NOW).count() == 0
    assert visible(party.worker, at=NOW).count() == 0
