"""Pages of a contract whose personal data went: the ledger stays, everything else says why it is gone."""

from datetime import timedelta

import pytest
from tests.keeping.conftest import OVER, at, told_and_over

from kokoroe.ledger.checkpoints import checkpoint
from kokoroe.plan.models import PlanVersion
from visitor import Visitor, words


@pytest.fixture
def after(full, visit: Visitor) -> Visitor:
    told_and_over()
    checkpoint(full.contract.tree, OVER)  # as after every commit
    return at(OVER + timedelta(days=1), visit)


def test_the_ledger_can_be_read_and_verified(after: Visitor):
    officer = after.party.officer
    assert "保存期間が終わった個人データを消去した" in words(after.get(officer, "ledger"))
    answer = after.post(officer, "ledger_verify")
    assert answer.status_code == 200
    assert answer.context["report"].problems == []


def test_every_other_page_says_that_it_was_erased(after: Visitor):
    officer, version = after.party.officer, PlanVersion.objects.get()
    paper = version.submission.papers.first()
    for name, args in (
        ("contract", ()), ("plan", ()), ("plan_version", (version.pk,)), ("roster_export", (version.pk,)),
        ("submissions", ()), ("submission", (version.submission_id,)), ("paper", (paper.pk,)), ("incidents", ()),
    ):  # fmt: skip
        answer = after.get(officer, name, *args)
        assert answer.status_code == 410, name
        assert "個人データ" in words(answer)


def test_who_was_nobody_there_still_learns_nothing(after: Visitor):
    assert after.get(after.party.outsider, "contract").status_code == 404


def test_the_list_of_contracts_still_shows_it(after: Visitor):
    answer = after.client(after.party.officer).get("/")
    assert answer.status_code == 200
    assert after.party.contract.title in words(answer)
