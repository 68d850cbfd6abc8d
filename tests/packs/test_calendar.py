"""The days on which offices are closed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kokoroe.annex.days import JST, add_business_days, is_business_day
from kokoroe.packs.calendar import CLOSED_DAYS, is_open, next_open_day


def test_the_turn_of_the_year_is_closed_from_the_29th_to_the_3rd():
    assert next_open_day(date(2026, 12, 28)) == date(2026, 12, 28)
    assert next_open_day(date(2026, 12, 29)) == date(2027, 1, 4)
    assert add_business_days(date(2026, 12, 28), 1, CLOSED_DAYS) == date(2027, 1, 4)
    assert add_business_days(date(2027, 1, 4), -1, CLOSED_DAYS) == date(2026, 12, 28)


def test_golden_week_with_its_substitute_holiday():
    """2026: 3 May is a Sunday, so that 6 May is a holiday in its place."""
    assert add_business_days(date(2026, 4, 28), 1, CLOSED_DAYS) == date(2026, 4, 30)
    assert add_business_days(date(2026, 5, 1), 1, CLOSED_DAYS) == date(2026, 5, 7)


def test_a_day_between_two_holidays_is_one():
    """22 September 2026 lies between 敬老の日 and 秋分の日."""
    assert add_business_days(date(2026, 9, 18), 1, CLOSED_DAYS) == date(2026, 9, 24)


def test_holidays_are_those_of_their_year():
    """天皇誕生日 moved from 23 December to 23 February; in 2019 there was none."""
    assert [day in CLOSED_DAYS for day in (date(2018, 12, 23), date(2019, 12, 23), date(2020, 2, 23))] == [
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 4, 1, 8, 44, 59, tzinfo=JST), False),
        (datetime(2026, 4, 1, 8, 45, tzinfo=JST), True),
        (datetime(2026, 4, 1, 17, 15, tzinfo=JST), True),
        (datetime(2026, 4, 1, 17, 15, 1, tzinfo=JST), False),
        (datetime(2026, 4, 1, 1, 0, tzinfo=UTC), True),
        (datetime(2026, 4, 4, 10, 0, tzinfo=JST), False),
        (datetime(2026, 4, 29, 10, 0, tzinfo=JST), False),
        (datetime(2026, 12, 29, 10, 0, tzinfo=JST), False),
    ],
)
def test_offices_work_on_business_days_from_a_quarter_to_nine_to_a_quarter_past_five(moment, expected):
    assert is_open(moment) is expected


@settings(deadline=None)
@given(day=st.dates(date(1, 1, 1), date(9998, 12, 31)))
def test_within_ten_days_offices_open_again_in_any_year(day):
    opened = next_open_day(day)
    assert day <= opened <= day + timedelta(days=10)
    assert is_business_day(opened, CLOSED_DAYS)
