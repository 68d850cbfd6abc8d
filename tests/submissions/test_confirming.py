"""An answer that came on paper and was recorded by the contractor, put before the client's own people."""

from datetime import timedelta

import pytest

from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.clock.models import Notice
from kokoroe.contracts.people import grant
from kokoroe.contracts.seats import seat_of
from kokoroe.ledger.verify import verify
from kokoroe.submissions.confirming import confirm
from kokoroe.submissions.models import Confirmation, Step, Submission
from kokoroe.submissions.recording import record_answer
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
        decided_at=NOW + HOUR,
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
        assert "この日付の回答は出していません" in said
    assert done.status_code == 302
    told = Notice.objects.get()
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
