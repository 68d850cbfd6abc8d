"""Numbers that somebody guesses open nothing, not among several and not as what is no number.

Every place where one can be given is walked in tests/access.
"""

from datetime import date

import pytest

from kokoroe.contracts.actions import create_contract
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


@pytest.mark.parametrize("wrong", ["-1", "0", "9" * 30, "1e3", "１", "1;drop", "../1", "%00"])
def test_what_is_no_number_is_no_number(visit, wrong):
    client = visit.client(visit.party.officer)
    assert client.get(f"/c/{visit.party.contract.code}/papers/{wrong}").status_code == 404
    assert client.post("/notices/seen", {"notice": wrong}).status_code == 404
