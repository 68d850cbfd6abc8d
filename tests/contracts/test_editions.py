"""A pack changes for a contract when both parties agree, and from then on; what lay before is judged as it was."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kokoroe import clock, packs
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.annex.state import State
from kokoroe.clock.models import Notice
from kokoroe.contracts.actions import create_contract
from kokoroe.contracts.editions import (
    answer_pack,
    open_packs,
    propose_pack,
    proposed_pack,
    reading_words,
    record_pack_agreement,
)
from kokoroe.contracts.models import ClientRole, Contract, ContractPack
from kokoroe.contracts.terms import pack_in_force
from kokoroe.desk import standings
from kokoroe.desk.assembling import answers
from kokoroe.ledger.report import Finding
from kokoroe.ledger.verify import verify
from kokoroe.submissions.heading import work_of
from people import ENDS, NOW, STARTS, People
from visitor import Visitor, words

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
APRIL = NOW + timedelta(days=26)
SCAN = {"filename": "合意書.pdf", "media_type": "application/pdf", "content": b"%PDF-1.7 a scan"}
SHIPPED = packs.find("sapporo") / "pack.yaml"
UNCONFIRMED = "受託者の読み取り、委託者未確認"


def brought(*changes: tuple[str, str]) -> dict[str, bytes]:
    """The annex of the contract, as one party reads it anew."""
    written = SHIPPED.read_text()
    for old, new in changes:
        assert old in written
        written = written.replace(old, new, 1)
    return {"pack.yaml": written.encode()}


LATER_PLAN = (
    "      due: {before: starts}\n    evidence: {ja: 了承された",
    "      due: {before: ends}\n    evidence: {ja: 了承された",
)
"""The plan is due before the end, not before the start."""


def propose(party: People, *changes: tuple[str, str], now=APRIL, **given) -> ContractPack:
    given = given or {"files": brought(*(changes or [LATER_PLAN]))}
    return propose_pack(seat=party.officer_seat, now=now, **given)


def plan(party: People, at, known_at=None) -> State:
    return {one.duty: one for one in answers(party.contract, at, known_at)}["plan-accepted"].state


def told(account) -> list[str]:
    return [one.words["body"]["ja"] for one in Notice.objects.filter(account=account).order_by("pk")]


def test_another_pack_counts_once_the_other_party_agrees_and_from_then_on(party: People):
    row, agreed = propose(party, LATER_PLAN), APRIL + 2 * HOUR
    assert plan(party, APRIL + HOUR) is State.LATE
    answer_pack(seat=party.client_seat, pack=row, agreed=True, now=agreed)
    assert plan(party, agreed) is State.PREPARING
    for at in (APRIL, agreed - timedelta(microseconds=1)):
        assert plan(party, at) is plan(party, at, known_at=agreed) is State.LATE
    assert plan(party, agreed + HOUR, known_at=agreed - HOUR) is State.LATE
    entry = party.contract.tree.entries.latest("seq")
    assert (entry.act, entry.public["pack"], entry.public["party"]) == (
        "contract.pack_agreed",
        row.digest,
        "client",
    )
    assert verify(party.contract.tree).problems == []


def test_the_other_party_is_told_at_once_what_would_change_and_the_proposer_what_came_of_it(party: People):
    row = propose(party, reason="別記の改正", files=brought(LATER_PLAN))
    [news] = told(party.client)
    for said in ("変わる義務 1件", "期限：作業開始日の前 → 履行期間の末日の前", "別記の改正"):
        assert said in news
    assert row.told_at == APRIL
    with pytest.raises(NotPossible, match="理由"):
        answer_pack(seat=party.client_seat, pack=row, agreed=False, now=APRIL)
    answer_pack(seat=party.client_seat, pack=row, agreed=False, reason="期限は変えません", now=APRIL)
    assert "期限は変えません" in told(party.officer)[-1]
    assert plan(party, APRIL) is State.LATE
    answer_pack(seat=party.client_seat, pack=row, agreed=True, now=APRIL + HOUR)
    assert (plan(party, APRIL), plan(party, APRIL + HOUR)) == (State.LATE, State.PREPARING)


def test_nobody_agrees_to_their_own_sides_pack_nor_proposes_over_one_that_waits(party: People):
    row = propose(party)
    with pytest.raises(NotAllowed):
        answer_pack(seat=party.officer_seat, pack=row, agreed=True, now=APRIL)
    with pytest.raises(NotPossible, match="すでに提案"):
        propose(party)
    with pytest.raises(NotPossible, match="先に同意するかどうか"):
        propose_pack(seat=party.client_seat, name="kojin-joho", now=APRIL)
    newer = propose(party, ("edition: undated", "edition: anew"))
    with pytest.raises(NotPossible, match="新しいほう"):
        answer_pack(seat=party.client_seat, pack=row, agreed=True, now=APRIL)
    answer_pack(seat=party.client_seat, pack=newer, agreed=True, now=APRIL)
    assert pack_in_force(party.contract, APRIL).edition == "anew"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"name": "sapporo"}, "いまその別記のとおり"),
        ({"name": "nowhere"}, "「nowhere」はありません"),
        ({}, "一つ選ぶか"),
        ({"name": "sapporo", "files": {"pack.yaml": b""}}, "一つ選ぶか"),
        ({"files": {"pack.yaml": b"name: x\n"}}, "別記を読めません"),
        ({"files": {"pack.yaml": b"a: &a [x]\nb: *a\n"}}, "参照"),
    ],
)
def test_what_cannot_be_proposed_is_refused_with_the_reason(party: People, given, why):
    with pytest.raises(NotPossible, match=why):
        propose_pack(seat=party.officer_seat, now=APRIL, **given)
    assert party.contract.packs.count() == 1


def test_one_side_leaves_no_more_than_three_proposals_unanswered(party: People):
    for number in range(3):
        propose(party, ("edition: undated", f"edition: e{number}"))
    with pytest.raises(NotPossible, match="3件"):
        propose(party)


def test_the_openers_reading_is_marked_until_the_other_party_confirms_it(party: People):
    [row] = open_packs(party.contract, APRIL)
    assert (row.opens, reading_words(party.contract, APRIL).ja) == (True, UNCONFIRMED)
    assert reading_words(party.contract, APRIL).en == "the contractor's reading, not confirmed by the client"
    answer_pack(seat=party.client_seat, pack=row, agreed=True, now=APRIL)
    assert reading_words(party.contract, APRIL) is None
    assert reading_words(party.contract, NOW).ja == UNCONFIRMED
    assert open_packs(party.contract, APRIL) == []
    with pytest.raises(NotPossible, match="すでに回答"):
        answer_pack(seat=party.client_seat, pack=row, agreed=True, now=APRIL)


def test_a_reading_that_was_refused_goes_on_counting_and_is_said_to_be_refused(party: People):
    [row] = open_packs(party.contract, APRIL)
    answer_pack(seat=party.client_seat, pack=row, agreed=False, reason="違います", now=APRIL)
    assert pack_in_force(party.contract, APRIL).name == "sapporo"
    assert reading_words(party.contract, APRIL).ja == "受託者の読み取り、委託者は同意せず"


def test_where_the_client_opened_it_the_contractor_is_the_one_who_has_not_confirmed(party: People):
    contract = opened_by(party, party.client)
    assert reading_words(contract, NOW).ja == "委託者の読み取り、受託者未確認"
    assert reading_words(opened_by(party, None), NOW).ja == UNCONFIRMED


def opened_by(party: People, by) -> Contract:
    return create_contract(
        title="別の契約", number="2026-0403", annex="sapporo", client=party.client.organisation,
        contractor=party.officer.organisation, on={"starts": STARTS, "ends": ENDS}, by=by, now=NOW,
    )  # fmt: skip


def test_an_agreement_on_paper_waits_for_who_answers_here_and_else_counts_with_the_mark(party: People):
    row = record_pack_agreement(seat=party.officer_seat, pack=propose(party), **SCAN, now=APRIL)
    assert (row.paper_counts, plan(party, APRIL), proposed_pack(party.contract, APRIL)) == (
        False,
        State.LATE,
        row,
    )
    with pytest.raises(NotPossible, match="写し"):
        record_pack_agreement(seat=party.officer_seat, pack=row, **SCAN, now=APRIL)
    ClientRole.objects.all().delete()
    newer = record_pack_agreement(
        seat=party.officer_seat,
        pack=propose(party, LATER_PLAN, ("edition: undated", "edition: b")),
        **SCAN,
        now=APRIL,
    )
    assert (newer.paper_counts, plan(party, APRIL), reading_words(party.contract, APRIL).ja) == (
        True, State.PREPARING, UNCONFIRMED
    )  # fmt: skip


def test_without_anybody_on_the_other_side_one_party_alone_changes_nothing(party: People):
    ClientRole.objects.all().delete()
    propose(party)
    assert plan(party, APRIL + HOUR) is State.LATE


def test_an_agreement_that_nobody_gave_is_named(party: People):
    row = propose(party)
    ContractPack.objects.filter(pk=row.pk).update(agreed_at=APRIL, agreed_by=party.client)
    assert [each.finding for each in verify(party.contract.tree).problems] == [Finding.ROW_CHANGED]


def test_forms_beside_the_pack_change_only_by_agreement_too(party: People):
    before = pack_in_force(party.contract, APRIL)
    row = propose(party, files={**brought(), "forms.yaml": b"forms: []\n"})
    assert pack_in_force(party.contract, APRIL).digest == before.digest != row.digest
    answer_pack(seat=party.client_seat, pack=row, agreed=True, now=APRIL)
    assert pack_in_force(party.contract, APRIL).digest == row.digest
    assert verify(party.contract.tree).problems == []


def test_pages_programs_and_papers_say_it_until_the_other_party_agrees_on_the_page(party: People):
    visit = Visitor(party)

    def board(who) -> str:
        return words(visit.get(who, "contract"))

    def papers() -> str:
        return work_of(Contract.objects.get(), verb="了承", clauses=["1(1)"], now=clock.now()).basis

    [opening] = party.contract.packs.all()
    standings.rebuild(now=clock.now())
    assert all(f"別記：{UNCONFIRMED}" in board(who) for who in (party.client, party.officer))
    assert UNCONFIRMED in words(visit.client(party.client).get(reverse("portfolio")))
    assert papers().endswith(f"1(1)（{UNCONFIRMED}）")
    sent = SimpleUploadedFile("pack.yaml", brought(LATER_PLAN)["pack.yaml"])
    assert (
        visit.post(party.officer, "contract_pack_propose", pack_yaml=sent, reason="改正").status_code == 302
    )
    [proposal] = party.contract.packs.exclude(pk=opening.pk)
    shown = words(visit.get(party.client, "contract_annex"))
    for said in (
        "変わる義務 1件",
        "作業を始める前に、実施体制の書面を提出し、了承を得る。",
        "履行期間の末日の前",
        "改正",
    ):
        assert said in shown
    assert "別記の変更の提案に回答する" in board(party.client)
    assert visit.post(party.client, "contract_pack_agree", proposal.pk).status_code == 302
    standings.rebuild(now=clock.now())
    for page in (board(party.client), words(visit.client(party.client).get(reverse("portfolio"))), papers()):
        assert "読み取り" not in page
    assert (
        visit.get(party.officer, "contract_pack_file", proposal.pk).content
        == brought(LATER_PLAN)["pack.yaml"]
    )
