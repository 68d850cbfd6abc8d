"""Who knew what when: the client learns first, or somebody else does; and whose knowledge starts the clock."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.duties.incidents.conftest import AWARE

from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.clock.models import Notice
from kokoroe.contracts.agreeing import answer, propose
from kokoroe.duties.incidents.appraising import appraise
from kokoroe.duties.incidents.chronicle import chronicle
from kokoroe.duties.incidents.models import Incident, Report
from kokoroe.duties.incidents.stages import stages
from kokoroe.ledger.verify import verify
from visitor import words

HOUR = timedelta(hours=1)
FIRST = "first-report"
CLIENTS = {"noticed_at": AWARE - 3 * HOUR, "source": "citizen", "claimed_at": AWARE - 2 * HOUR}


def due(incident, at=AWARE):
    return next(one.answer.due_at for one in stages(incident, at) if one.key == FIRST)


def told_by_the_client(running, **given) -> Incident:
    return running.reported(seat=running.seat("client"), **CLIENTS | given)


class TestTheClientOpensIt:
    def test_the_contractors_time_runs_from_when_it_was_told(self, running):
        incident = told_by_the_client(running)
        assert (incident.appraisal.aware_at, incident.appraisal.company_at) == (AWARE, AWARE)
        assert due(incident) == AWARE + HOUR
        [notice] = Notice.objects.filter(kind="incident.reported", account=running.party.officer)
        assert "委託者からのインシデントの知らせ" in str(notice.words)
        assert verify(running.party.contract.tree).problems == []

    def test_what_each_side_knew_and_what_is_claimed_is_kept_beside_it(self, running):
        incident = told_by_the_client(running)
        row = Report.objects.get()
        assert (row.party, row.noticed_at, row.source, row.claimed_at) == ("client", *CLIENTS.values())
        said = {(entry.at, entry.what.ja) for entry in chronicle(incident)}
        assert (AWARE - 3 * HOUR, "委託者が知った（本人・市民から）") in said
        assert (AWARE - 2 * HOUR, "委託者の申出：受託者はこの時に知っていた") in said
        assert (AWARE, "認知した（確定）") in said

    def test_an_earlier_moment_counts_once_the_contractor_confirms_it(self, running):
        incident = told_by_the_client(running)
        appraise(
            seat=running.seat("officer"), incident=incident, aware_at=AWARE - 2 * HOUR, possibility=False, tags=(),
            reason="委託者の申出のとおり、電話を受けていた。", now=AWARE + HOUR / 4,
        )  # fmt: skip
        fresh = Incident.objects.get()
        fresh.contract = incident.contract
        assert due(fresh, AWARE + HOUR / 4) == AWARE - HOUR
        assert Report.objects.get().claimed_at == AWARE - 2 * HOUR

    def test_it_is_opened_on_the_clients_page_and_by_its_programs(self, running, visit):
        sent = {
            "kind": "exposed", "when": "other", "noticed_at": "2026-04-19T11:00", "sure": "certain",
            "text": "申込者から、ほかの人の内容が見えると電話があった。", "key": "page", "age": "0",
            "source": "citizen", "claimed_at": "2026-04-19T12:00",
        }  # fmt: skip
        client = running.party.client
        page = words(visit.get(client, "incident_report"))
        assert "受託者が知っていたと考える日時" in page
        assert "受託者が知っていたと考える日時" not in words(
            visit.get(running.party.worker, "incident_report")
        )
        visit.follow(client, visit.post(client, "incident_report", **sent))
        row = Report.objects.get()
        assert (row.party, row.claimed_at) == ("client", AWARE - 2 * HOUR)
        shown = words(visit.get(client, "incident", row.incident.number))
        assert "委託者が知った" in shown

    @pytest.mark.parametrize("who", ["worker", "officer"])
    def test_the_contractors_people_report_what_they_learnt_from_others(self, running, who):
        incident = running.reported(seat=running.seat(who), source="authority", noticed_at=AWARE - HOUR)
        assert "受託者が知ったきっかけ（官公庁・警察・専門機関から）" in {
            entry.what.ja for entry in chronicle(incident)
        }


class TestWhoseKnowledge:
    def agreed(self, running, value):
        row = propose(
            seat=running.seat("officer"), kind="reading", key="whose-knowledge", value=value, now=AWARE - HOUR
        )
        answer(seat=running.seat("client"), agreement=row, agreed=True, now=AWARE - HOUR)

    def test_the_first_worker_who_knew_starts_the_clock_unless_read_otherwise(self, running):
        incident = running.reported(noticed_at=AWARE - 2 * HOUR)
        assert incident.appraisal.company_at == AWARE
        assert due(incident) == AWARE - HOUR

    def test_read_so_it_is_those_in_charge(self, running):
        self.agreed(running, "company")
        incident = running.reported(noticed_at=AWARE - 2 * HOUR)
        assert due(incident) == AWARE + HOUR
        officers = running.reported(seat=running.seat("officer"), noticed_at=AWARE - 2 * HOUR, key="officer")
        assert due(officers) == AWARE - HOUR

    def test_those_in_charge_cannot_have_known_before_anybody_did(self, running):
        incident = running.reported(noticed_at=AWARE - 2 * HOUR)
        with pytest.raises(NotPossible, match="最初に知った日時"):
            appraise(
                seat=running.seat("officer"), incident=incident, aware_at=AWARE - 2 * HOUR,
                company_at=AWARE - 3 * HOUR, possibility=False, tags=(), now=AWARE,
            )  # fmt: skip


def test_who_only_reads_for_the_client_opens_nothing(running):
    reader = replace(running.seat("client"), abilities=frozenset({"read", "incidents"}))
    with pytest.raises(NotAllowed):
        running.reported(seat=reader)
