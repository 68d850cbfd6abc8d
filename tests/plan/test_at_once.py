"""Two people of one side press at the same moment: one act happens, and the other is told or led to it."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from kokoroe.accounts.actions import accept_invitation, invite
from kokoroe.accounts.models import Account, Invitation
from kokoroe.accounts.refusals import NotPossible
from kokoroe.contracts.agreeing import propose
from kokoroe.contracts.models import Agreement
from kokoroe.contracts.terms import pack_in_force
from kokoroe.ledger.verify import verify
from kokoroe.plan import correcting, drafts, paper
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.writings import DRAFTING
from people import LINES, NOW, PASSWORD, STARTS, people

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
LATER = NOW + timedelta(hours=1)
PRESSES = 6


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act gave or raised, all begun at one moment, each on a connection of its own."""
    start, found = Barrier(len(acts)), []

    def press(act: Callable[[], Any]) -> None:
        connection.ensure_connection()
        start.wait()
        try:
            found.append(act())
        except Exception as error:  # noqa: BLE001 (it is what is looked at)
            found.append(error)
        finally:
            connection.close()

    threads = [Thread(target=press, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_everybody_who_starts_a_draft_gets_the_one_draft():
    party = people()
    found = at_once(*[lambda: DRAFTING.begin(seat=party.officer_seat, now=LATER)] * PRESSES)
    assert found == [PlanVersion.objects.get()] * PRESSES


def test_one_proposal_on_a_term_waits_and_the_others_are_told():
    party = people()
    reading = pack_in_force(party.contract, NOW).readings[0]
    value = next(option.key for option in reading.options if option.key != reading.default)
    found = at_once(
        *[lambda: propose(seat=party.officer_seat, kind="reading", key=reading.key, value=value, now=LATER)]
        * PRESSES
    )
    assert [each for each in found if isinstance(each, Agreement)] == [Agreement.objects.get()]
    assert sum(type(each) is NotPossible for each in found) == PRESSES - 1


def test_one_address_becomes_one_account_and_the_others_are_told():
    party = people()
    home = party.contract.contractor
    tokens = [
        invite(
            organisation=home,
            email="shiro@contractor.example",
            name="例示 四郎",
            grants={},
            invited_by=party.officer,
            now=NOW,
        )
        for _ in range(PRESSES)
    ]
    opened = [found for token in tokens if (found := Invitation.opened_by(token, now=NOW))]

    def accept(invitation: Invitation) -> Callable[[], Account]:
        return lambda: accept_invitation(
            invitation=invitation, name="例示 四郎", email=invitation.email, password=PASSWORD, now=NOW
        )

    found = at_once(*[accept(invitation) for invitation in opened])
    accounts = Account.objects.filter(email="shiro@contractor.example")
    assert [each for each in found if isinstance(each, Account)] == [accounts.get()]
    assert sum(type(each) is NotPossible for each in found) == PRESSES - 1


def test_a_change_and_a_correction_at_once_leave_one_of_the_two_and_nothing_frozen_altered(monkeypatch):
    monkeypatch.setattr(paper, "plan_pdf", lambda *_, **__: b"%PDF-")
    monkeypatch.setattr(paper, "correction_pdf", lambda *_, **__: b"%PDF-")
    party = people()
    party.accepted()
    current = PlanVersion.objects.get(contract=party.contract)
    line = current.entries.get(name="例示 次郎")
    at = NOW + timedelta(days=1)
    draft = party.draft(now=at, lines=[*LINES, {"name": "試験 四郎", "role": "worker", "work": "試験"}])
    drafts.save_cover(
        seat=party.officer_seat, version=draft, edit=draft.edit, reason="増員", effective_on=STARTS,
        nationality_by="person", now=at,
    )  # fmt: skip
    found = at_once(
        partial(DRAFTING.submit, seat=party.officer_seat, draft=draft, edit=draft.edit, now=at),
        partial(
            correcting.correct, seat=party.officer_seat, version=current,
            entries={line.pk: {"name": "例示 二郎"}}, contacts={}, reason="誤記", now=at,
        ),
    )  # fmt: skip
    assert sorted(type(each).__name__ for each in found) == ["NotPossible", "Submission"]
    assert verify(party.contract.tree).problems == []
