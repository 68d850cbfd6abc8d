"""What holds for any facts whatever, in both packs."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annex.random_facts import BEGINNING, Draw
from kokoroe import packs
from kokoroe.annex.days import JST, TICK, end_of_day, spoken
from kokoroe.annex.evaluate import evaluate
from kokoroe.annex.facts import Act, Agreed, Done, Occurred, Step, Stepped, Watched
from kokoroe.annex.history import Facts
from kokoroe.annex.moves import contract_dates
from kokoroe.annex.pack import DutyType, Timing
from kokoroe.annex.scene import end_day
from kokoroe.annex.state import State, worst
from kokoroe.annex.text import Text

SAPPORO = packs.load("sapporo")
any_pack = pytest.mark.parametrize(
    "pack", [packs.load(name) for name in packs.available()], ids=lambda pack: pack.name
)
often = settings(max_examples=300, deadline=None)
seeds = st.integers(0, 2**63)


@any_pack
@often
@given(seed=seeds)
def test_an_answer_stands_until_its_changes_at(pack, seed):
    draw = Draw(pack, seed)
    now = draw.moment()
    known = Facts(draw.facts).happened_by(now)
    [before] = evaluate(draw.pack, known, now)
    assert before.changes_at is None or before.changes_at > now
    later = draw.later(now, before.changes_at)
    [after] = evaluate(draw.pack, known, later)
    if before.changes_at is None or later < before.changes_at:
        assert after == before


@any_pack
@often
@example(seed=1092421069524)  # two records of one occurrence, that happened and were recorded at one time
@given(seed=seeds)
def test_facts_in_any_order_give_the_same_answers(pack, seed):
    draw = Draw(pack, seed)
    now = draw.moment()
    shuffled = Random(seed).sample(draw.facts, len(draw.facts))
    assert evaluate(draw.pack, shuffled, now) == evaluate(draw.pack, draw.facts, now)


@any_pack
@often
@given(seed=seeds)
def test_a_duty_nobody_watches_is_never_shown_met(pack, seed):
    draw = Draw(pack, seed)
    unwatched = [fact for fact in draw.facts if not isinstance(fact, Watched)]
    [answer] = evaluate(draw.pack, unwatched, draw.moment())
    assert answer.state in {State.UNVERIFIED, State.DORMANT}


@any_pack
@often
@given(seed=seeds)
def test_time_alone_never_turns_late_to_met(pack, seed):
    """What is kept or gated can: a version that holds what was missing takes effect, somebody untrained leaves."""
    draw = Draw(pack, seed)
    now = draw.moment()
    known = Facts(draw.facts).happened_by(now)
    [before] = evaluate(draw.pack, known, now)
    [after] = evaluate(draw.pack, known, draw.later(now, before.changes_at))
    if before.state is State.LATE and before.timing not in {Timing.KEEP, Timing.GATE}:
        assert after.state is State.LATE


@any_pack
@often
@given(seed=seeds)
def test_what_is_open_says_whose_step_is_next_unless_it_ended_undone(pack, seed):
    draw = Draw(pack, seed)
    now = draw.moment()
    [answer] = evaluate(draw.pack, draw.facts, now)
    is_open = answer.state in {State.BROKEN, State.LATE, State.DUE_SOON}
    last = end_day(contract_dates(Facts(draw.facts).happened_by(now)))
    ended = last is not None and now > end_of_day(last)
    assert not is_open or ended or "行われないまま" in answer.reason.ja or answer.next_step is not None
    assert (answer.next_step is None) == (answer.owner is None)
    lacks_its_time = "時刻の記録なし" in answer.reason.ja  # then that is the next step, and nothing else is
    assert answer.state is not State.MET or answer.next_step is None or lacks_its_time
    assert answer.reason.ja.endswith("。")
    assert answer.reason.en.endswith(".")


@any_pack
@often
@given(seed=seeds)
def test_after_the_end_only_what_closes_survives_or_falls_due_later_has_a_step(pack, seed):
    draw = Draw(pack, seed)
    now = draw.moment() + timedelta(days=60)
    [answer] = evaluate(draw.pack, draw.facts, now)
    last = end_day(contract_dates(Facts(draw.facts).happened_by(now)))
    if last is None or now <= end_of_day(last) or answer.next_step is None:
        return
    [duty] = draw.pack.duties
    assert duty.survives or duty.timing in {Timing.CLOSE, Timing.SUBMIT}
    if duty.timing is Timing.SUBMIT and duty.type is not DutyType.PERIODIC_REPORT:
        assert answer.due_at > end_of_day(last)


RESPONSES = (DutyType.INCIDENT_CHAIN, DutyType.CONSULTATION, DutyType.LAW_TRIGGER, DutyType.INSPECTION)


def responding(pack):
    """The pack with no duties but those that something which happened calls for."""
    return replace(pack, duties=tuple(duty for duty in pack.duties if duty.type in RESPONSES))


@any_pack
@often
@given(seed=seeds)
def test_closing_never_makes_a_duty_dormant_that_was_called_for(pack, seed):
    draw = Draw(responding(pack), seed)
    now = draw.moment()
    [before] = evaluate(draw.pack, draw.facts, now)
    subject = draw.random.choice(draw.subjects)
    moment = min(draw.moment(), now)
    closed = Done(
        happened_at=moment, recorded_at=moment, subject=subject, act=Act.CLOSED, of=draw.random.choice("ab")
    )
    [after] = evaluate(draw.pack, [*draw.facts, closed], now)
    if before.state is not State.DORMANT:
        assert after.state is not State.DORMANT


def about(facts, ref):
    """The facts without those of any other occurrence, answer or act than those of `ref`."""
    return [
        fact
        for fact in facts
        if not isinstance(fact, Occurred | Done | Stepped)
        or ref == (fact.ref if isinstance(fact, Occurred) else fact.of)
    ]


@any_pack
@often
@given(seed=seeds)
def test_facts_of_one_incident_never_change_the_answer_about_another(pack, seed):
    """Each has the answer that it would have alone; where there are several, the duty's own is the gravest."""
    draw = Draw(responding(pack), seed)
    now = draw.moment()
    facts = [
        replace(fact, ref=f"{fact.of}:{fact.subject}") if isinstance(fact, Stepped | Done) else fact
        for fact in draw.facts
    ]
    [answer] = evaluate(draw.pack, facts, now)
    alone = [
        one
        for ref in ("a", "b")
        for whole in evaluate(draw.pack, about(facts, ref), now)
        for one in (whole.each or (whole,))
        if one.about
    ]
    if answer.about:
        assert sorted(map(unnamed, answer.each or (answer,))) == sorted(map(unnamed, alone))
        assert answer.state is worst(one.state for one in alone)


def unnamed(answer):
    """An answer as it is of its occurrence alone: which one it is of, is said only where there are several."""
    reason = answer.reason.ja.removeprefix("事故：")
    step = answer.next_step and answer.next_step.ja.removeprefix("事故：")
    return repr(replace(answer, reason=Text(reason, ""), next_step=step, each=()))


@any_pack
@often
@given(seed=seeds)
def test_what_was_recorded_later_was_not_known_then(pack, seed):
    draw = Draw(pack, seed)
    now, known_at = draw.moment(), draw.moment()
    recorded = [fact for fact in draw.facts if fact.recorded_at <= known_at]
    assert evaluate(draw.pack, Facts(draw.facts).known_at(known_at), now) == evaluate(
        draw.pack, recorded, now
    )


@any_pack
@often
@given(seed=seeds)
def test_a_draft_never_changes_any_answer_for_the_other_party(pack, seed):
    draw = Draw(pack, seed)
    now = draw.moment()
    draft = draw.draft()
    [before] = evaluate(draw.pack, draw.facts, now)
    [after] = evaluate(draw.pack, [*draw.facts, draft], now)
    assert to_the_other_party(after) == to_the_other_party(before)
    [own] = evaluate(draw.pack, [*draw.facts, draft, draw.draft()], now)
    assert own.to_whom_drafts_it().state is before.state
    assert (own.to_whom_drafts_it().next_step is None) is (before.next_step is None)


@settings(max_examples=40, deadline=None)
@given(hours=st.integers(0, 96), day=st.integers(0, 6), edge=st.sampled_from((-TICK, 0 * TICK, TICK)))
@example(hours=58, day=2, edge=0 * TICK)  # within the day
@example(hours=72, day=2, edge=-TICK)  # its last instant
def test_of_a_day_without_a_time_is_said_only_what_is_true_of_all_its_times(hours, day, edge):
    """Of a writing, of an act and of a consent: in time if the whole day was, late if none of it was."""
    april = datetime(2026, 4, 1, tzinfo=JST)
    due, first = april + timedelta(hours=hours) + edge, april + timedelta(days=day)
    times = [first, first + timedelta(hours=16), first + timedelta(days=1) - TICK]
    for story in (plan_approved, structure_set_up, storage_permitted):
        timed = {(one.late_by is not None) for one in (story(due, at) for at in times)}
        untimed = story(due, first, day_only=True)
        assert untimed.state is State.MET
        assert "00:00" not in untimed.reason.ja.replace(spoken(due).ja, "")
        if timed == {True}:
            assert untimed.late_by == min(story(due, at).late_by for at in times)
        else:
            assert untimed.late_by is None
        assert (untimed.next_step is not None) is (len(timed) > 1) is ("時刻の記録なし" in untimed.reason.ja)
        assert story(due, first, times[1]) == story(due, times[1])  # the time was given later


@settings(max_examples=60, deadline=None)
@given(said=st.integers(0, 300), kept=st.integers(0, 300), confirmed=st.booleans(), counts=st.booleans())
@example(said=20, kept=40, confirmed=False, counts=True)  # recorded at the last instant of the time for it
@example(said=20, kept=41, confirmed=False, counts=True)
def test_a_call_counts_from_when_it_was_where_that_is_sure_and_is_spoken_of_either_way(
    said, kept, confirmed, counts
):
    minute = timedelta(minutes=1)
    aware = datetime(2026, 4, 1, tzinfo=JST)
    call, due = aware + said * minute, aware + 60 * minute
    recorded = call + kept * minute
    about = {"subject": "incident:first-report", "ref": "c1", "of": "i1"}
    answer = stands(
        "first-report",
        made(Occurred, aware, subject="incident", ref="i1"),
        Done(happened_at=call, recorded_at=recorded, act=Act.TOLD, **about),
        *([made(Done, recorded + minute, act=Act.CONFIRMED, **about)] if confirmed else []),
        *([] if counts else [made(Agreed, BEGINNING, key="spoken-report", value="written-only")]),
    )
    assert spoken(call).ja in answer.reason.ja
    if counts:
        since = call if confirmed or recorded <= due else recorded
        assert (answer.state, answer.since) == (State.MET, since)
        assert answer.late_by == (since - due if since > due else None)
    else:
        assert (answer.state, answer.due_at) == (State.LATE, due)


def plan_approved(due, *moments, day_only=False):
    """A corrective plan, due 24 hours after the awareness."""
    about = {"subject": "incident:corrective-plan", "ref": "r1", "of": "i1"}
    return stands(
        "corrective-plan",
        made(Occurred, due - timedelta(hours=24), subject="incident", ref="i1"),
        made(Stepped, BEGINNING, step=Step.SUBMITTED, **about),
        *answers(moments, day_only=day_only, **about),
    )


def structure_set_up(due, *moments, day_only=False):
    """An emergency structure, for which the parties agreed on two hours."""
    return stands(
        "incident-structure",
        made(Agreed, BEGINNING, key="incident-structure", value=timedelta(hours=2)),
        made(Occurred, due - timedelta(hours=2), subject="incident", ref="i1"),
        made(Done, moments[-1], subject="incident:structure", of="i1", day_only=day_only),
    )


def storage_permitted(due, *moments, day_only=False):
    """A use of a storage service, and its permission, which is due before."""
    about = {"subject": "storage", "ref": "a1"}
    return stands(
        "storage",
        made(Occurred, due, subject="storage", ref="u1", under="a1"),
        made(Stepped, BEGINNING, step=Step.SUBMITTED, **about),
        *answers(moments, day_only=day_only, **about),
    )


def answers(moments, *, day_only, **about):
    """Accepted at a moment; of several, those before the last are the day without its time."""
    for at in moments:
        untimed = day_only or at is not moments[-1]
        yield made(Stepped, at, step=Step.ACCEPTED, day_only=untimed, **about)


def made(kind, at, **fields):
    return kind(happened_at=at, recorded_at=at, **fields)


def stands(duty, *facts):
    """How a duty stands long after."""
    watched = [made(Watched, BEGINNING, subject=name) for name in ("incident", "storage")]
    pack = replace(SAPPORO, duties=(SAPPORO.by_id[duty],))
    [one] = evaluate(pack, [*watched, *facts], datetime(2026, 5, 1, tzinfo=JST))
    return one


def to_the_other_party(answer):
    """All that is said of a duty to whoever does not write the draft of it."""
    each = tuple(to_the_other_party(one) for one in answer.each)
    return replace(answer, draft=None, each=each)


@any_pack
def test_the_random_contracts_reach_every_state(pack):
    """Otherwise the properties above could hold by accident."""
    reached = set()
    for seed in range(1500):
        draw = Draw(pack, seed)
        reached |= {answer.state for answer in evaluate(draw.pack, draw.facts, draw.moment())}
    assert reached >= set(State) - {State.UNVERIFIED}
