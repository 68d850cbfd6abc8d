"""Numbers that somebody guesses open nothing: not in pages, not in files, not in exports, not among several."""

from datetime import date

import pytest

from kokoroe.clock.models import Notice
from kokoroe.contracts.actions import create_contract
from kokoroe.duties.incidents.models import ReportLink
from kokoroe.plan.models import PlanVersion
from kokoroe.submissions.models import Submission
from people import NOW


@pytest.fixture
def foreign(visit):
    """A contract of the outsider's own, from which they try the numbers of another."""
    party = visit.party
    return create_contract(
        title="よその業務", number="9", annex="sapporo", client=party.contract.client,
        contractor=party.outsider.organisation, on={"starts": date(2026, 4, 1), "ends": date(2027, 3, 31)},
        by=party.outsider, now=NOW,
    )  # fmt: skip


def test_numbers_of_another_contract_lead_nowhere(visit, foreign):
    party = visit.party
    version = party.accepted()
    link = ReportLink.objects.create(contract=party.contract, created_at=NOW, created_by=party.officer)
    paper = version.submission.papers.first()
    theirs = (
        f"papers/{paper.pk}", f"papers/{paper.pk}?show", f"writings/{version.submission_id}/", f"plan/{version.pk}/",
        f"plan/{version.pk}/roster.xlsx", f"procedure/links/{link.pk}/card.pdf", f"procedure/links/{link.pk}/poster.pdf",
    )  # fmt: skip
    client = visit.client(party.outsider)
    under_own = [client.get(f"/c/{foreign.code}/{place}").status_code for place in theirs]
    under_theirs = [client.get(f"/c/{party.contract.code}/{place}").status_code for place in theirs]
    assert under_own == under_theirs == [404] * len(theirs)


def test_an_answer_is_the_same_whether_a_number_exists_or_not(visit):
    version = visit.party.accepted()
    client = visit.client(visit.party.outsider)
    for there, nowhere in ((version.submission_id, 987654), (version.submission.papers.first().pk, 987654)):
        place = "writings/%s/" if there == version.submission_id else "papers/%s"
        answers = [client.get(f"/c/{visit.party.contract.code}/{place % pk}") for pk in (there, nowhere)]
        assert answers[0].status_code == answers[1].status_code == 404
        assert answers[0].content == answers[1].content


def test_of_several_with_one_that_is_anothers_nothing_is_done(visit, foreign):
    party = visit.party
    version = party.accepted()
    visit.now = version.effective_at
    own = version.entries.first()
    draft = PlanVersion.objects.create(contract=foreign, number=1, created_at=NOW, created_by=party.outsider)
    other = draft.entries.create(person=party.outsider.person, position=1, name="他所 三郎", role="officer")
    chosen = {"reason": "誤記", f"entry-{own.pk}-name": "別 人", f"entry-{other.pk}-name": "別 人"}
    answer = visit.post(party.officer, "plan_correct", **chosen, entry=[own.pk, other.pk])
    own.refresh_from_db()
    other.refresh_from_db()
    assert (answer.status_code, own.name, other.name) == (404, "見本 太郎", "他所 三郎")
    assert Submission.objects.count() == 1


def test_a_notice_of_somebody_else_is_neither_seen_nor_acknowledged(visit):
    party = visit.party
    notice = Notice.objects.create(
        account=party.client, recipient_key="x", contract=party.contract, kind="k", key="k", words={}, at=NOW
    )
    client = visit.client(party.officer)
    answers = [
        client.post(f"/notices/{act}", {"notice": notice.pk}).status_code for act in ("seen", "acknowledge")
    ]
    notice.refresh_from_db()
    assert (answers, notice.seen_at) == ([404, 404], None)


@pytest.mark.parametrize("wrong", ["-1", "0", "9" * 30, "1e3", "１", "1;drop", "../1", "%00"])
def test_what_is_no_number_is_no_number(visit, wrong):
    client = visit.client(visit.party.officer)
    assert client.get(f"/c/{visit.party.contract.code}/papers/{wrong}").status_code == 404
    assert client.post("/notices/seen", {"notice": wrong}).status_code == 404
