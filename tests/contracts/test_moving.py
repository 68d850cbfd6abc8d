"""Dates that one party records alone: told at once, answered by the other, and refused where they contradict."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.annex.state import State
from kokoroe.clock.models import Notice
from kokoroe.contracts import confirming
from kokoroe.contracts.models import ClientRole, Contract, ContractDate
from kokoroe.contracts.moving import answer_date, record_agreement, set_date
from kokoroe.contracts.opening import Other, open_contract
from kokoroe.contracts.seats import seat_of
from kokoroe.contracts.terms import dates
from kokoroe.desk.assembling import answers
from people import ENDS, NOW, STARTS, People

LATER, APRIL = NOW + timedelta(hours=1), NOW + timedelta(days=26)
PUT_BACK = date(2026, 5, 15)
SCAN = {"filename": "変更契約書.pdf", "media_type": "application/pdf", "content": b"%PDF-1.7 a scan"}


def move(party: People, on=PUT_BACK, name="starts", now=APRIL, **fields) -> ContractDate:
    return set_date(seat=party.officer_seat, name=name, on=on, now=now, **fields)


def plan(party: People, at=APRIL, known_at=None):
    return {one.duty: one for one in answers(party.contract, at, known_at)}["plan-accepted"]


def told(account) -> list[str]:
    return [one.words["body"]["ja"] for one in Notice.objects.filter(account=account).order_by("pk")]


def test_the_other_party_is_told_at_once_with_what_it_was_and_what_it_would_be(party: People):
    assert move(party, reason="工程の見直し").told_at == APRIL
    [news] = told(party.client)
    assert "作業開始日：令和8年4月1日 → 令和8年5月15日" in news
    assert "工程の見直し" in news


def test_it_counts_once_the_other_party_agrees_and_a_moment_before_answers_as_it_did(party: People):
    row, agreed = move(party), APRIL + timedelta(hours=1)
    assert (plan(party).state, dates(party.contract)["starts"]) == (State.LATE, STARTS)
    answer_date(seat=party.client_seat, date=row, agreed=True, now=agreed)
    assert (plan(party, agreed).state, dates(party.contract)["starts"]) == (State.PREPARING, PUT_BACK)
    assert [one.moved_at for one in plan(party, agreed).stood] == [agreed]
    assert plan(party, APRIL, known_at=APRIL).state is State.LATE
    assert dates(party.contract, known_at=APRIL)["starts"] == STARTS
    assert told(party.officer)[-1].startswith(
        f"{party.contract.title}\n作業開始日：令和8年4月1日 → 令和8年5月15日"
    )


def test_nobody_agrees_to_what_their_own_side_recorded_nor_to_what_was_recorded_anew(party: People):
    row = move(party)
    with pytest.raises(NotAllowed):
        answer_date(seat=party.officer_seat, date=row, agreed=True, now=APRIL)
    move(party, date(2026, 5, 20))
    with pytest.raises(NotPossible, match="記録し直されています"):
        answer_date(seat=party.client_seat, date=row, agreed=True, now=APRIL)
    with pytest.raises(NotPossible, match="先に同意するかどうか"):
        set_date(seat=party.client_seat, name="starts", on=date(2026, 4, 2), now=APRIL)


def test_one_side_leaves_no_more_than_three_records_of_a_date_unanswered(party: People):
    for day in (15, 20, 25):
        move(party, date(2026, 5, day))
    with pytest.raises(NotPossible, match="3件"):
        move(party, date(2026, 5, 30))


def test_what_was_refused_does_not_count_and_can_be_agreed_to_later(party: People):
    row, at = move(party), APRIL + timedelta(hours=1)
    with pytest.raises(NotPossible, match="理由"):
        answer_date(seat=party.client_seat, date=row, agreed=False, now=at)
    answer_date(seat=party.client_seat, date=row, agreed=False, reason="聞いていません", now=at)
    assert "聞いていません" in told(party.officer)[-1]
    assert plan(party, at).state is State.LATE
    answer_date(seat=party.client_seat, date=row, agreed=True, now=at + timedelta(hours=1))
    assert plan(party, at + timedelta(hours=1)).state is State.PREPARING
    assert plan(party, at, known_at=at).state is State.LATE


def test_an_agreement_on_paper_waits_for_who_answers_here_and_else_counts_with_a_mark(party: People):
    row = record_agreement(seat=party.officer_seat, date=move(party), **SCAN, now=APRIL)
    assert plan(party).state is State.LATE
    ClientRole.objects.all().delete()
    nobody = move(party, date(2026, 5, 20))
    assert nobody.unasked
    nobody.unasked = False  # as if somebody could have answered when it was recorded
    nobody.save()
    row = record_agreement(seat=party.officer_seat, date=nobody, **SCAN, now=APRIL)
    assert (row.paper_counts, plan(party).state, plan(party).unconfirmed) == (True, State.PREPARING, True)
    with pytest.raises(NotPossible, match="写し"):
        record_agreement(seat=party.officer_seat, date=row, **SCAN, now=APRIL)


def test_before_the_other_side_is_in_moves_count_with_the_mark_and_wait_for_it(party: People):
    contract = open_contract(
        by=party.officer, title="別の業務", number="", annex="sapporo", side="contractor",
        other=Other("見本市", "4000020000001"), on={"signed": None, "starts": STARTS, "ends": ENDS}, now=NOW,
    )  # fmt: skip
    own = seat_of(party.officer, contract, at=NOW)
    first = set_date(seat=own, name="starts", on=date(2026, 4, 2), now=NOW + timedelta(minutes=5))
    assert dates(contract)["starts"] == first.on  # a slip, corrected before anybody was told
    row = set_date(seat=own, name="starts", on=PUT_BACK, now=APRIL)
    [found] = [one for one in answers(contract, APRIL) if one.duty == "plan-accepted"]
    assert (row.unasked, row.told_at, found.state, found.unconfirmed) == (True, None, State.PREPARING, True)
    assert found.stood
    confirming.came_in(contract, "client", party.client, now=APRIL)
    row.refresh_from_db()
    assert row.told_at == APRIL


@pytest.mark.parametrize(
    ("name", "on", "why"),
    [
        ("signed", date(2026, 3, 21), "最初の提出」（2026-03-20）よりあと"),
        ("cancelled", date(2026, 3, 19), "最初の提出」（2026-03-20）より前"),
        ("completed", date(2026, 3, 25), "作業開始日（2026-04-01）より前"),
        ("ends", date(2026, 3, 25), "作業開始日（2026-04-01）より前"),
        ("starts", STARTS, "すでにその日付"),
    ],
)
def test_a_date_that_contradicts_what_is_on_record_is_refused_with_the_reason(party: People, name, on, why):
    party.submitted()
    with pytest.raises(NotPossible, match=why):
        set_date(seat=party.officer_seat, name=name, on=on, now=APRIL)


def test_the_page_lists_what_waits_and_takes_the_answer(party: People):
    row = move(party)
    browser = Client()
    browser.force_login(party.client)
    page = browser.get(reverse("contract_settings", args=[party.contract.code])).content.decode()
    assert "令和8年4月1日 → 令和8年5月15日" in page
    browser.post(reverse("contract_date_agree", args=[party.contract.code, row.pk]))
    assert dates(Contract.objects.get())["starts"] == PUT_BACK
