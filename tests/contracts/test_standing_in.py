"""Somebody holds for a time what somebody absent holds."""

from datetime import timedelta

import pytest

from kokoroe.accounts.refusals import NotAllowed, NotPossible, Refusal
from kokoroe.clock.recipients import acting_recipients
from kokoroe.contracts.models import ClientRole, Contract
from kokoroe.contracts.people import grant
from kokoroe.contracts.seats import abilities_of_word, seat_of
from kokoroe.contracts.standing_in import end_stand_in, name_stand_in
from kokoroe.contracts.suspending import suspend
from kokoroe.plan.chain import acting_in, client_people
from kokoroe.plan.models import RosterEntry
from people import NOW, account

DAY = timedelta(days=1)
LATER = NOW + 30 * DAY


@pytest.fixture
def running(party):
    """The plan is in force; each organisation has somebody who takes no part so far."""
    party.accepted()
    party.second = account("市役 二郎", "jiro@city.example", party.contract.client)
    party.colleague = account("見本 花子", "hanako@contractor.example", party.contract.contractor)
    return party


def seat(running, who, at=LATER):
    return seat_of(getattr(running, who), running.contract, at=at)


def sees(running, who, at):
    return Contract.objects.visible_to(getattr(running, who), at=at).exists()


def named(running, absent, by_whom, *, by=None, since=LATER, until=LATER + 7 * DAY, now=LATER):
    return name_stand_in(
        seat=seat(running, by or absent), absent=getattr(running, absent), account=getattr(running, by_whom),
        reason="夏季休暇", since=since, until=until, now=now,
    )  # fmt: skip


def test_a_stand_in_holds_what_the_absent_one_holds_for_the_period_alone(running):
    named(running, "client", "second", since=LATER + DAY)
    assert [sees(running, "second", LATER + days * DAY) for days in (0, 1, 6, 8)] == [
        False,
        True,
        True,
        False,
    ]
    there = seat(running, "second", at=LATER + 2 * DAY)
    assert there.abilities == abilities_of_word("decides", "client"), "the role, not that they administer"
    assert (there.standing_in_for, there.on_behalf_of("decide")) == (running.client, running.client)
    assert [one.account for one in acting_recipients(running.contract, party="client", at=LATER + 2 * DAY)] == [
        running.client.pk, running.second.pk,
    ]  # fmt: skip


def test_what_they_hold_themselves_is_their_own_act(running):
    grant(
        contract=running.contract,
        account=running.second,
        party="client",
        role="handles",
        by=running.client,
        now=NOW,
    )
    named(running, "client", "second")
    there = seat(running, "second")
    assert (there.on_behalf_of("handle"), there.on_behalf_of("decide")) == (None, running.client)
    assert there.lent == {"decide", "agree", "personal"}


def test_it_never_gives_more_than_the_absent_one_holds_at_that_moment(running):
    named(running, "client", "second")
    ClientRole.objects.filter(account=running.client).update(role="reads")
    assert seat(running, "second").abilities == abilities_of_word("reads", "client")
    ClientRole.objects.filter(account=running.client).update(until=LATER)
    assert not sees(running, "second", LATER), "an administrator's right is not lent"


def test_whoever_is_suspended_or_closed_lends_nothing(running):
    named(running, "client", "second")
    grant(contract=running.contract, account=running.worker, party="client", role="reads", by=None, now=NOW)
    boss = account("市役 長", "cho@city.example", running.contract.client, administrator=True)
    suspend(
        seat=seat_of(boss, running.contract, at=LATER), account=running.client, reason="調査中", now=LATER
    )
    assert not sees(running, "second", LATER)


def test_a_roster_role_is_lent_and_ends_with_the_roster(running):
    RosterEntry.objects.filter(name="例示 次郎").update(role="officer")
    named(running, "worker", "colleague", by="officer")
    assert seat(running, "colleague").abilities == abilities_of_word("prepares", "contractor")
    RosterEntry.objects.filter(name="例示 次郎").update(ends_on=(LATER - DAY).date())
    assert not sees(running, "colleague", LATER)


def test_nobody_stands_in_through_a_stand_in(running):
    third = account("市役 三子", "miko@city.example", running.contract.client)
    running.third = third
    named(running, "client", "second")
    with pytest.raises(NotAllowed):
        named(running, "second", "third", by="client")
    assert not sees(running, "third", LATER)


def test_never_across_parties_or_organisations_or_for_the_other_side(running):
    for absent, whom, by in (
        ("client", "officer", "client"),
        ("client", "colleague", "client"),
        ("client", "outsider", "client"),
        ("client", "second", "officer"),
        ("officer", "colleague", "client"),
        ("officer", "colleague", "worker"),
        ("second", "client", "client"),
        ("client", "client", "client"),
    ):
        with pytest.raises(Refusal):
            named(running, absent, whom, by=by)
    entries = running.contract.tree.entries.filter(act="contract.stand_in_named")
    assert not entries.exists()


def test_a_period_that_is_none_is_refused_and_so_is_a_second_arrangement(running):
    for since, until in ((LATER, LATER), (LATER - 3 * DAY, LATER - DAY)):
        with pytest.raises(NotPossible):
            named(running, "client", "second", since=since, until=until)
    named(running, "client", "second")
    with pytest.raises(NotPossible):
        named(running, "client", "second", since=LATER + 6 * DAY, until=LATER + 9 * DAY)


def test_it_can_be_ended_at_once_by_the_two_or_their_side_and_by_nobody_else(running):
    row = named(running, "client", "second")
    with pytest.raises(NotAllowed):
        end_stand_in(seat=seat(running, "officer"), stand_in=row, now=LATER)
    end_stand_in(seat=seat(running, "second"), stand_in=row, now=LATER + DAY)
    assert not sees(running, "second", LATER + DAY)
    with pytest.raises(NotPossible):
        end_stand_in(seat=seat(running, "client"), stand_in=row, now=LATER + 2 * DAY)
    acts = list(running.contract.tree.entries.values_list("act", flat=True))[-2:]
    assert acts == ["contract.stand_in_named", "contract.stand_in_ended"]


def test_whoever_stands_in_is_told_what_the_absent_one_is_told(running):
    named(running, "client", "second")
    keys = [running.client.key, running.second.key]
    assert [one.key for one in client_people(running.contract, LATER)][:2] == keys
    acting = acting_in([running.contract], LATER)
    assert [one.key for one in acting[running.contract.pk, "client"]] == keys
    assert [one.key for one in acting[running.contract.pk, "contractor"]] == [running.officer.key]
    assert running.second.key not in {one.key for one in client_people(running.contract, LATER + 8 * DAY)}
