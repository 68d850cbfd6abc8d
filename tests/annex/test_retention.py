"""From which day a contract's personal data may go: never nearer by one party's act alone, never without a word."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kokoroe.annex.days import add_months, date_in_japan, start_of_day
from kokoroe.annex.retention import (
    ENDING,
    HELD_AT_MOST,
    NOTICE_DAYS,
    PARTIES,
    Announced,
    Asked,
    Held,
    OnRecord,
    Recorded,
    end_by,
    no_sooner,
    retention,
)

DAY = timedelta(days=1)
OPENED = datetime(2026, 3, 1, tzinfo=UTC)
LATEST = datetime(2040, 1, 1, tzinfo=UTC)
FIRST = Recorded("ends", date(2027, 3, 31), OPENED, agreed=True)

days = st.dates(date(2010, 1, 1), date(2060, 1, 1))
moments = st.integers(0, (LATEST - OPENED).days).map(lambda n: OPENED + n * DAY)
records = st.builds(Recorded, st.sampled_from(ENDING), st.none() | days, moments, st.booleans())
asks = st.builds(Asked, st.sampled_from(PARTIES), st.integers(1, 600), moments)
holds = st.builds(Held, st.sampled_from(["client", "contractor"]), moments)
known_things = st.builds(
    OnRecord,
    dates=st.lists(records, max_size=5).map(
        lambda found: (FIRST, *sorted(found, key=lambda each: each.recorded_at))
    ),
    last_act=st.none() | moments,
    months=st.integers(60, 200),
    asked=st.lists(asks, max_size=2).map(tuple),
    open=st.frozensets(st.sampled_from(["incident", "writing"])),
    holds=st.lists(holds, max_size=2).map(tuple),
    released_at=st.none() | moments,
    announced=st.none() | st.builds(Announced, moments, days),
)


def acted(known: OnRecord, act: object, at: datetime) -> OnRecord:
    """What is on record once one party has done this alone."""
    match act:
        case Recorded():
            dates = (*known.dates, replace(act, recorded_at=at, agreed=False))
            return replace(known, dates=dates, last_act=at)
        case Held():
            return replace(known, holds=(*known.holds, replace(act, since=at)))
        case "lifts":
            return replace(known, holds=known.holds[1:], released_at=at)
        case "closes":
            return replace(known, open=frozenset(), last_act=at)
        case _:
            return replace(known, asked=(*known.asked, replace(act, since=at)))


@given(
    known_things,
    st.lists(records | holds | asks | st.sampled_from(["lifts", "closes"]), min_size=1, max_size=4),
)
def test_no_act_of_one_party_alone_brings_erasure_nearer_than_the_rule(known, acts):
    before = retention(known)
    for act in acts:
        known = acted(known, act, LATEST)
        after = retention(known)
        if before.rule is not None and after.until is not None:
            assert after.until >= before.rule
        if isinstance(act, Recorded) and after.until is not None:  # whatever day it gives
            assert after.until >= add_months(date_in_japan(LATEST), known.months)


@given(known_things, moments)
def test_nothing_goes_but_after_thirty_days_notice_of_the_very_day_that_counts(known, at):
    found = retention(known)
    if found.may_go(at):
        assert known.announced is not None
        assert date_in_japan(at) >= max(
            found.rule, date_in_japan(known.announced.at) + (NOTICE_DAYS + 1) * DAY
        )
        assert known.announced.until == found.until
        assert known.released_at is None or known.released_at <= known.announced.at


@given(known_things)
def test_nothing_holds_longer_than_a_year_past_the_rule_unless_somebody_asks_once_more(known):
    found = retention(known)
    assume(found.until is not None)
    asked = [add_months(date_in_japan(hold.since), HELD_AT_MOST) for hold in known.holds]
    assert found.until <= max([add_months(found.rule, HELD_AT_MOST), *asked])
    assert (found.until > found.rule) == bool(known.holds or known.open or known.asked_alone)


@given(known_things, st.lists(asks, min_size=1, max_size=3))
def test_what_one_party_asks_for_alone_is_no_rule_until_the_other_asks_for_as_long(known, alone):
    known, one = replace(known, asked=()), [replace(each, party="client") for each in alone]
    asked, before = retention(replace(known, asked=tuple(one))), retention(known)
    assert asked.rule == before.rule
    assert asked.until is None or asked.until <= max(before.until, add_months(before.rule, HELD_AT_MOST))
    other = Asked("contractor", 700, OPENED)
    both = replace(known, asked=(*one, other))
    assert both.counted == max(known.months, *(each.months for each in one))


@given(known_things, known_things)
def test_a_subcontract_goes_no_sooner_than_what_is_above_it(own, above):
    found = no_sooner(retention(own), retention(above))
    if found.until is not None:
        assert found.until >= retention(above).until


def test_it_counts_from_the_latest_of_the_day_its_recording_and_the_last_act():
    known = OnRecord(dates=(FIRST,), months=84)
    assert retention(known).rule == date(2034, 3, 31)
    long_ago = Recorded("cancelled", date(2012, 1, 1), datetime(2028, 5, 1, tzinfo=UTC))
    assert retention(replace(known, dates=(FIRST, long_ago))).rule == date(2035, 5, 1)
    assert retention(replace(known, last_act=datetime(2029, 6, 30, 15, tzinfo=UTC))).rule == date(2036, 7, 1)


def test_what_is_announced_and_changes_is_announced_anew():
    told = start_of_day(date(2034, 2, 28))
    known = OnRecord(dates=(FIRST,), months=84, announced=Announced(told, date(2034, 3, 31)))
    assert retention(known).goes_on == date(2034, 3, 31)
    late = replace(known, announced=Announced(told + 10 * DAY, date(2034, 3, 31)))
    assert retention(late).goes_on == date(2034, 4, 10)
    held = replace(known, holds=(Held("client", told + DAY),))
    assert (retention(held).goes_on, retention(held).until) == (None, date(2035, 3, 31))
    let_go = replace(known, released_at=told + 2 * DAY)
    assert retention(let_go).is_to_be_announced(told + 2 * DAY)


@pytest.mark.parametrize(
    ("given", "ended"),
    [
        ([("ends", "2027-03-31", True)], "2027-03-31"),
        ([("ends", "2027-03-31", True), ("completed", "2027-04-10", False)], "2027-04-10"),
        ([("ends", "2027-03-31", True), ("completed", "2027-03-01", True)], "2027-03-31"),
        ([("ends", "2027-03-31", True), ("cancelled", "2026-09-30", True)], "2026-09-30"),
        ([("ends", "2027-03-31", True), ("cancelled", "2026-09-30", False)], "2027-03-31"),
        ([("ends", "2027-03-31", True), ("ends", None, False), ("ends", "2012-01-01", False)], "2027-03-31"),
        (
            [("ends", "2027-03-31", True), ("cancelled", "2012-01-01", False), ("completed", "2026-05-01", True)],
            "2027-03-31",
        ),
        ([("ends", "2027-03-31", True), ("ends", None, False)], None),
        ([("signed", "2026-03-01", True)], None),
    ],
)  # fmt: skip
def test_a_contract_ends_on_the_last_of_the_days_that_both_sides_stand_by(given, ended):
    dates = [Recorded(name, on and date.fromisoformat(on), OPENED, agreed) for name, on, agreed in given]
    assert end_by(dates) == (date.fromisoformat(ended) if ended else None)
