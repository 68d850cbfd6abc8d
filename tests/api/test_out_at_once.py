"""Tokens act through their account: whoever is out is out with every program, and an auditor's programs only read."""

from datetime import timedelta

import pytest

from caller import Caller
from kokoroe.accounts.actions import suspend_account
from kokoroe.contracts.auditing import grant_audit
from kokoroe.contracts.grants import AuditLook
from kokoroe.contracts.seats import seat_of
from kokoroe.contracts.suspending import lift, suspend
from kokoroe.plan.models import RosterEntry
from people import NOW

DAY = timedelta(days=1)
LATER = NOW + 30 * DAY


@pytest.fixture
def api(party, monkeypatch):
    party.accepted()
    caller = Caller(monkeypatch)
    caller.now = LATER
    caller.party = party
    return caller


def statuses(api, who) -> list[int]:
    code = api.party.contract.code
    return [
        api.get(who, path).status_code
        for path in (
            f"/contracts/{code}",
            f"/contracts/{code}/plan/in-force",
            f"/contracts/{code}/ledger/entries",
        )
    ]


def seat(api, who):
    return seat_of(who, api.party.contract, at=LATER)


def test_a_token_is_out_with_its_account(api):
    party = api.party
    before = statuses(api, party.worker)
    assert before[0] == 200
    row = suspend(seat=seat(api, party.client), account=party.worker, reason="端末の紛失", now=LATER)
    assert statuses(api, party.worker) == [404] * 3
    lift(seat=seat(api, party.client), suspension=row, now=LATER)
    assert statuses(api, party.worker) == before
    RosterEntry.objects.filter(person=party.worker.person).update(ends_on=(LATER - DAY).date())
    assert statuses(api, party.worker) == [404] * 3
    suspend_account(by=party.officer, account=party.worker, reason="退職", now=LATER)
    assert statuses(api, party.worker) == [401] * 3


def test_an_auditors_program_reads_on_record_and_does_nothing(api):
    party, code = api.party, api.party.contract.code
    grant_audit(
        seat=seat(api, party.client), account=party.outsider, personal=False, purpose="x", since=LATER,
        until=LATER + DAY, now=LATER,
    )  # fmt: skip
    entries = party.contract.tree.entries.count()
    assert api.get(party.outsider, f"/contracts/{code}").status_code == 200
    assert AuditLook.objects.count() == 1
    given = {"name": "x", "email": "x@y.example", "role": "client:decides"}
    assert api.post(party.outsider, f"/contracts/{code}/people", given).status_code == 403
    assert (party.contract.tree.entries.count(), AuditLook.objects.count()) == (entries, 1)
