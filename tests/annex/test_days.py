from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kokoroe.annex.days import (
    BEFORE_START,
    JST,
    ON_THE_LAST_DAY,
    Anchor,
    Deadline,
    Side,
    Unit,
    add_business_days,
    add_months,
    date_in_japan,
    due_from_day,
    due_from_instant,
    end_of_day,
    spoken,
    spoken_span,
    start_of_day,
)
from kokoroe.annex.text import Text

AT_ONCE = Deadline(Anchor.EVENT, word=Text(ja="直ちに", en="at once"))


def after(amount, unit, anchor=Anchor.EVENT):
    return Deadline(anchor, Side.AFTER, amount, unit)


def test_a_day_in_japan_begins_nine_hours_before_the_utc_day():
    assert date_in_japan(datetime(2026, 3, 31, 15, 0, tzinfo=UTC)) == date(2026, 4, 1)
    assert start_of_day(date(2026, 4, 1)) == datetime(2026, 3, 31, 15, 0, tzinfo=UTC)


def test_before_a_day_means_before_it_begins():
    assert due_from_day(BEFORE_START, date(2026, 4, 1)) == datetime(2026, 4, 1, tzinfo=JST)


def test_on_a_day_means_until_it_ends():
    assert due_from_day(ON_THE_LAST_DAY, date(2027, 3, 31)) == end_of_day(date(2027, 3, 31))


def test_the_first_day_is_not_counted():
    assert due_from_day(after(14, Unit.DAYS), date(2026, 4, 1)) == end_of_day(date(2026, 4, 15))
    assert due_from_instant(after(14, Unit.DAYS), datetime(2026, 4, 1, 23, 59, tzinfo=JST)) == end_of_day(
        date(2026, 4, 15)
    )


def test_days_before_a_day_end_with_their_own_day():
    seven_days_before = Deadline(Anchor.STARTS, Side.BEFORE, 7, Unit.DAYS)
    assert due_from_day(seven_days_before, date(2026, 4, 1)) == end_of_day(date(2026, 3, 25))


@pytest.mark.parametrize(
    ("hours", "due"),
    [
        (1, datetime(2027, 1, 1, 0, 30, tzinfo=JST)),
        (8, datetime(2027, 1, 1, 7, 30, tzinfo=JST)),
        (24, datetime(2027, 1, 1, 23, 30, tzinfo=JST)),
        (48, datetime(2027, 1, 2, 23, 30, tzinfo=JST)),
    ],
)
def test_hours_run_through_the_new_year(hours, due):
    new_years_eve = datetime(2026, 12, 31, 23, 30, tzinfo=JST)
    assert due_from_instant(after(hours, Unit.HOURS), new_years_eve, holidays={date(2027, 1, 1)}) == due


def test_a_word_has_no_number():
    assert due_from_instant(AT_ONCE, datetime(2026, 4, 1, tzinfo=JST)) is None
    assert due_from_day(AT_ONCE, date(2026, 4, 1)) is None


def test_business_days_skip_weekends_and_the_holidays_passed_in():
    friday = date(2026, 5, 1)
    assert add_business_days(friday, 1) == date(2026, 5, 4)
    golden_week = {date(2026, 5, 4), date(2026, 5, 5), date(2026, 5, 6)}
    assert add_business_days(friday, 1, golden_week) == date(2026, 5, 7)
    assert add_business_days(date(2026, 5, 7), -1, golden_week) == friday
    assert due_from_day(after(2, Unit.BUSINESS_DAYS), friday, golden_week) == end_of_day(date(2026, 5, 8))


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 4, 10), 12, date(2027, 4, 10)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_the_month(day, months, then):
    assert add_months(day, months) == then


@given(day=st.dates(date(2000, 1, 1), date(2100, 1, 1)), count=st.integers(0, 60))
def test_more_months_are_never_earlier(day, count):
    assert add_months(day, count) <= add_months(day, count + 1)


@given(moment=st.datetimes(timezones=st.just(UTC)).filter(lambda moment: 1 < moment.year < 9999))
def test_every_moment_lies_in_its_own_day(moment):
    day = date_in_japan(moment)
    assert start_of_day(day) <= moment <= end_of_day(day)


def test_a_sentence_says_the_end_of_a_day_as_the_day():
    assert spoken(end_of_day(date(2026, 4, 15))) == Text(ja="2026年4月15日", en="2026-04-15")
    assert spoken(datetime(2026, 4, 1, 0, 5, tzinfo=UTC)) == Text(
        ja="2026年4月1日 09:05", en="2026-04-01 09:05 JST"
    )


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(hours=1, minutes=30, seconds=59), Text(ja="1時間30分", en="1 h 30 min")),
        (timedelta(days=2, hours=3, minutes=4), Text(ja="2日3時間", en="2 d 3 h")),
        (timedelta(seconds=1), Text(ja="1分", en="1 min")),
        (timedelta(days=1), Text(ja="1日", en="1 d")),
    ],
)
def test_a_sentence_says_a_span_in_its_two_largest_units(span, said):
    assert spoken_span(span) == said
