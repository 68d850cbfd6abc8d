"""The chart has everyone, exactly once."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kokoroe.plan.papers.chart import chart
from kokoroe.plan.papers.data import RosterRow
from papers import samples

few = st.sampled_from(["", "甲", "乙", "丙"])
rows = st.builds(
    RosterRow,
    name=st.sampled_from(["見本 太郎", "例示 花子", "仮名 一郎"]),
    affiliation=few,
    tier=few,
    work=few,
    role=st.sampled_from(["", "", "", "officer", "deputy"]),
)


@given(st.lists(rows, max_size=40))
def test_everyone_on_the_roster_stands_in_the_chart_exactly_once(people):
    drawn = chart(people)
    names = [head.name for head in (*drawn.officers, *drawn.deputies)]
    names += [m.name for group in drawn.groups for team in group.teams for m in team.members]
    assert Counter(names) == Counter(person.name for person in people)
    assert drawn.count == len(people)
    assert [g.count for g in drawn.groups] == [sum(len(t.members) for t in g.teams) for g in drawn.groups]


@given(st.lists(rows, max_size=40))
def test_groups_and_teams_are_not_repeated(people):
    drawn = chart(people)
    groups = [(group.tier, group.affiliation) for group in drawn.groups]
    assert len(groups) == len(set(groups))
    for group in drawn.groups:
        duties = [team.duty for team in group.teams]
        assert len(duties) == len(set(duties))


def test_groups_keep_the_order_of_the_roster():
    drawn = chart(samples.people(8))
    assert [head.name for head in drawn.officers] == ["見本 太郎"]
    assert [head.name for head in drawn.deputies] == ["例示 花子"]
    assert [group.affiliation for group in drawn.groups] == [
        "サンプルシステム株式会社",
        "株式会社例示テクノロジー",
    ]


@pytest.mark.parametrize("count", [1, 8, 38, 100, 300])
def test_the_chart_as_printed_has_everyone(count):
    people = tuple(
        RosterRow(f"見本{n:03}番", affiliation=f"会社{n % 7}", work=f"班{n % 5}") for n in range(count)
    )
    pages = samples.pages_of("plan", samples.plan(count, people=people))
    roster = next(n for n, page in enumerate(pages) if "２作業従事者名簿" in page)
    printed = "".join(pages[1:roster])
    assert [p.name for p in people if printed.count(p.name) != 1] == []
    assert f"合計{count}名" in printed
