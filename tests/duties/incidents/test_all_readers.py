"""Board, next steps, home, API, alarms and mails say the same of every contract, whatever has happened to it.

One long history of three contracts, of which one lies below another, as both parties and a program read it.
"""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from django.test import Client

from caller import Caller
from contract_story import ACTS, Story
from contracts.test_subcontracting import taken_on
from kokoroe.accounts.models import Account
from kokoroe.clock.firing import fire
from kokoroe.clock.models import Deadline, Message, Notice
from kokoroe.contracts.actions import create_contract
from kokoroe.contracts.editions import reading_of
from kokoroe.contracts.people import grant
from kokoroe.contracts.seats import seat_of
from kokoroe.contracts.terms import pack_in_force
from kokoroe.desk import standings
from kokoroe.desk.assembling import judged
from kokoroe.desk.board import Board
from kokoroe.desk.reconciling import KIND
from kokoroe.desk.reminding import reminders
from kokoroe.duties.incidents.reporting import report
from kokoroe.ledger.models import Tree
from kokoroe.plan import paper
from kokoroe.plan.models import PlanVersion
from kokoroe.submissions.steps import Attachment
from people import ENDS, NOW, STARTS, People, people

INCIDENTS = 4  # of one contract
MOST = 540  # acts that change something
EVERY = 500  # that are tried
SPANS = [timedelta(minutes=40), timedelta(hours=5), timedelta(days=1), timedelta(days=3)]


class Life(Story):
    """A story in which incidents are noticed as well."""

    def notice(self):
        if self.contract.incidents.count() == INCIDENTS:
            raise StopIteration
        report(
            seat=self.party.officer_seat, kind="mis-sent", noticed_at=self.now, possibility=False, text="宛先の誤り",
            key=f"{self.contract.pk}:{self.now.isoformat()}", now=self.now,
        )  # fmt: skip


def stories() -> list[Life]:
    """Two contracts of one client under two annexes, and one below the first."""
    first = people()
    other = create_contract(
        title="図書館システム更新業務", number="2026-0402", annex="kojin-joho",
        client=first.contract.client, contractor=first.contract.contractor,
        on={"signed": STARTS - timedelta(days=20), "starts": STARTS + timedelta(days=9), "ends": ENDS},
        by=first.officer, now=NOW,
    )  # fmt: skip
    grant(contract=other, account=first.client, party="client", role="decides", by=None, now=NOW)
    child, who = taken_on(first.contract, first.officer, "孫請株式会社", "mago@sub.example")
    parties = (
        first,
        replace(first, contract=other),
        People(child, first.officer, who, who, first.outsider, NOW + timedelta(hours=2)),
    )
    return [Life(party=party) for party in parties]


@pytest.fixture
def unprinted(monkeypatch):
    """What is submitted has a paper that nobody set: hundreds of them are not what this is about."""
    made = Attachment(kind="submission", filename="計画.pdf", content=b"%PDF-1.7")
    monkeypatch.setattr(paper, "version_paper", lambda _version, **_given: made)


@pytest.mark.django_db
def test_all_readers_agree_on_one_long_history_of_three_contracts(unprinted, monkeypatch):
    random, lives, caller = Random(20260320), stories(), Caller(monkeypatch)
    done, now = 0, NOW + timedelta(hours=2)
    tried = 0
    stood = {life: state_of(life) for life in lives}
    while done < MOST:
        tried += 1
        life, act = random.choice(lives), random.choice([*ACTS, "submit", "accept", "notice"])
        life.now = now
        life.do(act)
        before, stood[life] = stood[life], state_of(life)
        done += stood[life] != before
        now += random.choice(SPANS) / 12
        if tried % EVERY == 0:
            caller.now = now
            look_at_all(lives, caller, now)
    caller.now = now
    look_at_all(lives, caller, now)
    assert set().union(*(life.done for life in lives)) == {*ACTS, "notice"}
    told = set(Notice.objects.filter(kind=KIND).values_list("contract", flat=True))
    assert {lives[0].contract.pk, lives[2].contract.pk} <= told


def state_of(life: Life):
    """What an act changes: the ledger, or the draft under way."""
    drafts = PlanVersion.objects.drafts().filter(contract=life.contract)
    return Tree.objects.get(pk=life.contract.tree_id).size, list(drafts.values("pk", "edit"))


def look_at_all(lives: list[Life], caller: Caller, now):
    """Every reader against what evaluating each contract anew says."""
    caller.tokens.clear()  # they end, as all tokens do
    for life in lives:
        found = judged(life.contract, now, None)
        for who in {life.party.client, life.party.officer}:
            compare(who, life.contract, found, caller, now)
    while standings.rebuild(now=now):
        pass
    told = Message.objects.count(), Notice.objects.count()
    fire(now=now)
    for life in lives:
        found = judged(life.contract, now, None)
        wanted = reminders(found.pack, found.answers)
        open_ones = Deadline.objects.filter(contract=life.contract, kind=KIND, met_at=None, void_at=None)
        assert {(row.stage, row.due_at) for row in open_ones} == {(one.owner, one.due_at) for one in wanted}
        in_words = [one.to_whom_drafts_it().next_step.ja for one in found.answers if one.next_step]
        for row in Notice.objects.filter(contract=life.contract, kind=KIND, at=now).select_related(
            "deadline"
        ):
            assert (row.deadline.stage, row.deadline.due_at) in {(one.owner, one.due_at) for one in wanted}
            assert any(step in row.words["body"]["ja"] for step in in_words)
    assert told <= (Message.objects.count(), Notice.objects.count())


def compare(who: Account, contract, found, caller: Caller, now):
    """What one party sees on pages, at home and by the API."""
    seat, client, code = seat_of(who, contract, at=now), Client(), contract.code
    mine = found.answers
    if seat.may("prepare"):
        mine = tuple(one.to_whom_drafts_it() for one in mine)
    client.force_login(who)
    page = client.get(f"/c/{code}/").context
    assert [row.answer for _, rows in page["sections"] for row in rows] == list(mine)
    assert sum(figure["count"] for figure in page["figures"]) == len(mine)

    steps = {(one.clause, one.next_step.ja) for one in mine if one.next_step}
    todos = page["todos"]
    assert steps <= {(clause.ref, todo.what.ja) for todo in todos for clause in todo.clauses}
    by_api = caller.get(who, f"/contracts/{code}/todo").json()
    assert [(one["state"], one["what"], one["owner"], one["mine"]) for one in by_api] == [
        (todo.state, todo.what.ja, todo.owner, todo.mine) for todo in todos
    ]
    duties = caller.get(who, f"/contracts/{code}/duties").json()["duties"]
    assert [(one["duty"], one["state"], one["reason"], one["next_step"]) for one in duties] == [
        (one.duty, one.state, one.reason.ja, one.next_step and one.next_step.ja) for one in mine
    ]

    board = Board.of(pack_in_force(contract, now), found.answers, reading_of(contract, now))
    [home] = [row["board"] for row in client.get("/").context["rows"] if row["contract"]["pk"] == contract.pk]
    assert home == board
