from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kokoroe.annex.wareki import to_wareki
from kokoroe.ui.moments import day_text, era_text, moment_text, until_text

NOW = datetime(2026, 11, 22, 5, 42, tzinfo=UTC)


def test_it_says_a_moment_in_japans_time():
    late = datetime(2026, 11, 22, 15, 5, tzinfo=UTC)
    assert moment_text(late, english=False) == "2026年11月23日 00:05"
    assert moment_text(late, english=True) == "23 Nov 2026, 00:05 JST"


def test_it_refuses_a_moment_without_a_time_zone():
    with pytest.raises(ValueError, match="no time zone"):
        moment_text(datetime(2026, 11, 22), english=False)  # noqa: DTZ001


def test_a_moments_day_is_japans():
    assert day_text(datetime(2026, 3, 31, 15, 0, tzinfo=UTC), english=False) == "2026年4月1日"
    assert day_text(date(2026, 4, 1), english=True) == "1 Apr 2026"


def test_english_readers_get_gregorian_years():
    assert era_text(date(2026, 4, 1), english=True) == "1 Apr 2026"


@given(st.dates(date(1926, 12, 25), date(2100, 12, 31)))
def test_the_eras_are_those_of_the_annex(day):
    assert era_text(day, english=False) == to_wareki(day)


@pytest.mark.parametrize(
    ("left", "japanese", "english"),
    [
        (timedelta(days=3), "あと 3日", "3 days left"),
        (timedelta(days=1), "あと 1日", "1 day left"),
        (timedelta(hours=23, minutes=59), "残り 23時間", "23 hours left"),
        (timedelta(hours=1), "残り 1時間", "1 hour left"),
        (timedelta(minutes=18, seconds=24), "残り 18分", "18 min left"),
        (timedelta(seconds=59), "残り 1分未満", "Under a minute left"),
        (timedelta(0), "残り 1分未満", "Under a minute left"),
        (timedelta(seconds=-1), "1分未満超過", "Under a minute overdue"),
        (timedelta(minutes=-18), "18分超過", "18 min overdue"),
        (timedelta(hours=-5), "5時間超過", "5 hours overdue"),
        (timedelta(days=-1), "1日超過", "1 day overdue"),
        (timedelta(days=-2), "2日超過", "2 days overdue"),
    ],
)
def test_it_says_how_long_is_left(left, japanese, english):
    assert until_text(NOW + left, NOW, english=False) == japanese
    assert until_text(NOW + left, NOW, english=True) == english


def test_days_are_counted_by_japans_calendar():
    last_minute = datetime(2026, 11, 25, 14, 59, tzinfo=UTC)
    assert until_text(last_minute, NOW, english=False) == "あと 3日"
    assert until_text(last_minute + timedelta(minutes=1), NOW, english=False) == "あと 4日"


@pytest.mark.parametrize(
    ("due", "japanese", "english"),
    [
        (date(2026, 11, 25), "あと 3日", "3 days left"),
        (date(2026, 11, 22), "本日まで", "Due today"),
        (date(2026, 11, 21), "1日超過", "1 day overdue"),
        (None, "期限なし", "No deadline"),
    ],
)
def test_a_day_is_due_at_its_end(due, japanese, english):
    assert until_text(due, NOW, english=False) == japanese
    assert until_text(due, NOW, english=True) == english


@given(st.timedeltas(timedelta(days=-400), timedelta(days=400)))
def test_it_never_says_overdue_of_what_is_in_time(left):
    assert until_text(NOW + left, NOW, english=True).endswith("overdue") == (left < timedelta(0))
