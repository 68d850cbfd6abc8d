"""The report book and the minutes in it."""

import io
import re
import time
from datetime import timedelta

from pypdf import PdfReader

from duties.incidents.papers import incident_samples as incident
from kokoroe.duties.incidents.writing.book import StageRow
from kokoroe.papers.data import to_json
from kokoroe.papers.render import render
from kokoroe.papers.sections import Event
from papers.samples import NOW, pages_of

PARTS = [
    "概要",
    "段階ごとの期限と実施",
    "経過",
    "報告",
    "到達の記録",
    "委託者の決定",
    "協議",
    "証拠",
    "法令との関係",
    "教訓",
    "記録台帳",
]


def test_the_contents_name_the_page_of_every_part_and_report():
    document = PdfReader(io.BytesIO(render("book", to_json(incident.book()), now=NOW)))
    pages = pages_of("book", incident.book())
    lines = ["".join(line.split()) for line in document.pages[1].extract_text().splitlines()]
    listed = [
        match.groups() for line in lines if (match := re.fullmatch(r"(\d+(?:\.\d)?)([^.]+)\.+(\d+)", line))
    ]
    assert [name for number, name, _ in listed if "." not in number] == PARTS
    reports = [
        "第一報（第1版）",
        "詳細報告（第1版）",
        "詳細報告（第2版）",
        "是正処置案（第1版）",
        "結果報告（第1版）",
    ]
    assert [name for number, name, _ in listed if number.startswith("4.")] == reports
    assert [name for number, name, page in listed if f"{number}{name}" not in pages[int(page) - 1]] == []


def test_the_outline_of_the_pdf_leads_to_every_part():
    document = PdfReader(io.BytesIO(render("book", to_json(incident.book()), now=NOW)))
    assert [entry.title for entry in document.outline if not isinstance(entry, list)] == [
        f"{n} {part}" for n, part in enumerate(PARTS, start=1)
    ]


def test_the_cover_says_whose_and_when_and_that_it_was_real():
    cover = pages_of("book", incident.book())[0]
    assert "委託者見本市受託者サンプルシステム株式会社" in cover
    assert "令和8年11月20日15:20（知った時）から令和8年11月30日17:00（終結）まで" in cover
    assert "実際に起きたインシデント" in cover
    assert "（知った時）から（継続中）" in pages_of("book", incident.book(closed_at=None))[0]
    assert (
        "【訓練】実際に起きたことではありません" in pages_of("book", incident.papers(drill=True)["book"])[0]
    )


def test_each_stage_shows_due_met_and_why_it_was_late():
    due = incident.at(16, 20)
    stages = (
        StageRow("第一報", due, due, answered_by="到達"),
        StageRow("詳細報告", due, due + timedelta(minutes=12), "担当者の急病", "到達"),
        StageRow("是正処置案", due),
        StageRow("最終報", note="誤報のため終結"),
    )
    printed = pages_of("book", incident.book(stages=stages))[2]
    assert "第一報R8.11.2016:20R8.11.2016:20到達期限内" in printed
    assert "詳細報告R8.11.2016:20R8.11.2016:32到達12分超過担当者の急病" in printed
    assert "是正処置案R8.11.2016:20未了―" in printed
    assert "最終報（定めなし）――誤報のため終結" in printed


def test_it_has_deliveries_decisions_minutes_evidence_and_the_checkpoint():
    printed = "".join(pages_of("book", incident.book()))
    for piece in (
        "第一報第１版保育推進課仮名結衣メールR8.11.2016:08:14R8.11.2016:11:02",
        "詳細報告第１版保育推進課想定美咲メール未到達",
        "是正処置案第１版承認R8.11.2114:58仮名結衣",
        "1業務の停止求めた事項恒久措置の効果を確かめるまで",
        "03ab77e2c9d84f51b6a0925ec41d8f7730e6ab19d25c480f9be3176a84f2cd50",
        "ルート9f3a61c077de51b06a1f0c2b94e6d83375ac1280be49f2d6c1e07754a9b3380d",
    ):
        assert piece in printed, piece


def test_an_incident_with_nothing_in_it_makes_a_book_that_says_so():
    empty = dict.fromkeys(("figures", "stages", "timeline", "reports", "deliveries", "decisions", "consultations", "evidence", "law", "lessons", "ledger"), ())  # fmt: skip
    pages = pages_of("book", incident.book(summary="", **empty))
    assert "".join(pages[2:]).count("（記載なし）") == len(PARTS)


def test_a_timeline_of_600_lines_is_printed_in_full_and_in_time():
    timeline = tuple(
        Event(incident.at(15) + timedelta(minutes=7 * n), f"確かめた。E{n:03}", "運用監視")
        for n in range(600)
    )
    book = incident.book(timeline=timeline)
    started = time.perf_counter()
    printed = "".join(pages_of("book", book))
    assert time.perf_counter() - started < 20
    assert [n for n in range(600) if f"確かめた。E{n:03}" not in printed] == []


def test_minutes_say_what_was_asked_agreed_and_what_is_open():
    letter, *rest = pages_of("consultation", incident.consultation())
    printed = "".join(rest)
    assert "確認くださいますようお願いします。" in letter
    assert "協議の日時令和8年11月25日10:00（日本標準時）" in letter
    assert (
        "2損害賠償求めた事項おわびの郵送に要した費用の負担求めた者委託者合意した内容郵送料と封入の費用98,716円を、受託者が負担する。"
        in printed
    )
    assert "合意した者・日仮名結衣、例示花子令和8年11月25日10:55履行の期限令和8年12月25日" in printed
    assert (
        "3その他求めた事項ほかの市の契約で同じ版を使っているかの報告求めた者委託者合意した内容まだ合意していません。"
        in printed
    )
    assert "引き続き協議する事項・返事のない61世帯への対応" in printed
