"""Finishing a procedure, the client's answer, and which version is in force: as evaluate says it."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.duties.incidents.procedure.conftest import Table

from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.annex.state import State
from kokoroe.duties.incidents.models import Procedure
from kokoroe.duties.incidents.procedure.content import content_bytes
from kokoroe.duties.incidents.procedure.versions import before, in_force
from kokoroe.duties.incidents.procedure.writings import DRAFTING
from kokoroe.ledger.verify import verify
from kokoroe.submissions.actions import accept, give_back, withdraw
from people import STARTS, people

pytestmark = pytest.mark.django_db


EARLY = datetime(2026, 3, 16, 1, tzinfo=UTC)  # more than 14 days before work starts: no warning yet


def test_with_the_house_rule_on_it_is_met_once_the_client_confirms(db):
    party = people(now=EARLY)
    party.accepted()
    table = Table(party)
    table.now = EARLY + timedelta(hours=2)
    states = [table.answer().state]
    table.draft()
    states.append(table.answer().state)
    submission = table.finish()
    assert (submission.verb, submission.clauses, submission.number) == ("確認", ["2(2)"], "2025-手-001")
    states.append(table.answer().state)
    assert states == [State.PREPARING] * 3
    accept(seat=table.seat("client"), submission=submission, now=table.later())
    answer = table.answer()
    assert (answer.state, answer.late_by, [one.key for one in answer.evidence]) == (
        State.MET,
        None,
        ["procedure:1"],
    )


def test_with_the_house_rule_off_it_is_met_by_being_finished_and_goes_as_a_notice(table):
    table.house_rule("procedure-accepted", "off")
    submission = table.finish()
    assert (submission.verb, submission.title) == ("", "報告手順書の提出について（通知）")
    assert table.answer().state is State.MET
    assert in_force(table.party.contract, table.now) == Procedure.objects.get()


def test_finished_after_work_has_begun_it_is_late_by_so_much(table):
    table.house_rule("procedure-accepted", "off")
    table.now = table.now.replace(year=STARTS.year, month=STARTS.month, day=STARTS.day, hour=1)
    table.finish()
    assert table.answer().late_by == timedelta(hours=11)


def test_an_annex_without_the_duty_has_a_procedure_all_the_same(elsewhere):
    submission = elsewhere.finish()
    assert (submission.verb, submission.clauses) == ("", [])
    assert in_force(elsewhere.party.contract, elsewhere.now).submission == submission


def test_a_new_version_leaves_the_old_one_in_force_until_it_is_confirmed(table):
    first = table.accepted()
    table.save("about", text="当番を置いた")
    second = table.finish()
    contract = table.party.contract
    assert (in_force(contract, table.now), DRAFTING.waiting(contract).submission) == (first, second)
    answer = table.answer()
    assert (answer.state, [one.key for one in answer.evidence]) == (State.MET, ["procedure:1"])
    accept(seat=table.seat("client"), submission=second, now=table.later())
    version = Procedure.objects.get(number=2)
    assert (in_force(contract, table.now), DRAFTING.waiting(contract), before(version, table.now)) == (
        version,
        None,
        first,
    )
    assert [one.key for one in table.answer().evidence] == ["procedure:2"]
    assert in_force(contract, table.now - timedelta(minutes=30)) == first


@pytest.mark.parametrize("how", ["returned", "withdrawn"])
def test_what_is_returned_or_taken_back_never_comes_into_force(table, how):
    first = table.accepted()
    second = table.finish()
    if how == "returned":
        give_back(seat=table.seat("client"), submission=second, comment="夜の番号を", now=table.later())
    else:
        withdraw(seat=table.seat(), submission=second, now=table.later())
    assert in_force(table.party.contract, table.now) == first
    assert table.answer().state is State.MET
    third = Procedure.objects.get(submission=table.finish())
    assert before(third, table.now) == first


def test_a_second_version_is_not_handed_in_while_one_waits(table):
    table.finish()
    table.draft()
    with pytest.raises(NotPossible, match="第1版が回答待ち"):
        table.finish()


def test_nothing_is_handed_in_that_lacks_a_part(table):
    draft = table.save("items", rows=[])
    with pytest.raises(NotPossible, match="「報告項目」が空です"):
        table.finish(draft)
    assert Procedure.objects.get().finished_at is None


def test_what_was_changed_after_it_was_reviewed_is_not_handed_in(table):
    stale = table.draft()
    table.save("about", text="直した")
    with pytest.raises(NotPossible, match="確認のあとで下書きが変更されました"):
        DRAFTING.submit(seat=table.seat(), draft=stale, edit=stale.edit, now=table.later())


def test_pressed_twice_it_is_handed_in_once(table):
    draft, again = table.draft(), table.draft()
    table.finish(draft)
    with pytest.raises(NotPossible, match="提出されたか破棄されています"):
        table.finish(again)
    assert table.acts().count("procedure.submitted") == 1


@pytest.mark.parametrize("who", ["client", "worker"])
def test_only_those_who_submit_hand_it_in(table, who):
    draft = table.draft()
    with pytest.raises(NotAllowed):
        DRAFTING.submit(seat=table.seat(who), draft=draft, edit=draft.edit, now=table.now)


def test_a_word_changed_by_hand_after_it_was_frozen_is_found(table):
    table.accepted()
    tree = table.party.contract.tree
    assert verify(tree).ok
    changed = Procedure.objects.get()
    changed.content["steps"]["rows"][0]["within"] = "できるだけ早く"
    Procedure.objects.filter(pk=changed.pk).update(content=changed.content)
    assert not verify(tree).ok


def test_what_is_frozen_is_what_the_version_says(table):
    submission = table.finish()
    assert bytes(submission.content) == content_bytes(Procedure.objects.get())
