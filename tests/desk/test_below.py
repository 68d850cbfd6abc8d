"""A subcontract that is late shows at the contract above it, at any level, and whoever answers for it is told."""

from datetime import date, timedelta

import pytest
from django.test import Client

from contracts.test_subcontracting import hand_on, taken_on
from kokoroe import clock
from kokoroe.annex.days import start_of_day
from kokoroe.annex.pack import Party
from kokoroe.annex.state import State
from kokoroe.clock.firing import fire
from kokoroe.clock.models import Deadline, Notice
from kokoroe.contracts.models import Contract
from kokoroe.contracts.moving import answer_date, set_date
from kokoroe.contracts.seats import seat_of
from kokoroe.desk import standings
from kokoroe.desk.assembling import answers
from people import NOW, People
from visitor import words

START = start_of_day(date(2026, 4, 1))
LATE = START + timedelta(hours=1)


@pytest.fixture
def below(party: People) -> Contract:
    child, _ = taken_on(party.contract, party.officer, "孫請株式会社", "mago@sub.example")
    return child


def duty(contract: Contract, at, name: str = "subcontract-answerable"):
    return next(one for one in answers(contract, at) if one.duty == name)


def test_its_lateness_is_the_lateness_of_the_duty_to_answer_for_it(party: People, below: Contract):
    before = duty(party.contract, START)
    assert before.state is State.DUE_SOON
    late = duty(party.contract, LATE)
    assert (late.state, late.since, late.due_at, late.owner) == (State.LATE, START, START, Party.CONTRACTOR)
    assert "再委託先に「期限超過」" in late.reason.ja
    assert late.changes_at is None or late.changes_at > LATE
    assert before.changes_at <= LATE
    assert duty(party.contract, LATE, "subcontract").state is State.UNVERIFIED
    assert duty(party.contract, NOW).state is State.UNVERIFIED  # before there was one


def test_what_it_ended_without_stays_late_above_and_nobody_is_asked_for_it(party: People, below: Contract):
    seat = seat_of(party.officer, below, at=LATE)
    row = set_date(seat=seat, name="ends", on=date(2026, 5, 31), now=LATE)
    theirs = seat_of(below.confirmation.confirmed_by, below, at=LATE)
    answer_date(seat=theirs, date=row, agreed=True, now=LATE)
    over = start_of_day(date(2026, 7, 1))
    left = duty(party.contract, over)
    assert (left.state, left.next_step, left.owner) == (State.LATE, None, None)
    assert "行われないまま終了" in left.reason.ja
    assert duty(party.contract, LATE).next_step is not None


def test_it_reaches_every_level_above_and_no_other(party: People, below: Contract):
    lowest = hand_on(below, below.confirmation.confirmed_by, "曾孫請株式会社")
    later = NOW + timedelta(hours=2)
    set_date(seat=seat_of(party.officer, below, at=later), name="starts", on=date(2026, 6, 1), now=later)
    assert duty(below, LATE).state is State.LATE
    assert duty(party.contract, LATE).state is State.LATE
    assert duty(lowest, LATE).state is State.UNVERIFIED


def test_the_one_above_is_told_and_its_page_leads_to_the_chain(party: People, below: Contract, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: LATE)
    while standings.rebuild(now=LATE):
        pass
    [row] = Deadline.objects.filter(contract=party.contract, ref="subcontract-answerable", void_at=None)
    assert (row.stage, row.due_at) == ("contractor", START)
    Notice.objects.all().delete()
    fire(now=LATE)
    told = Notice.objects.filter(contract=party.contract, account=party.officer)
    assert any("再委託先に履行させる" in one.words["body"]["ja"] for one in told)
    client = Client()
    client.force_login(party.client)
    page = client.get(f"/c/{party.contract.code}/clauses/2(8)")
    assert "再委託先に「期限超過」" in words(page)
    assert f"/c/{party.contract.code}/subcontracts/" in page.content.decode()


def test_what_is_done_below_makes_what_is_kept_of_those_above_stale(party: People, below: Contract):
    while standings.rebuild(now=LATE):
        pass
    fresh = standings.with_freshness(Contract.objects.all(), LATE)
    assert fresh.get(pk=party.contract.pk).fresh
    set_date(seat=seat_of(party.officer, below, at=LATE), name="starts", on=date(2026, 6, 1), now=LATE)
    assert not fresh.get(pk=party.contract.pk).fresh
    assert duty(party.contract, LATE).state is not State.LATE
    set_date(seat=party.client_seat, name="starts", on=date(2026, 3, 31), now=LATE)
    while standings.rebuild(now=LATE):
        pass
    set_date(seat=party.client_seat, name="starts", on=date(2026, 4, 1), now=LATE)
    assert fresh.get(pk=below.pk).fresh  # what is done above is nothing to those below


def test_with_whom_it_is_only_those_are_told_who_may_see_the_chain(party: People, below: Contract):
    assert not seat_of(party.worker, party.contract, at=LATE).may("chain")
    stands = duty(party.contract, LATE)
    told = [stands.reason, stands.next_step, *(piece.label for piece in stands.evidence)]
    assert [text.ja for text in told if "孫請" in text.ja] == []
