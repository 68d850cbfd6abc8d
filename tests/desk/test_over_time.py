"""The same contract asked at different moments: each answer is its own, and right, under either annex."""

from datetime import date, datetime, timedelta

import pytest

from kokoroe.annex.days import JST
from kokoroe.annex.state import State
from kokoroe.desk.assembling import answers
from kokoroe.plan import drafts
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.writings import DRAFTING
from kokoroe.submissions.actions import accept
from people import LINES, NOW, people

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
AFTER_THE_END = datetime(2027, 4, 2, tzinfo=JST)


@pytest.fixture(params=["sapporo", "kojin-joho"])
def running(request, db):
    return people(annex=request.param)


def said(party, at, known_at=None):
    """What is said of each duty: state, reason, evidence, whose step is next."""
    return [
        (one.duty, one.state, one.reason, one.evidence, one.owner, one.due_at)
        for one in answers(party.contract, at, known_at)
    ]


def states_of(party, at, evidence_of: str):
    """The states of the duties that the plan serves."""
    return {
        one.state for one in answers(party.contract, at) if any(e.key == evidence_of for e in one.evidence)
    }


def test_before_and_after_submission_acceptance_and_end_the_answers_differ(running):
    version = running.accepted(now=NOW + DAY)
    moments = [NOW, NOW + DAY + timedelta(minutes=30), NOW + 2 * DAY, AFTER_THE_END]
    before, submitted, accepted, ended = (said(running, at) for at in moments)
    assert before != submitted
    assert accepted != ended
    assert before != ended
    # A writing that asks for no decision is in force when it is handed in.
    assert (submitted == accepted) == (not version.submission.verb)
    plan = f"plan:{version.pk}"
    assert states_of(running, NOW, plan) == set()
    assert states_of(running, moments[2], plan) == {State.MET}
    assert states_of(running, AFTER_THE_END, plan) == {State.MET}


def test_a_plan_never_submitted_is_late_after_the_end_and_asks_nobody_for_it_any_more(running):
    late = [one for one in answers(running.contract, AFTER_THE_END) if one.state is State.LATE]
    undone = [one for one in late if one.reason.ja.startswith("行われないまま終了しました。")]
    assert undone != []
    assert all((one.since is not None, one.next_step, one.owner) == (True, None, None) for one in undone)
    assert all(one.next_step is not None for one in late if one not in undone)


def test_what_was_not_yet_known_is_not_answered_with(running):
    running.accepted(now=NOW + DAY)
    assert said(running, NOW + 2 * DAY, known_at=NOW) == said(
        running, NOW + 2 * DAY, known_at=NOW + timedelta(hours=1)
    )
    assert said(running, NOW + 2 * DAY, known_at=NOW) != said(running, NOW + 2 * DAY)


def test_the_day_before_a_change_and_its_day_differ(running):
    first = running.accepted()
    now = NOW + 5 * DAY
    newcomers = [
        {**LINES[2], "name": f"例示 {name}", "email": f"{n}@partner.example"}
        for n, name in enumerate("桜梅桃")
    ]
    draft = running.draft(now=now, lines=[*LINES[:2], *newcomers])
    drafts.save_cover(
        seat=running.officer_seat, version=draft, edit=draft.edit, reason="増員", effective_on=date(2026, 5, 1),
        nationality_by="person", now=now,
    )  # fmt: skip
    submission = DRAFTING.submit(seat=running.officer_seat, draft=draft, edit=draft.edit, now=now)
    if submission.verb:
        accept(seat=running.client_seat, submission=submission, now=now + DAY)
    second = PlanVersion.objects.get(submission=submission)
    before, on_the_day = datetime(2026, 4, 30, 23, 59, tzinfo=JST), datetime(2026, 5, 1, tzinfo=JST)
    assert said(running, before) != said(running, on_the_day)
    assert states_of(running, before, f"plan:{first.pk}") == {State.MET}
    assert State.MET in states_of(running, on_the_day, f"plan:{second.pk}")
    assert states_of(running, on_the_day, f"plan:{first.pk}") == set()
