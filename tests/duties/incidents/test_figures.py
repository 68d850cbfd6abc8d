"""How long things took: real incidents and drills apart."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.duties.incidents.conftest import AWARE

from kokoroe import clock
from kokoroe.annex.text import Text
from kokoroe.clock.deadlines import acknowledge
from kokoroe.clock.models import Deadline
from kokoroe.contracts.models import Contract
from kokoroe.duties.incidents.appraising import close, merge
from kokoroe.duties.incidents.figures import Line, Taken, figures
from kokoroe.duties.incidents.models import Closing, StageReport
from kokoroe.submissions.actions import accept, submit
from visitor import Visitor, words

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def told(running, incident, stage, after, *, verb=""):
    """A report of a stage that arrived so long after the awareness."""
    submission = submit(
        seat=running.seat("officer"), form="incident", number=f"{incident.number}-{stage}", title="報告", verb=verb,
        clauses=[], content=b"{}", now=AWARE + after,
    )  # fmt: skip
    StageReport.objects.create(
        incident=incident, stage=stage, subject=f"incident:{stage}", submission=submission,
        arrived_at=AWARE + after, arrival_recorded_at=AWARE + after,
    )  # fmt: skip
    return submission


def lines(running, *, drill=False):
    both = figures(Contract.objects.filter(pk=running.party.contract.pk), now=AWARE)
    found = both.drills if drill else both.real
    return found.incidents, {line.title.ja: line for line in found.lines}


def test_everything_is_counted_from_the_awareness_and_held_against_its_limit(running):
    quick, slow = running.reported(key="quick"), running.reported(key="slow")
    told(running, quick, "first-report", 40 * MINUTE)
    told(running, slow, "first-report", 70 * MINUTE)
    plan = told(running, quick, "corrective-plan", 5 * HOUR, verb="承認")
    acknowledge(
        deadline=Deadline.objects.get(ref=str(quick.pk), stage="first-report"), recipient_key="x", how="page",
        now=AWARE + 3 * MINUTE,
    )  # fmt: skip
    count, found = lines(running)
    first = found["第一報"]
    assert (count, first.typical, first.longest, first.in_time) == (2, 55 * MINUTE, 70 * MINUTE, 1)
    assert first.limit == HOUR
    assert found["担当者の確認"].typical == 3 * MINUTE
    assert "是正処置案" not in found
    accept(seat=running.seat("client"), submission=plan, now=AWARE + 6 * HOUR)
    assert lines(running)[1]["是正処置案"].typical == 6 * HOUR


def test_the_limit_itself_is_in_time():
    at, beyond = (Taken(1, "x", HOUR + late, HOUR) for late in (timedelta(0), timedelta(microseconds=1)))
    assert (at.is_late, beyond.is_late) == (False, True)
    assert Line(Text("", ""), (at, beyond)).in_time == 1


def test_drills_false_alarms_and_duplicates_never_mix_in(running):
    real = running.reported(key="real")
    told(running, real, "first-report", 30 * MINUTE)
    drill = running.reported(key="drill", drill=True)
    told(running, drill, "first-report", 5 * MINUTE)
    close(
        seat=running.seat("officer"), incident=running.reported(key="nothing"), how="false-alarm", reason="誤り",
        now=AWARE + HOUR,
    )  # fmt: skip
    merge(seat=running.seat("officer"), incident=running.reported(key="twice"), into=real, now=AWARE + HOUR)
    count, found = lines(running)
    assert (count, found["第一報"].typical) == (1, 30 * MINUTE)
    count, found = lines(running, drill=True)
    assert (count, found["第一報"].typical) == (1, 5 * MINUTE)


@pytest.fixture
def visit(running, monkeypatch) -> Visitor:
    monkeypatch.setattr(clock, "now", lambda: AWARE + HOUR)
    return Visitor(running.party)


def test_both_sides_see_them_of_their_contracts_and_strangers_see_none(running, visit):
    told(running, running.reported(), "first-report", 40 * MINUTE)
    party = running.party
    found = {
        who: visit.get(getattr(party, who), "contract_figures").status_code
        for who in ("client", "officer", "worker", "outsider")
    }
    assert found == {"client": 200, "officer": 200, "worker": 403, "outsider": 404}
    page = reverse("incident_figures")
    assert "40分" in words(visit.client(party.client).get(page))
    assert "40分" in words(visit.client(party.officer).get(page))
    assert "40分" not in words(visit.client(party.outsider).get(page))
    assert "40分" not in words(visit.client(party.worker).get(page))


def test_it_asks_the_database_equally_often_for_one_incident_and_for_many(
    running, visit, django_assert_max_num_queries
):
    client = visit.client(running.party.officer)
    for number in range(12):
        incident = running.reported(key=f"k{number}", drill=number % 2 == 1)
        told(running, incident, "first-report", 10 * number * MINUTE)
        Closing.objects.create(incident=incident, how="done", at=AWARE + 50 * HOUR, by=running.party.officer)
    with django_assert_max_num_queries(15):
        page = client.get(visit.path("contract_figures"))
    assert page.status_code == 200
