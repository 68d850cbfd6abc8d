from datetime import date

import pytest

from kokoroe.annex.citations import Act, cited, now_in_force
from kokoroe.annex.text import Text
from kokoroe.packs import laws

ACTS = laws.load().acts
BY_KEY = {act.key: act for act in ACTS}


@pytest.mark.parametrize(
    ("written", "keys"),
    [
        ("個人情報の保護に関する法律（平成15年法律57号）", ["appi"]),
        ("個人情報の保護に関する法律（平成 15 年法律第 57 号）", ["appi"]),
        ("行政機関の保有する個人情報の保護に関する法律（平成１５年法律第５８号）", ["administrative-organs"]),
        ("札幌市個人情報の保護に関する法律施行条例（令和4年12月13日条例第47号）", ["sapporo-2022"]),
        ("札幌市個人情報保護条例（平成16年条例第35号）", ["sapporo-2004"]),
        ("札幌市個人情報の保護に関する法律の施行条例（令和４年条例第４７号）", ["sapporo-2022"]),
        ("見本市個人情報保護条例（平成16年条例第35号）", []),
        ("平成15年法律第57号、平成15年法律第58号、再び平成15年法律第57号", ["appi", "administrative-organs"]),
        ("平成15年法律第570号", []),
    ],
)
def test_a_citation_is_read_however_it_is_spaced(written, keys):
    assert [act.key for act in cited(written, ACTS)] == keys


@pytest.mark.parametrize(
    ("key", "day", "now"),
    [
        ("administrative-organs", date(2022, 3, 31), "administrative-organs"),
        ("administrative-organs", date(2022, 4, 1), "appi"),
        ("sapporo-2004", date(2023, 3, 31), "sapporo-2004"),
        ("sapporo-2004", date(2023, 4, 1), "sapporo-2022"),
        ("appi", date(2026, 11, 25), "appi"),
    ],
)
def test_what_took_an_abolished_act_s_place_is_found_by_its_day(key, day, now):
    assert now_in_force(BY_KEY[key], ACTS, day) == BY_KEY[now]


def test_acts_that_name_each_other_end_the_search():
    name = Text(ja="見本", en="sample")
    acts = [
        Act(key=key, title=name, number="", valid_to=date(2020, 1, 1), successor=other, confirmed=True)
        for key, other in (("a", "b"), ("b", "a"))
    ]
    assert now_in_force(acts[0], acts, date(2026, 1, 1)) is None
