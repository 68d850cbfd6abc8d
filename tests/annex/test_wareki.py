from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kokoroe.annex.text import Text
from kokoroe.annex.wareki import DateError, parse_date, to_wareki


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 4, 1), "令和8年4月1日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1873, 1, 1), "明治6年1月1日"),
    ],
)
def test_it_writes_a_day_by_its_era_and_reads_it_back(day, written):
    assert to_wareki(day) == written
    assert parse_date(written) == day


def test_it_does_not_write_days_before_the_gregorian_calendar():
    with pytest.raises(DateError) as refused:
        to_wareki(date(1872, 12, 31))
    assert refused.value.text == Text(
        ja="1872-12-31 は明治6年1月1日より前なので、和暦にできません。",
        en="1872-12-31 is before 1873-01-01 and cannot be written by era.",
    )


@pytest.mark.parametrize(
    "typed",
    [
        "令和8年4月1日",
        "令和８年４月１日",
        " 令和 8 年 4 月 1 日 ",
        "㋿8年4月1日",
        "令8.4.1",
        "令和8.4.1",
        "令和08年04月01日",
        "R8.4.1",
        "r8.4.1",
        "R8/4/1",
        "R8-4-1",
        "R08.04.01",
        "Ｒ８．４．１",
        "2026/4/1",
        "2026/04/01",
        "2026-04-01",
        "2026.4.1",
        "２０２６／４／１",
        "2026−4−1",
        "2026年4月1日",
        "2026年4月1日（水）",
        "2026/4/1(Wed)",
        "20260401",
        20260401,
        "2026-04-01 00:00:00",
        "2026-04-01T00:00:00",
        "2026/4/1 0:00",
        46113,
        46113.0,
        "46113",
        date(2026, 4, 1),
        datetime(2026, 4, 1, 9, 30),  # noqa: DTZ001 - Excel knows no zones
    ],
)
def test_it_reads_the_day_as_people_and_programs_write_it(typed):
    assert parse_date(typed) == date(2026, 4, 1)
    assert type(parse_date(typed)) is date


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("R元.5.1", date(2019, 5, 1)),
        ("H31.4.30", date(2019, 4, 30)),
        ("H元.1.8", date(1989, 1, 8)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("S39.10.10", date(1964, 10, 10)),
        ("大正15年12月24日", date(1926, 12, 24)),
        ("M45.7.29", date(1912, 7, 29)),
    ],
)
def test_it_reads_every_era_to_its_last_day(typed, day):
    assert parse_date(typed) == day


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        (
            "平成32年4月1日",
            Text(
                ja="「平成32年4月1日」は平成の終わった後です（平成は2019-04-30まで）。令和2年4月1日のことなら、そう入れてください。",
                en="“平成32年4月1日” is after 平成 ended on 2019-04-30. If 令和2年4月1日 is meant, enter that.",
            ),
        ),
        (
            "H31.5.1",
            Text(
                ja="「H31.5.1」は平成の終わった後です（平成は2019-04-30まで）。令和元年5月1日のことなら、そう入れてください。",
                en="“H31.5.1” is after 平成 ended on 2019-04-30. If 令和元年5月1日 is meant, enter that.",
            ),
        ),
        (
            "R1.4.30",
            Text(
                ja="「R1.4.30」は令和の始まる前です（令和は2019-05-01から）。平成31年4月30日のことなら、そう入れてください。",
                en="“R1.4.30” is before 令和 began on 2019-05-01. If 平成31年4月30日 is meant, enter that.",
            ),
        ),
        (
            "明治5年12月2日",
            Text(
                ja="「明治5年12月2日」は明治の始まる前です（明治は1873-01-01から）。令和8年4月1日、R8.4.1、2026/4/1 のように入れてください。",
                en="“明治5年12月2日” is before 明治 began on 1873-01-01. Enter it as 2026/4/1 or R8.4.1.",
            ),
        ),
        (
            "2026/2/29",
            Text(
                ja="「2026/2/29」という日は暦にありません。令和8年4月1日、R8.4.1、2026/4/1 のように入れてください。",
                en="“2026/2/29” is not in the calendar. Enter it as 2026/4/1 or R8.4.1.",
            ),
        ),
    ],
)
def test_it_refuses_a_day_that_never_was_and_says_which_is_meant(typed, text):
    with pytest.raises(DateError) as refused:
        parse_date(typed)
    assert refused.value.text == text


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "未定",
        "4/1",
        "2026/4",
        "26/4/1",
        "8.4.1",
        "R0.4.1",
        "2026/4/1 9:30",
        "2026/4/1 2",
        2026,
        12.5,
        True,
        None,
    ],
)
def test_it_refuses_what_is_no_whole_day_rather_than_guess(typed):
    with pytest.raises(DateError) as refused:
        parse_date(typed)
    assert refused.value.text == Text(
        ja=f"「{typed}」は年月日として読めません。令和8年4月1日、R8.4.1、2026/4/1 のように入れてください。",
        en=f"“{typed}” cannot be read as a date. Enter it as 2026/4/1 or R8.4.1.",
    )


def test_it_repeats_of_an_endless_text_only_the_beginning():
    with pytest.raises(DateError) as refused:
        parse_date("1" * 5000)
    assert refused.value.text.en.startswith(f"“{'1' * 50}…” cannot be read as a date.")


@pytest.mark.parametrize("typed", ["1872-12-31", "0001/1/1", "2200-01-01", "99991231", date(9999, 12, 31)])
def test_it_refuses_a_day_from_which_nothing_could_be_counted(typed):
    with pytest.raises(DateError) as refused:
        parse_date(typed)
    assert refused.value.text.en.endswith("is out of reach. Enter a day between 1873 and 2199.")


@settings(deadline=None)
@given(st.dates(min_value=date(1873, 1, 1), max_value=date(2117, 12, 31)))
def test_every_day_survives_being_written_and_read(day):
    assert parse_date(to_wareki(day)) == day
    assert parse_date(day.isoformat()) == day
    assert parse_date(f"{day:%Y%m%d}") == day
