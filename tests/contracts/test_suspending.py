"""Access taken from somebody at once, and given back by the side that took it."""

from datetime import timedelta

import pytest

from kokoroe.accounts.refusals import NotAllowed, NotPossible, Refusal
from kokoroe.clock.models import Message, Notice
from kokoroe.clock.recipients import acting_recipients
from kokoroe.contracts.grants import AccessSuspension
from kokoroe.contracts.models import ClientRole, Contract
from kokoroe.contracts.people import grant
from kokoroe.contracts.seats import seat_of
from kokoroe.contracts.suspending import lift, suspend
from people import NOW, account

LATER = NOW + timedelta(days=30)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def running(party):
    """The plan is in force, and each side has a second person who acts."""
    party.accepted()
    party.second = account("市役 二郎", "jiro@city.example", party.contract.client)
    party.colleague = account("見本 花子", "hanako@contractor.example", party.contract.contractor)
    grant(
        contract=party.contract,
        account=party.second,
        party="client",
        role="handles",
        by=party.client,
        now=NOW,
    )
    grant(
        contract=party.contract,
        account=party.colleague,
        party="contractor",
        role="prepares",
        by=party.officer,
        now=NOW,
    )
    return party


def seat(running, who, at=LATER):
    return seat_of(getattr(running, who), running.contract, at=at)


def sees(running, who, at=LATER + MINUTE):
    return Contract.objects.visible_to(getattr(running, who), at=at).exists()


def suspended(running, by, whom, now=LATER):
    return suspend(seat=seat(running, by), account=getattr(running, whom), reason="端末の紛失", now=now)


def test_who_may_suspend_whom(running):
    allowed = set()
    everyone = ("client", "second", "officer", "colleague", "worker")
    entries = running.contract.tree.entries.count()
    for by in everyone:
        for whom in everyone:
            try:
                row = suspended(running, by, whom)
            except Refusal:
                assert sees(running, whom), "nothing was changed"
                continue
            allowed.add((by, whom))
            assert not sees(running, whom)
            AccessSuspension.objects.filter(pk=row.pk).delete()
    assert allowed == {
        ("client", "second"), ("client", "officer"), ("client", "colleague"), ("client", "worker"),
        ("officer", "colleague"), ("officer", "worker"), ("colleague", "officer"), ("colleague", "worker"),
    }  # fmt: skip
    assert running.contract.tree.entries.count() == entries + len(allowed)


def test_it_takes_everything_whatever_gives_it_and_open_sessions_are_out(running, client):
    client.force_login(running.officer)  # officer, preparer, administrator
    page = f"/c/{running.contract.code}/"
    assert client.get(page).status_code == 200
    row = AccessSuspension.objects.create(
        contract=running.contract, account=running.officer, party="contractor", by_party="client",
        reason="x", since=NOW, suspended_by=running.client,
    )  # fmt: skip
    assert client.get(page).status_code == 404
    assert running.contract.title not in client.get("/").content.decode()
    AccessSuspension.objects.filter(pk=row.pk).update(until=NOW + MINUTE)
    assert client.get(page).status_code == 200


def test_it_is_on_the_ledger_with_who_and_why_and_both_sides_are_told_but_not_the_suspended(running):
    suspended(running, "client", "colleague")
    entry = running.contract.tree.entries.latest("seq")
    assert (entry.act, entry.public["party"], entry.public["by"]) == (
        "contract.access_suspended", "contractor", "client",
    )  # fmt: skip
    told = set(Notice.objects.filter(kind="access").values_list("account", flat=True))
    assert told == {running.client.pk, running.second.pk, running.officer.pk}
    assert Message.objects.filter(kind="access", urgent=True).count() == 3


def test_only_the_side_that_suspended_lifts_it_and_never_they_themselves(running):
    stale = seat(running, "colleague")
    mine, theirs = suspended(running, "officer", "colleague"), suspended(running, "client", "worker")
    for by, row in (("client", mine), ("officer", theirs), ("colleague", theirs)):
        with pytest.raises(NotAllowed):
            lift(seat=seat(running, by), suspension=row, now=LATER)
    with pytest.raises(NotAllowed):
        lift(seat=stale, suspension=mine, now=LATER)
    lift(seat=seat(running, "officer"), suspension=mine, now=LATER)
    lift(seat=seat(running, "client"), suspension=theirs, now=LATER)
    assert sees(running, "colleague")
    assert sees(running, "worker")
    with pytest.raises(NotPossible):
        lift(seat=seat(running, "client"), suspension=theirs, now=LATER + MINUTE)


def test_suspended_by_both_sides_they_are_out_until_both_lift_it(running):
    mine = suspended(running, "officer", "worker")
    row = AccessSuspension.objects.create(
        contract=running.contract, account=running.worker, party="contractor", by_party="client",
        reason="x", since=LATER, suspended_by=running.client,
    )  # fmt: skip
    lift(seat=seat(running, "officer"), suspension=mine, now=LATER)
    assert not sees(running, "worker")
    lift(seat=seat(running, "client"), suspension=row, now=LATER)
    assert sees(running, "worker")


def test_the_last_decider_may_be_suspended_and_is_told_of_nothing_more(running):
    ClientRole.objects.filter(account=running.second).update(role="decides")
    suspended(running, "second", "client")
    assert not sees(running, "client")
    assert [
        one.account for one in acting_recipients(running.contract, party="client", at=LATER + MINUTE)
    ] == [running.second.pk]


def test_no_reason_no_suspension_and_nobody_suspends_themselves_or_a_stranger(running):
    with pytest.raises(NotPossible):
        suspend(seat=seat(running, "client"), account=running.second, reason="  ", now=LATER)
    for whom in ("client", "outsider"):
        with pytest.raises(NotPossible):
            suspended(running, "client", whom)
    assert not AccessSuspension.objects.exists()


def test_an_account_that_is_closed_sees_nothing(running):
    running.worker.is_active = False
    assert not sees(running, "worker")
