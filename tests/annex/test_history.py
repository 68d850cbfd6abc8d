from datetime import datetime, timedelta

from kokoroe.annex.days import JST
from kokoroe.annex.facts import Done, Occurred, Step, Stepped, Watched
from kokoroe.annex.history import Facts

NOON = datetime(2026, 4, 1, 12, tzinfo=JST)
HOUR = timedelta(hours=1)


def step(step, happened=NOON, recorded=None, ref="v1"):
    return Stepped(happened_at=happened, recorded_at=recorded or happened, subject="plan", ref=ref, step=step)


def test_it_finds_facts_by_kind_and_subject_in_the_order_they_happened():
    late, early = step(Step.SUBMITTED, NOON + HOUR), step(Step.DRAFTED)
    facts = Facts([late, early, Watched(happened_at=NOON, recorded_at=NOON, subject="plan")])
    assert facts.of(Stepped, "plan") == (early, late)
    assert facts.of(Stepped, "procedure") == ()


def test_steps_of_the_same_instant_stand_in_their_usual_order():
    accepted, submitted, drafted = step(Step.ACCEPTED), step(Step.SUBMITTED), step(Step.DRAFTED)
    assert Facts([accepted, submitted, drafted]).of(Stepped, "plan") == (drafted, submitted, accepted)


def test_what_was_recorded_later_was_not_known():
    known, unknown = step(Step.DRAFTED), step(Step.SUBMITTED, NOON, NOON + HOUR)
    assert list(Facts([known, unknown]).known_at(NOON)) == [known]
    assert list(Facts([known, unknown]).known_at(NOON + HOUR)) == [known, unknown]


def test_an_incident_counts_once_the_contractor_knew():
    incident = Occurred(
        happened_at=NOON, recorded_at=NOON + 3 * HOUR, subject="incident", ref="i1", aware_at=NOON + 2 * HOUR
    )
    assert len(Facts([incident]).happened_by(NOON + HOUR)) == 0
    assert len(Facts([incident]).happened_by(NOON + 2 * HOUR)) == 1


def test_the_latest_fact_about_a_thing_corrects_the_ones_before():
    first = Done(happened_at=NOON, recorded_at=NOON, subject="standard", ref="1", person="mihon")
    second = Done(
        happened_at=NOON + HOUR, recorded_at=NOON + HOUR, subject="standard", ref="1", person="reiji"
    )
    assert Facts([second, first]).latest(Done, "standard") == {"1": second}


def test_an_awareness_amended_to_a_later_time_is_not_open_from_the_earlier_one():
    told = Occurred(happened_at=NOON, recorded_at=NOON, subject="incident", ref="i1", aware_at=NOON)
    amended = Occurred(
        happened_at=NOON, recorded_at=NOON + 3 * HOUR, subject="incident", ref="i1", aware_at=NOON + HOUR
    )
    for order in ((told, amended), (amended, told)):
        facts = Facts(order)
        assert list(facts.happened_by(NOON + HOUR / 2)) == []
        assert list(facts.happened_by(NOON + HOUR)) == [amended]
        assert list(facts.known_at(NOON + HOUR).happened_by(NOON + HOUR / 2)) == [told]
