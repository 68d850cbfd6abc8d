"""What is to be done about an incident leads to it, and the ledger says its acts in words."""

from datetime import timedelta

import pytest
from tests.desk.conftest import Desk
from tests.duties.incidents.conftest import AWARE, Running
from tests.duties.incidents.procedure.conftest import Table
from tests.duties.incidents.staged import MINUTE, busy

from kokoroe import clock
from kokoroe.annex.text import Text
from kokoroe.desk.look import href
from kokoroe.submissions.act_names import in_words


@pytest.fixture
def desk(party, monkeypatch) -> Desk:
    made = Desk(party)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made


@pytest.fixture
def running(desk) -> Running:
    made = Running(desk.party)
    desk.now = AWARE + MINUTE
    return made


def hrefs(desk, who):
    return {todo.href for todo in desk.get(who).context["todos"] if "2(4)ア" in {c.ref for c in todo.clauses}}


def test_a_step_of_a_duty_leads_to_the_incident_that_the_evidence_names(desk, running):
    incident = running.reported()
    page = f"/c/{desk.code}/incidents/{incident.number}/"
    assert hrefs(desk, desk.party.officer) == {page}
    assert hrefs(desk, desk.party.client) == {page}


def test_who_may_not_open_the_incident_is_led_to_the_list(desk, running):
    running.reported()
    assert hrefs(desk, desk.party.worker) == {f"/c/{desk.code}/incidents/"}


def test_the_evidence_of_a_clause_is_the_incidents_page(desk, running):
    incident = running.reported()
    assert (
        href(f"incident:{incident.number}", desk.code, {}) == f"/c/{desk.code}/incidents/{incident.number}/"
    )
    assert (
        f"/c/{desk.code}/incidents/{incident.number}/"
        in desk.get(desk.party.officer, "clauses/2(4)ア").content.decode()
    )


def test_a_clause_leads_nobody_to_an_incident_that_is_not_for_them(desk, running):
    incident = running.reported()
    page = f'href="/c/{desk.code}/incidents/{incident.number}/"'
    assert page in desk.get(desk.party.officer, "clauses/2(4)ア").content.decode()
    seen = desk.get(desk.party.worker, "clauses/2(4)ア").content.decode()
    assert page not in seen
    assert f'href="/c/{desk.code}/incidents/"' in seen


def test_a_procedure_that_is_being_drafted_is_for_who_prepares(desk):
    Table(desk.party).draft()
    desk.now += timedelta(days=1)
    page = f"/c/{desk.code}/procedure/1/"
    assert page in desk.get(desk.party.officer, "clauses/2(2)").content.decode()
    assert page not in desk.get(desk.party.client, "clauses/2(2)").content.decode()


def test_every_act_on_an_incident_is_said_in_words(desk, running):
    busy(running)
    acts = {entry.act for entry in desk.party.contract.tree.entries.all()}
    assert len([act for act in acts if act.startswith("incident.")]) > 10
    assert [act for act in acts if in_words(act) == Text(act, act)] == []


def test_the_contracts_pages_lead_to_its_incidents(desk, running):
    for who in (desk.party.officer, desk.party.client, desk.party.worker):
        assert f'href="/c/{desk.code}/incidents/"' in desk.get(who).content.decode()
