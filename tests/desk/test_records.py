"""What somebody keeps of a contract that no longer exists for them: their own, and nothing else."""

from datetime import timedelta

from django.urls import reverse

from kokoroe.annex.days import date_in_japan
from kokoroe.clock.deadlines import acknowledge, set_deadline
from kokoroe.plan import drafts
from kokoroe.plan.models import RosterEntry
from kokoroe.plan.writings import DRAFTING
from kokoroe.submissions.actions import accept
from people import LINES, NOW
from visitor import words

DAY = timedelta(days=1)


def left(desk):
    """The worker is named by the first plan, and left out by a change that was accepted."""
    party = desk.party
    party.accepted()
    RosterEntry.objects.filter(name="例示 次郎").update(
        details={
            "email": "jiro@partner.example",
            "phone": "090-0000-9999",
            "security_trained_on": "2026-03-25",
            "pledge_on": "2026-03-26",
        }
    )
    at = NOW + 30 * DAY
    draft = party.draft(now=at, lines=LINES[:2])
    drafts.save_cover(
        seat=party.officer_seat, version=draft, edit=draft.edit, reason="退職", effective_on=date_in_japan(at),
        nationality_by="person", now=at,
    )  # fmt: skip
    draft.refresh_from_db()
    written = DRAFTING.submit(seat=party.officer_seat, draft=draft, edit=draft.edit, now=at)
    accept(seat=party.client_seat, submission=written, now=at + DAY)
    return at + DAY


def test_who_is_off_the_roster_is_out_at_that_moment_in_an_open_session_and_keeps_their_own_record(desk):
    gone = left(desk)
    client = desk.client(desk.party.worker)
    desk.now = gone - timedelta(seconds=1)
    here = reverse("contract_here", args=[desk.code])
    assert (client.get(f"/c/{desk.code}/").status_code, client.get(here).status_code) == (200, 204)
    desk.now = gone
    paths = ("", "plan/", "writings/", "ledger/", "incidents/", "settings", "settings/access", "here")
    assert {path: client.get(f"/c/{desk.code}/{path}").status_code for path in paths} == dict.fromkeys(
        paths, 404
    )
    found = words(client.get(reverse("own_records")))
    for said in (
        "保育業務支援システム運用保守業務",
        "2026-03-25",
        "2026-03-26",
        "作業従事者",
        "2026年4月20日 10:00 まで",
    ):
        assert said in found, said
    for other in ("見本 花子", "090-0000-9999", "見本市"):
        assert other not in found


def test_the_record_is_ones_own_alone(desk):
    left(desk)
    desk.now = NOW + 60 * DAY
    for who in (desk.party.outsider, desk.party.client):
        assert "まだ記録はありません" in words(desk.client(who).get(reverse("own_records")))
    assert desk.client(None).get(reverse("own_records")).status_code == 302


def test_what_was_acknowledged_stays_on_ones_record(desk):
    party = desk.party
    deadline = set_deadline(
        contract=party.contract, kind="duty", ref="1", runs_from=NOW, due_at=NOW + DAY, rungs=(), now=NOW
    )
    acknowledge(deadline=deadline, recipient_key=party.worker.key, how="page", now=NOW)
    desk.now = NOW + DAY
    found = words(desk.client(party.worker).get(reverse("own_records")))
    assert "期限の通知を確認した" in found
    assert "2026年3月21日 10:00" in found


def test_a_page_that_asks_by_itself_does_not_keep_an_idle_session_alive_nor_count_as_an_auditors_look(desk):
    from kokoroe.contracts.auditing import grant_audit
    from kokoroe.contracts.grants import AuditLook

    party = desk.party
    grant_audit(
        seat=party.client_seat, account=party.outsider, personal=False, purpose="x", since=NOW,
        until=NOW + DAY, now=NOW,
    )  # fmt: skip
    client = desk.client(party.outsider)
    answer = client.get(reverse("contract_here", args=[desk.code]))
    assert (answer.status_code, "kokoroe-seen" in answer.cookies, AuditLook.objects.count()) == (
        204,
        False,
        0,
    )
    answer = client.get(f"/c/{desk.code}/")
    assert ("kokoroe-seen" in answer.cookies, AuditLook.objects.count()) == (True, 1)
