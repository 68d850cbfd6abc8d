"""A procedure follows from the plan and the annex: whom to call, what to report, in which steps and times."""

import pytest

from kokoroe.duties.incidents.kinds import KINDS
from kokoroe.duties.incidents.procedure.drawing import draw, source_of
from kokoroe.duties.incidents.procedure.first_measures import FIRST
from kokoroe.plan.writings import DRAFTING

pytestmark = pytest.mark.django_db


def names(content, section="calling", key="name"):
    return [row[key] for row in content[section]["rows"]]


def test_the_plan_in_force_says_whom_to_call_in_its_order_then_the_deputy_then_the_client(table):
    content = draw(table.party.contract, table.now)
    assert [
        (row["party"], row["name"], row["hours"], row["phone"]) for row in content["calling"]["rows"]
    ] == [
        ("contractor", "見本 太郎", "always", "011-000-0001"),
        ("contractor", "見本 花子", "always", ""),
        ("client", "市役 一子", "day", ""),
    ]
    assert content["drawn"]["plan"]["ja"] == "実施計画書 第1版"


def test_before_any_is_in_force_the_submitted_plan_counts_and_before_that_the_draft(bare):
    bare.party.draft()
    assert source_of(bare.party.contract, bare.now).plan.ja == "実施計画書 第1版"
    assert names(draw(bare.party.contract, bare.now)) == ["見本 太郎", "見本 花子", "市役 一子"]


def test_without_a_plan_those_who_act_for_either_side_are_called(bare):
    content = draw(bare.party.contract, bare.now)
    assert [(row["party"], row["name"], row["email"]) for row in content["calling"]["rows"]] == [
        ("contractor", "見本 太郎", "taro@contractor.example"),
        ("client", "市役 一子", "ichiko@city.example"),
    ]
    assert content["drawn"]["plan"] is None


def test_the_stages_and_their_times_are_the_annexs(table):
    content = draw(table.party.contract, table.now)
    steps = [(row["title"], row["within"], row["answer"]) for row in content["steps"]["rows"]]
    assert steps == [
        ("気づく・伝える", "気づいたらすぐ", ""),
        ("受ける・指揮する", "", ""),
        ("緊急対応体制", "", ""),
        ("緊急時対策", "短時間で被害が広がるおそれがあるとき", ""),
        ("第一報", "知った時から1時間以内（原則）", ""),
        ("詳細報告", "知った時から8時間以内（原則）", ""),
        ("是正処置案", "知った時から24時間以内に承認まで（原則）", "承認"),
        ("是正措置と結果報告", "知った時から48時間以内（原則）", ""),
        ("情報漏洩・不正アクセス等への対応", "", ""),
        ("事故時の協議", "受託者の責による事故のとき", ""),
    ]
    assert sorted(set(names(content, "items", "stage"))) == sorted(
        {"第一報", "詳細報告", "是正処置案", "是正措置と結果報告"}
    )


def test_a_word_has_no_number_until_the_parties_agree_on_one(elsewhere):
    def time_of_the_stage():
        rows = draw(elsewhere.party.contract, elsewhere.now)["steps"]["rows"]
        return next(row["within"] for row in rows if row["title"] == "事故の報告")

    assert time_of_the_stage() == "直ちに"
    elsewhere.target("incident", 2)
    assert time_of_the_stage() == "直ちに（合意した目標：知った時から2時間以内）"


def test_every_kind_has_its_first_measures_and_every_line_of_its_check_list_is_among_them():
    assert {key: list(steps) for key, steps in FIRST.items()} == {
        kind.key: [step.key for step in kind.first] for kind in KINDS.values()
    }


def test_drawing_takes_as_many_queries_for_a_long_roster_as_for_a_short_one(
    table, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8):
        draw(table.party.contract, table.now)
    lines = [
        {"name": f"例示 {n}郎", "role": "officer" if n == 0 else "worker", "affiliation": "A"}
        for n in range(60)
    ]
    version = table.party.draft(now=table.later(), lines=lines)
    DRAFTING.discard(seat=table.seat(), draft=version, edit=version.edit, now=table.later())
    with django_assert_max_num_queries(8):
        draw(table.party.contract, table.now)
