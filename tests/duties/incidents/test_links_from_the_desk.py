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
from kokoroe.duties.incidents.law.answering import answer as law_answered
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


def test_of_two_incidents_each_has_its_own_step_which_names_it_and_leads_to_it(desk, running):
    first = running.reported()
    second = running.reported(at=AWARE + MINUTE)
    found = {
        todo.what.ja.partition("：")[0]: todo.href
        for todo in desk.get(desk.party.officer).context["todos"]
        if "2(4)イ" in {clause.ref for clause in todo.clauses}
    }
    assert found == {
        f"インシデント {one.number}": f"/c/{desk.code}/incidents/{one.number}/" for one in (first, second)
    }
    page = desk.get(desk.party.client, "clauses/2(4)イ").content.decode()
    assert all(f"インシデント {one.number}：" in page for one in (first, second))


def test_what_the_law_wants_reported_leads_to_the_page_about_the_law(desk, running):
    incident = running.reported()
    now = AWARE + MINUTE
    given = {"personal-information": "yes"}
    law_answered(seat=running.seat("officer", now), incident=incident, answers=given, now=now)
    [todo] = [
        one
        for one in desk.get(desk.party.officer).context["todos"]
        if "6" in {clause.ref for clause in one.clauses}
    ]
    assert todo.href == f"/c/{desk.code}/incidents/{incident.number}/law"
    assert todo.what.ja == "インシデント 2026-001：法令の確認の問いへの回答を済ませ、記録する"


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
