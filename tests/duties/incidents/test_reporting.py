"""What begins an incident: a report by account or by card."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.duties.incidents.conftest import AWARE

from kokoroe import clock
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.clock.models import Deadline, Message, Notice
from kokoroe.clock.reckoning import Reckoned
from kokoroe.desk.assembling import answers
from kokoroe.duties.incidents import evidence
from kokoroe.duties.incidents.card_reporting import confirm, dismiss, report_by_card
from kokoroe.duties.incidents.chronicle import chronicle
from kokoroe.duties.incidents.models import EvidenceFile, Incident, Report, ReportLink
from kokoroe.ledger.verify import verify

HOUR = timedelta(hours=1)
PHOTO = evidence.File("写真.jpg", "image/jpeg", b"\xff\xd8\xff\xe0 not much of a picture")


def acts(contract):
    return [entry.act for entry in contract.tree.entries.all()]


def card(running, **given):
    contract = running.party.contract
    link = ReportLink.objects.create(contract=contract, created_at=AWARE, created_by=running.party.officer)
    wanted = {
        "kind": "lost", "noticed_at": AWARE, "possibility": True, "text": "鞄を電車に置き忘れた。", "name": "例示 四郎",
        "reach": "090-0000-0000", "key": "card1", "now": AWARE,
    }  # fmt: skip
    return report_by_card(link=link, **{**wanted, **given})


class TestByAccount:
    def test_it_opens_an_incident_with_its_own_number_and_starts_every_clock(self, running):
        incident = running.reported()
        assert (incident.number, incident.title) == ("2026-001", "誤送信・誤交付")
        deadlines = Deadline.objects.filter(kind="incident", ref=str(incident.pk))
        assert {row.stage: row.due_at - AWARE for row in deadlines} == {
            "first-report": HOUR,
            "detailed-report": 8 * HOUR,
            "corrective-plan": 24 * HOUR,
            "result-report": 48 * HOUR,
        }

    def test_it_alerts_the_contractors_chain_and_not_the_client(self, running):
        running.reported()
        told = set(Message.objects.filter(kind="incident.reported").values_list("address", flat=True))
        assert told == {"taro@contractor.example", "hanako@contractor.example"}
        assert set(Notice.objects.values_list("account__email", flat=True)) == {"taro@contractor.example"}

    def test_while_the_clock_is_wrong_it_is_taken_and_marked(self, running):
        running.reported()
        clock.reckoner.reckoned = Reckoned(AWARE, clock.steady(), off=timedelta(days=-1))
        incident = running.reported(noticed_at=AWARE + HOUR, key="wrong clock")
        report = incident.reports.get()
        assert (report.time_uncertain, report.noticed_at) == (True, AWARE)
        assert running.party.contract.tree.entries.last().public["time_uncertain"] is True
        [said] = [entry.what.ja for entry in chronicle(incident) if entry.kind == "report"]
        assert said == "報告が入った：誤送信・誤交付（時刻未確定）"

    def test_the_contracts_board_shows_it_at_once(self, running):
        running.reported()
        stands = {one.duty: one.state.value for one in answers(running.party.contract, AWARE)}
        assert [stands[key] for key in ("first-report", "incident-structure", "containment")] == [
            "due_soon",
            "due_soon",
            "dormant",
        ]

    def test_it_is_on_the_ledger_with_the_files_and_without_what_people_wrote(self, running):
        running.reported(files=[PHOTO])
        (entry,) = [e for e in running.party.contract.tree.entries.all() if e.act == "incident.reported"]
        assert "園" not in bytes(entry.body).decode()
        assert entry.public["incident"] == "2026-001"
        assert verify(running.party.contract.tree).problems == []
        EvidenceFile.objects.update(content=b"another picture")
        assert verify(running.party.contract.tree).problems != []

    def test_the_same_report_sent_twice_is_taken_once(self, running):
        running.reported(key="again")
        running.reported(key="again")
        assert (Incident.objects.count(), Report.objects.count()) == (1, 1)
        with pytest.raises(NotPossible):
            running.reported(key="again", seat=running.seat("officer"))

    def test_awareness_may_lie_before_the_entry_and_never_ahead(self, running):
        incident = running.reported(noticed_at=AWARE - 3 * HOUR)
        assert Deadline.objects.get(ref=str(incident.pk), stage="first-report").due_at == AWARE - 2 * HOUR
        with pytest.raises(NotPossible, match="未来"):
            running.reported(noticed_at=AWARE + HOUR, key="ahead")
        assert (
            running.reported(noticed_at=AWARE + timedelta(seconds=90), key="skew").appraisal.aware_at == AWARE
        )

    def test_a_client_that_only_reads_does_not_report(self, running):
        with pytest.raises(NotAllowed):
            running.reported(seat=replace(running.seat("client"), abilities=frozenset({"read"})))

    def test_a_file_that_is_too_large_is_named_and_nothing_is_stored(self, running):
        large = evidence.File("動画.mp4", "video/mp4", bytes(evidence.LARGEST + 1))
        with pytest.raises(NotPossible, match=r"動画\.mp4"):
            running.reported(files=[large])
        assert (Incident.objects.count(), Report.objects.count()) == (0, 0)

    def test_a_drill_has_numbers_of_its_own_and_never_counts(self, running):
        drill = running.reported(drill=True)
        assert drill.number == "2026-T01"
        assert {row.drill for row in Deadline.objects.filter(ref=str(drill.pk))} == {True}
        assert {row.drill for row in Message.objects.filter(kind="incident.reported")} == {True}
        stands = {one.duty: one.state.value for one in answers(running.party.contract, AWARE)}
        assert stands["first-report"] == "dormant"
        assert running.reported(key="real").number == "2026-001"


class TestAfterTheEnd:
    def test_what_is_noticed_after_the_contracts_end_is_reported_and_timed_all_the_same(self, running):
        late = AWARE + timedelta(days=400)
        incident = running.reported(at=late, seat=running.seat("officer", late))
        due = Deadline.objects.get(ref=str(incident.pk), stage="first-report").due_at
        stands = {one.duty: one for one in answers(running.party.contract, late)}
        assert (due, stands["first-report"].due_at) == (late + HOUR, late + HOUR)
        assert stands["first-report"].state.value == "due_soon"


class TestByCard:
    def test_it_alerts_the_chain_and_starts_no_clock_until_it_is_confirmed(self, running):
        row = card(running)
        assert row.waits
        assert (Incident.objects.count(), Deadline.objects.filter(kind="incident").count()) == (0, 0)
        assert Message.objects.filter(kind="incident.reported").count() == 2
        incident = confirm(seat=running.seat("officer"), report=row, now=AWARE + HOUR / 2)
        assert incident.appraisal.aware_at == AWARE
        assert Deadline.objects.get(ref=str(incident.pk), stage="first-report").due_at == AWARE + HOUR

    def test_it_can_join_an_incident_that_is_open(self, running):
        known = running.reported()
        joined = confirm(seat=running.seat("officer"), report=card(running), into=known, now=AWARE)
        assert (joined.pk, Incident.objects.count(), known.reports.count()) == (known.pk, 1, 2)

    def test_it_is_dismissed_with_a_reason_and_stays_on_record(self, running):
        row = card(running)
        with pytest.raises(NotPossible):
            dismiss(seat=running.seat("officer"), report=row, reason=" ", now=AWARE)
        dismiss(seat=running.seat("officer"), report=row, reason="鞄はすぐに見つかった。", now=AWARE)
        row.refresh_from_db()
        assert (row.waits, row.dismissal) == (False, "鞄はすぐに見つかった。")
        with pytest.raises(NotPossible):
            confirm(seat=running.seat("officer"), report=row, now=AWARE)
        assert acts(running.party.contract)[-2:] == ["incident.told_by_card", "incident.dismissed"]

    @pytest.mark.parametrize("who", ["worker", "client"])
    def test_only_who_prepares_confirms_or_dismisses(self, running, who):
        row = card(running)
        with pytest.raises(NotAllowed):
            confirm(seat=running.seat(who), report=row, now=AWARE)
        with pytest.raises(NotAllowed):
            dismiss(seat=running.seat(who), report=row, reason="違う", now=AWARE)

    def test_a_revoked_or_invented_token_opens_nothing(self, running):
        link = card(running).link
        assert ReportLink.opened_by(link.token) == link
        assert ReportLink.opened_by(f"{link.pk}.AAAA") is None
        assert ReportLink.opened_by("") is None
        ReportLink.objects.filter(pk=link.pk).update(revoked_at=AWARE)
        assert ReportLink.opened_by(link.token) is None
