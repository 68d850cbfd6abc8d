"""All papers of incidents: the same bytes for the same input, numbered, inert, and a drill is a drill on every page."""

import io
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from pypdf import PdfReader

from duties.incidents.papers import incident_samples as incident
from kokoroe.duties.incidents.writing.book import StageRow
from kokoroe.papers import render as rendering
from kokoroe.papers.data import to_json
from kokoroe.papers.render import PaperError, UnprintableText, render
from kokoroe.papers.sections import Column, Event, Section, Table
from papers.samples import NOW, decision, pages_of

PAPERS = incident.papers()
DRILLS = incident.papers(drill=True)
LETTERS = [name for name, paper in PAPERS.items() if hasattr(paper, "letter")]
MARKUP = "#let x = 1; *太字* _斜体_ = 見出し $x^2$ `code` <label> @ref // comment /* a */ #emoji.face"


@pytest.mark.parametrize("template", PAPERS)
def test_equal_input_gives_equal_bytes_in_another_process_too(template):
    data = to_json(PAPERS[template])
    first = render(template, data, now=NOW)
    rendering._typesetter._end()
    assert render(template, data, now=NOW) == first
    assert render(template, data, now=NOW + timedelta(seconds=1)) != first


@pytest.mark.parametrize("template", PAPERS)
def test_every_paper_is_pdf_a_2b_on_a4_with_a_title(template):
    document = PdfReader(io.BytesIO(render(template, to_json(PAPERS[template]), now=NOW)))
    xmp = document.trailer["/Root"]["/Metadata"].get_data().decode()
    assert re.findall(r"<pdfaid:(part|conformance)>(.+?)<", xmp) == [("part", "2"), ("conformance", "B")]
    assert document.metadata.title
    assert {tuple(round(float(side)) for side in page.mediabox[2:]) for page in document.pages} == {
        (595, 842)
    }


@pytest.mark.parametrize("template", LETTERS)
def test_each_page_has_its_number_and_the_checkpoint(template):
    pages = pages_of(template, PAPERS[template])
    assert len(pages) >= 2
    for n, page in enumerate(pages, start=1):
        assert f"{n}/{len(pages)}" in page
        assert "記録台帳1,204・9f3a61c077de" in page


@pytest.mark.parametrize("template", PAPERS)
def test_a_drill_is_marked_on_every_page_and_in_the_title_and_nothing_else_is(template):
    document = PdfReader(io.BytesIO(render(template, to_json(DRILLS[template]), now=NOW)))
    assert document.metadata.title.startswith("【訓練】")
    pages = pages_of(template, DRILLS[template])
    assert [page for page in pages if "【訓練】これは訓練の書面です。" not in page] == []
    without_notes = {"procedure": "訓練を年に１回行い、"}
    plain = [
        page.replace(without_notes.get(template, "訓練を"), "")
        for page in pages_of(template, PAPERS[template])
    ]
    assert [page for page in plain if "訓練" in page] == []


def test_each_card_that_is_cut_off_says_that_it_is_a_drills():
    assert pages_of("card", DRILLS["card"])[0].count("【訓練】情報セキュリティ緊急連絡カード") == 10


def test_the_clients_answer_to_a_drill_is_marked_as_well():
    paper = decision()
    marked = replace(paper, letter=replace(paper.letter, drill=True))
    assert [
        page for page in pages_of("decision", marked) if "【訓練】これは訓練の書面です。" not in page
    ] == []


def _everywhere(text):
    point = replace(incident.POINT, contract=text)
    return {
        "report": incident.report(sections=(Section(text, text, (text,), Table((Column(text),), ((text,),)), (Event(incident.at(9), text, text),), note=text),)),
        "statutory-notice": incident.notice(incident=text, notes=(text,)),
        "book": incident.book(summary=text, stages=(StageRow(text, note=text),), lessons=(Section(text, text),)),
        "procedure": incident.procedure(by_phone=(text,), notes=(text,)),
        "consultation": incident.consultation(incident=text),
        "card": replace(PAPERS["card"], point=point),
        "poster": replace(PAPERS["poster"], point=point, first_steps=(text,)),
    }  # fmt: skip


@pytest.mark.parametrize("template", PAPERS)
def test_what_looks_like_markup_is_printed_as_it_was_typed(template):
    printed = "".join(pages_of(template, _everywhere(MARKUP)[template]))
    assert "".join(MARKUP.split()) in printed


@pytest.mark.parametrize("template", PAPERS)
def test_a_character_that_no_font_has_is_refused_and_named(template):
    with pytest.raises(UnprintableText) as error:
        render(template, to_json(_everywhere("絵文字😀と外字\ue000")[template]), now=NOW)
    assert error.value.characters == ("\ue000", "😀")


def test_long_texts_run_on_over_pages_and_lose_nothing():
    words = "".join(f"第{n}文。" for n in range(3000))
    sections = (
        Section("原因", words),
        Section("一覧", entries=tuple(f"項目{n}です。" for n in range(200))),
        Section("表", table=Table((Column("甲", 40), Column("乙")), ((words, "短い。"), ("短い。", "行\n" * 90 + "末尾")))),
        Section("経過", timeline=(Event(incident.at(9), words, "記録した者"),)),
    )  # fmt: skip
    printed = "".join(pages_of("report", incident.report(sections=sections)))
    pieces = [f"第{n}文。" for n in range(0, 3000, 7)]
    footers = re.compile(r"サ情第2026-031号.*?77de")
    assert [piece for piece in pieces if footers.sub("", printed).count(piece) < 2] == []
    assert "項目199です。" in printed
    assert "末尾" in printed


def _heights(pdf):
    """Where each piece of text stands, in points above a page's foot."""
    found = []

    def note(text, matrix, place, _font, _size):
        if text.strip():
            found.append(place[5] * matrix[3] + matrix[5])

    for page in PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(visitor_text=note)
    return found


@pytest.mark.parametrize("template", ["report", "book", "procedure", "consultation", "statutory-notice"])
def test_no_text_leaves_the_page_though_a_row_is_longer_than_it(template):
    long = "行\n" * 90 + "行"
    table = Table((Column("甲", 40), Column("乙")), ((long, "短い。"), ("短い。", long)))
    sections = (
        Section("原因", long),
        Section("一覧", entries=(long, "短い。")),
        Section("表", long, table=table),
        Section("経過", timeline=(Event(incident.at(9), long, long), Event(incident.at(10), "短い。", long))),
    )
    item = PAPERS["statutory-notice"].items[0]
    topic = incident.MINUTES.topics[0]
    papers = {
        "report": incident.report(sections=sections),
        "book": incident.book(
            stages=(StageRow("第一報", incident.at(16), incident.at(17), late_reason=long),),
            lessons=(Section("教訓", long),),
            reports=(),
        ),
        "procedure": incident.procedure(
            by_phone=(long,), by_page=(long,), steps=(replace(incident.procedure().steps[0], how=long),)
        ),
        "consultation": incident.consultation(
            minutes=replace(incident.MINUTES, topics=(replace(topic, agreed=long),), open_points=(long,))
        ),
        "statutory-notice": incident.notice(items=(replace(item, text=long),), notes=(long,)),
    }
    heights = _heights(render(template, to_json(papers[template]), now=NOW))
    assert len(heights) > 90
    assert [height for height in heights if not 20 < height < 825] == []


def test_a_thousand_rows_are_all_printed():
    rows = tuple((f"R{n:04}", "確かめた。", incident.at(1) + timedelta(minutes=n)) for n in range(1000))
    table = Table((Column("番号", 20), Column("内容"), Column("時刻", 31)), rows)
    printed = "".join(pages_of("report", incident.report(sections=(Section("記録", table=table),))))
    assert [row[0] for row in rows if row[0] not in printed] == []


def test_more_than_anyone_reads_is_refused_at_once():
    paper = incident.report(sections=(Section("原因", "あ" * 7_000_000),))
    with pytest.raises(PaperError, match="多すぎます"):
        render("report", to_json(paper), now=NOW)
    letter = replace(incident.report().letter, body="\n" * 20_000_000)
    with pytest.raises(PaperError, match="多すぎます"):
        render("report", to_json(incident.report(letter=letter)), now=NOW)
