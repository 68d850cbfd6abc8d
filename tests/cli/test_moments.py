from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from kokoroe.cli.moments import day, in_japan, moment
from kokoroe.cli.outcome import Refused

JAPAN = timezone(timedelta(hours=9))


@pytest.mark.parametrize("typed", ["2026-04-01", "2026/4/1", "20260401", "令和8年4月1日", "R8.4.1"])
def test_a_day_is_read_as_people_write_it(typed):
    assert day(typed, "--start") == date(2026, 4, 1)


def test_a_moment_without_a_zone_is_one_in_japan():
    assert moment("2026-04-01T10:00", "--at") == datetime(2026, 4, 1, 10, tzinfo=JAPAN)
    assert moment("2026-04-01 10:00:30", "--at") == datetime(2026, 4, 1, 10, 0, 30, tzinfo=JAPAN)


@pytest.mark.parametrize("typed", ["2026-04-01T01:00Z", "2026-04-01T01:00+00:00", "2026-03-31T20:00-05:00"])
def test_a_moment_with_a_zone_is_that_instant(typed):
    assert moment(typed, "--at") == datetime(2026, 4, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["2026-04-01", "R8.4.1"])
def test_a_day_alone_is_its_beginning_in_japan(typed):
    assert moment(typed, "--at") == datetime(2026, 4, 1, tzinfo=JAPAN)


@pytest.mark.parametrize("typed", ["", "yesterday", "2026-02-30", "2026-04-01T25:00"])
def test_what_is_no_moment_is_refused_by_the_option(typed):
    with pytest.raises(Refused) as refusal:
        moment(typed, "--known-at")

    assert refusal.value.text.en == (
        f"--known-at: “{typed}” is no moment; expected one like 2026-04-01 or 2026-04-01T10:00."
    )


def test_a_day_that_is_none_is_refused_by_the_option():
    with pytest.raises(Refused) as refusal:
        day("平成40年1月1日", "--end")

    assert refusal.value.text.ja.startswith("--end: ")


def test_answers_are_in_japans_time():
    assert in_japan(datetime(2026, 3, 31, 15, tzinfo=UTC)) == "2026-04-01T00:00:00+09:00"
    assert in_japan(None) is None
