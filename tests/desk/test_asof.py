"""A moment as people type it."""

from datetime import UTC, datetime

import pytest
from django.http import QueryDict

from kokoroe.annex.moments import MomentError, parse_moment
from kokoroe.desk.asof import read_as_of

NOW = datetime(2026, 11, 22, 5, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-04-01T10:00", datetime(2026, 4, 1, 1, tzinfo=UTC)),
        ("2026-04-01 10:00", datetime(2026, 4, 1, 1, tzinfo=UTC)),
        ("2026-04-01T10:00:00Z", datetime(2026, 4, 1, 10, tzinfo=UTC)),
        ("2026-04-01", datetime(2026, 3, 31, 15, tzinfo=UTC)),
        ("令和8年4月1日", datetime(2026, 3, 31, 15, tzinfo=UTC)),
        (" ２０２６－０４－０１ ", datetime(2026, 3, 31, 15, tzinfo=UTC)),
    ],
)
def test_it_reads_a_moment_in_japans_time_unless_a_zone_is_given(typed, meant):
    assert parse_moment(typed) == meant


@pytest.mark.parametrize("typed", ["いつか", "2026-13-01", "2026-02-29T10:00", "10:00", "令和99年99月1日"])
def test_what_is_no_moment_is_refused_with_an_example(typed):
    with pytest.raises(MomentError) as refused:
        parse_moment(typed)
    assert f"「{typed}」" in refused.value.text.ja
    assert "2026-04-01T10:00" in refused.value.text.en


@pytest.mark.parametrize("typed", ["0001-01-01T00:00+09:00", "9999-12-31T23:59", "1989-12-31", "2101-01-01"])
def test_a_moment_that_no_contract_knows_is_refused(typed):
    with pytest.raises(MomentError) as refused:
        parse_moment(typed)
    assert "1990" in refused.value.text.en


def test_no_moment_asked_for_is_now():
    as_of = read_as_of(QueryDict("state=met"), NOW)
    assert (as_of.at, as_of.known_at, as_of.is_now, as_of.query) == (NOW, None, True, "")


def test_the_query_string_keeps_the_moment_from_page_to_page():
    as_of = read_as_of(QueryDict("at=2026-04-01T10:00&known_at=2026-03-20"), NOW)
    assert as_of.query == "?at=2026-04-01T10%3A00%3A00&known_at=2026-03-20T00%3A00%3A00"
    again = read_as_of(QueryDict(as_of.query[1:]), NOW)
    assert (again.at, again.known_at) == (as_of.at, as_of.known_at)


def test_what_is_no_moment_shows_the_present_and_an_error():
    as_of = read_as_of(QueryDict("at=いつか"), NOW)
    assert as_of.is_now
    assert list(as_of.form.errors) == ["at"]
