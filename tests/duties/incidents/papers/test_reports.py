"""The reports of an incident's stages: one form for all, with what each has to say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from duties.incidents.papers import incident_samples as incident
from kokoroe.papers.data import to_json
from kokoroe.papers.moments import span
from kokoroe.papers.render import render
from kokoroe.papers.sections import Column, Event, Section, Table, squeezed
from papers.samples import NOW, pages_of


def report(*sections, **given):
    return "".join(pages_of("report", incident.report(sections=sections, **given))[1:])


@pytest.mark.parametrize("stage", ["第一報", "詳細報告", "是正処置案", "結果報告"])
def test_every_stage_has_its_letter_its_facts_and_its_sections_in_order(stage):
    paper = incident.report(stage)
    letter, *rest = pages_of("report", paper)
    printed = "".join(rest)
    assert f"下記のとおり{stage}を提出し" in letter
    assert f"別紙{stage}（第1版）" in letter
    assert "知った日時令和8年11月20日15:20" in printed
    assert printed.count("日本標準時（JST、UTC+9）") == 1
    labels = [f"{n}{section.label}" for n, section in enumerate(paper.sections, start=1)]
    places = [printed.find(label) for label in labels]
    assert -1 not in places
    assert places == sorted(places)


def test_the_corrective_plan_asks_for_the_clients_word():
    assert (
        "を提出しますので、承認くださいますようお願いします。"
        in pages_of("report", incident.report("是正処置案"))[0]
    )


def test_moments_are_printed_in_japans_time_from_any_zone():
    paper = incident.report(
        aware_at=datetime(2026, 12, 31, 15, 0, tzinfo=UTC),
        submitted_at=datetime(2026, 12, 31, 15, 30, 41, 999_999, tzinfo=UTC),
        due_at=None,
    )
    printed = pages_of("report", paper)[1]
    assert "知った日時令和9年1月1日00:00" in printed
    assert "提出日時令和9年1月1日00:30:41" in printed


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="no zone"):
        to_json(incident.report(submitted_at=datetime(2026, 11, 20, 16, 8)))  # noqa: DTZ001


def test_the_due_instant_itself_is_in_time_and_what_comes_after_says_by_how_much_and_why():
    due = incident.at(16, 20)
    assert "期限との関係期限内" in report(submitted_at=due, due_at=due)
    late = report(submitted_at=due + timedelta(seconds=42), due_at=due, late_reason="電話回線の不通")
    assert "期限を42秒過ぎて提出" in late
    assert "遅延の理由電話回線の不通" in late
    assert "遅延の理由（記載なし）" in report(submitted_at=due + timedelta(minutes=65), due_at=due)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(microseconds=1), "1秒未満"),
        (timedelta(seconds=59), "59秒"),
        (timedelta(minutes=12, seconds=30), "12分30秒"),
        (timedelta(hours=1), "1時間"),
        (timedelta(days=2, hours=3, seconds=1), "2日3時間"),
    ],
)
def test_a_span_reads_as_people_say_it(length, words):
    assert span(length) == words


def test_what_is_not_known_yet_is_marked_and_what_is_empty_says_so():
    assert "1本人の数調査中調査中です。" in report(Section("本人の数", pending=True))
    assert "1二次被害調査中今のところない。" in report(Section("二次被害", "今のところない。", pending=True))
    assert "1原因（記載なし）" in report(Section("原因"))
    assert "1措置（記載なし）" in report(Section("措置", table=Table((Column("措置"),), ())))


def test_a_correction_shows_what_changed_since_the_version_before():
    letter, first, *_ = pages_of("report", incident.corrected())
    assert "詳細報告（第2版）" in letter
    assert "前の版（第1版）からの変更理由:同じ世帯の保護者２名を数えていなかったため。" in first
    assert "旧（第1版）新（第2版）" in first
    assert "1,048人（世帯974）1,051人（世帯976）" in first


def test_a_timeline_is_in_the_order_of_its_times_under_each_day():
    printed = report(
        Section(
            "経過",
            timeline=(
                Event(incident.at(0, 5, day=21), "あと", "例示 花子", link="第一報 第１版"),
                Event(
                    datetime(2026, 11, 20, 14, 55, tzinfo=UTC), "さき", recorded_at=incident.at(0, 10, day=21)
                ),
            ),
        )
    )
    days = [
        printed.index("令和8年11月20日（金）23:55さき（R8.11.2100:10記録）"),
        printed.index("令和8年11月21日（土）00:05あと→第一報第１版"),
    ]
    assert days == sorted(days)


def test_empty_lines_do_not_fill_pages():
    assert squeezed("一\n\n\n \n　\n二\n三\n\n\n") == "一\n\n二\n三"
    assert squeezed("\n" * 100_000) == ""
    assert (
        len(pages_of("report", incident.report(sections=(Section("原因", "一" + "\n" * 100_000 + "二"),))))
        == 2
    )


def test_a_row_that_does_not_fit_its_columns_is_refused():
    with pytest.raises(ValueError, match="2 cells under 1 columns"):
        Table((Column("措置"),), (("一", "二"),))


def test_names_from_anywhere_and_english_come_out_as_they_went_in():
    printed = report(
        Section("担当", "𠮷本、陈 伟、김 민준、葛\U000e0100城"),
        Section("原因", "NullPointerException in MailMerge.java:214 — see #42"),
    )
    assert "𠮷本、陈伟、김민준" in printed
    assert "NullPointerExceptioninMailMerge.java:214—see#42" in printed


def test_a_drill_is_marked_on_every_page_and_in_the_title():
    pages = pages_of("report", incident.report("結果報告", drill=True))
    assert [page.count("【訓練】これは訓練の書面です。") for page in pages] == [1] * len(pages)
    assert "【訓練】情報セキュリティインシデントに係る結果報告について" in pages[0]
    assert not any("訓練" in page for page in pages_of("report", incident.report("結果報告")))


def test_a_title_is_marked_as_a_drill_once():
    letter = incident.letter("【訓練】件名", drill=True)
    assert to_json(replace(incident.report(), letter=letter))["letter"]["title"] == "【訓練】件名"
    render("report", to_json(replace(incident.report(), letter=letter)), now=NOW)
