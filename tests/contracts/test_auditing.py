"""Somebody who reads for a time, touches nothing, and leaves a trace of everything they open."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from kokoroe import clock
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.contracts.agreeing import propose
from kokoroe.contracts.auditing import end_audit, grant_audit, refuse_lending
from kokoroe.contracts.grants import AuditLook
from kokoroe.contracts.inviting import invite_auditor
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import seat_of, with_ability
from kokoroe.contracts.suspending import suspend
from people import NOW, account
from visitor import Visitor

DAY = timedelta(days=1)
LATER = NOW + 30 * DAY


@pytest.fixture
def running(party):
    party.accepted()
    return party


def granted(running, *, by="client", personal=False, since=NOW, until=LATER + 300 * DAY, now=NOW):
    return grant_audit(
        seat=seat_of(getattr(running, by), running.contract, at=now), account=running.outsider,
        personal=personal, purpose="外部監査", since=since, until=until, now=now,
    )  # fmt: skip


def granted_today(running):
    """As pages see it, whose moment is the clock's."""
    at = clock.now()
    return granted(running, since=at - DAY, until=at + DAY, now=at)


@pytest.mark.parametrize(("days", "later"), [(3652, 0), (370, 0), (30, 720)])
def test_it_lasts_a_year_at_most_and_begins_within_two(running, days, later):
    with pytest.raises(NotPossible, match="1年まで"):
        granted(running, since=NOW + later * DAY, until=NOW + (later + days) * DAY)


def test_an_outsider_is_let_in_by_who_answers_for_the_party_and_by_no_deputy(running):
    seat = replace(
        seat_of(running.officer, running.contract, at=NOW),
        words=frozenset({"roster:deputy"}),
        abilities=frozenset({"read", "personal", "prepare", "submit", "agree"}),
    )
    for outside, personal in ((True, False), (True, True)):
        with pytest.raises(NotAllowed, match="ほかの団体の人の監査"):
            refuse_lending(seat, personal=personal, outside=outside)
    refuse_lending(seat, personal=True, outside=False)
    refuse_lending(replace(seat, words=frozenset({"roster:officer"})), personal=True, outside=True)
    refuse_lending(running.client_seat, personal=True, outside=True)
    with pytest.raises(NotAllowed):
        invite_auditor(
            seat=seat, organisation="見本監査法人", name="監 査子", email="sako@audit.example", purpose="x",
            since=NOW, until=LATER, now=NOW,
        )  # fmt: skip


def test_either_party_grants_it_for_a_period_with_or_without_personal_columns(running):
    for by, party in (("client", "client"), ("officer", "contractor")):
        row = granted(running, by=by, personal=party == "client", since=NOW + DAY, until=NOW + 3 * DAY)
        there = seat_of(running.outsider, running.contract, at=NOW + 2 * DAY)
        assert (there.party, there.audit) == (party, row)
        assert there.abilities == {"read", "chain", "incidents"} | (
            {"personal"} if party == "client" else set()
        )
        seen = [
            Contract.objects.visible_to(running.outsider, at=NOW + days * DAY).exists()
            for days in (0, 1, 2, 3)
        ]
        assert seen == [False, True, True, False]
        assert Contract.objects.filter(with_ability("incidents", running.outsider, at=NOW + 2 * DAY)).exists()
        row.delete()


def test_an_auditor_opens_pages_and_each_is_on_record_and_does_nothing(running, settings):
    audit = granted_today(running)
    visit, auditor = Visitor(running), running.outsider
    opened = ("contract", "plan", "submissions", "ledger", "incidents", "contract_settings")
    entries = running.contract.tree.entries.count()
    for page in opened:
        assert visit.get(auditor, page).status_code in {200, 302}
    assert list(AuditLook.objects.order_by("pk").values_list("route", flat=True)) == list(opened)
    for page in ("contract_date", "incident_report", "contract_invite"):
        assert visit.post(auditor, page).status_code == 403
    assert AuditLook.objects.filter(audit=audit).count() == len(opened)
    assert running.contract.tree.entries.count() == entries, "looks are rows, not entries"


def test_what_an_auditor_is_shown_among_other_contracts_is_on_record_too(running):
    audit = granted_today(running)
    visit = Visitor(running)
    for page in ("portfolio", "incident_figures"):
        for who in (running.outsider, running.client):  # the client is no auditor: nothing is kept
            assert visit.client(who).get(reverse(page)).status_code == 200
    looks = AuditLook.objects.order_by("pk").values_list("audit", "route", "what")
    assert list(looks) == [(audit.pk, "portfolio", ""), (audit.pk, "incident_figures", "")]


def test_no_verb_is_an_auditors_even_where_reading_would_do(running):
    granted(running, personal=True)
    there = seat_of(running.outsider, running.contract, at=LATER)
    for act in (
        lambda: propose(seat=there, kind="reading", key="plan-items", value="listed", now=LATER),
        lambda: suspend(seat=there, account=running.worker, reason="x", now=LATER),
        lambda: granted(running, by="outsider", now=LATER),
    ):
        with pytest.raises((NotAllowed, PermissionDenied)):
            act()


def test_whoever_takes_part_is_no_auditor_and_personal_columns_are_lent_by_who_sees_them(running):
    with pytest.raises(NotPossible):
        grant_audit(
            seat=running.client_seat, account=running.officer, personal=False, purpose="x",
            since=NOW, until=LATER, now=LATER,
        )  # fmt: skip
    boss = account("市役 長", "cho@city.example", running.contract.client, administrator=True)
    with pytest.raises(NotAllowed):
        grant_audit(
            seat=seat_of(boss, running.contract, at=NOW), account=running.outsider, personal=True, purpose="x",
            since=NOW, until=LATER, now=NOW,
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        grant_audit(
            seat=seat_of(running.worker, running.contract, at=LATER), account=running.outsider, personal=False,
            purpose="x", since=NOW, until=LATER, now=NOW,
        )  # fmt: skip


def test_the_granting_party_ends_it_and_the_other_can_suspend_only_as_the_client(running):
    audit = granted(running, by="officer")
    with pytest.raises(NotAllowed):
        end_audit(seat=running.client_seat, audit=audit, now=LATER)
    suspend(seat=running.client_seat, account=running.outsider, reason="範囲の確認中", now=LATER)
    assert not Contract.objects.visible_to(running.outsider, at=LATER).exists()
    end_audit(seat=running.officer_seat, audit=audit, now=LATER)
    acts = list(running.contract.tree.entries.values_list("act", flat=True))[-3:]
    assert acts == ["contract.audit_granted", "contract.access_suspended", "contract.audit_ended"]


def test_the_contractor_does_not_stop_the_clients_auditor(running):
    granted(running)
    with pytest.raises(NotAllowed):
        suspend(seat=running.officer_seat, account=running.outsider, reason="x", now=LATER)
