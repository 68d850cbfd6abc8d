"""Papers as PDF/A-2b: the same bytes for the same input, whole, and inert."""

import io
import re
import threading
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta

import pytest
from pypdf import PdfReader

from kokoroe.papers import render as rendering
from kokoroe.papers.compare import compare
from kokoroe.papers.data import ChangeRow, to_json
from kokoroe.papers.render import PaperError, render
from kokoroe.plan.paper import row
from papers import samples

PAPERS = {
    "plan": samples.plan(8),
    "change": samples.change(8),
    "correction": samples.correction(),
    "decision": samples.decision(),
}


@pytest.mark.parametrize("template", PAPERS)
def test_equal_input_gives_equal_bytes_in_another_process_too(template):
    data = to_json(PAPERS[template])
    first = render(template, data, now=samples.NOW)
    rendering._typesetter._end()
    assert render(template, data, now=samples.NOW) == first
    assert render(template, data, now=samples.NOW + timedelta(seconds=1)) != first


@pytest.mark.parametrize("template", PAPERS)
def test_every_paper_says_that_it_is_pdf_a_2b_and_when_it_was_made(template):
    pdf = render(template, to_json(PAPERS[template]), now=samples.NOW)
    document = PdfReader(io.BytesIO(pdf))
    xmp = document.trailer["/Root"]["/Metadata"].get_data().decode()
    assert re.findall(r"<pdfaid:(part|conformance)>(.+?)<", xmp) == [("part", "2"), ("conformance", "B")]
    assert document.metadata.creation_date == samples.NOW.replace(microsecond=0)
    assert document.metadata.title == PAPERS[template].letter.title


def test_names_come_out_of_the_pdf_as_they_went_in():
    names = [
        "𠮷本 花子",
        "髙橋 一郎",
        "山﨑 健",
        "陈 伟",
        "张 丽",
        "김 민준",
        "Nguyễn Văn An",
        "葛\U000e0100城 太郎",
        "ﾐﾎﾝ ﾀﾛｳ",
    ]
    people = tuple(row({"name": name, "affiliation": "見本社"}, n) for n, name in enumerate(names, 1))
    pages = samples.pages_of("plan", samples.plan(people=people))
    for page in (pages[1], pages[2]):
        printed = page.replace("\U000e0100", "")
        assert [n for n in names if n.replace(" ", "").replace("\U000e0100", "") not in printed] == []


def test_every_page_prints_the_whole_root_of_the_checkpoint_before_it_and_the_first_has_it_as_a_code():
    root = bytes(range(32))
    anchor = f"kokoroe/0123456789abcdef/contract/sample\n57\n{b64encode(root).decode()}\n"
    pages = samples.pages_of("plan", samples.plan(3, letter=samples.letter("計画", anchor=anchor)))
    assert [
        page for page in pages if f"kokoroe/0123456789abcdef/contract/sampleNo.57{root.hex()}" not in page
    ] == []
    bare = to_json(samples.decision())
    coded = to_json(samples.decision(letter=samples.letter("通知", anchor=anchor)))
    assert [data["letter"]["anchor_qr"][:4] for data in (bare, coded)] == ["", "<svg"]


MARKUP = '#let x = 1; *太字* _斜体_ = 見出し $x^2$ `code` <label> @ref // comment /* a */ \\ #emoji.face [a] "q" -- ~'


def test_what_looks_like_markup_is_printed_as_it_was_typed():
    paper = samples.decision(subject="件", comments=(MARKUP, "= 見出し\n- 項目\n+ 番号"))
    printed = samples.pages_of("decision", paper)[0]
    assert "".join(MARKUP.split()) in printed
    assert "=見出し-項目+番号" in printed


def test_markup_stays_inert_in_every_field_of_a_plan():
    line = dict.fromkeys(("name", "affiliation", "post", "work", "phone", "email", "career", "note"), MARKUP)
    person = row(line, 1)
    letter = samples.letter(MARKUP, addressee=MARKUP, body=MARKUP, mark=MARKUP, checkpoint=MARKUP)
    pages = samples.pages_of(
        "plan", samples.plan(people=(person, replace(person, role="officer")), letter=letter)
    )
    assert all("#emoji.face" in page for page in pages)


def test_each_page_has_its_number_the_title_and_the_checkpoint():
    pages = samples.pages_of("plan", samples.plan(38))
    assert len(pages) > 5
    for n, page in enumerate(pages, start=1):
        assert f"{n}/{len(pages)}" in page
        assert "実施計画書の提出について" in page
        assert "記録台帳1,204・9f3a61c077de" in page


def test_a_plan_has_its_letter_and_four_parts():
    pages = samples.pages_of("plan", samples.plan(8))
    assert [
        part
        for part in ("見本市長様", "令和8年11月20日", "サ情第2026-004号", "記", "以上")
        if part not in pages[0]
    ] == []
    assert "履行期間令和8年4月1日から令和9年3月31日まで" in pages[0]
    printed = "".join(pages)
    parts = [
        printed.index(part) for part in ("１作業実施体制", "２作業従事者名簿", "３連絡体制", "４作業場所")
    ]
    assert parts == sorted(parts)


def test_the_roster_leaves_out_columns_that_nobody_fills():
    bare = samples.plan(people=(row({"name": "見本 太郎", "affiliation": "見本社"}, 1),))
    full = samples.pages_of("plan", samples.plan(3))[2]
    assert "国籍" in full
    assert "従事割合" in full
    roster = samples.pages_of("plan", bare)[2]
    assert "作業従事者名簿" in roster
    assert "国籍" not in roster
    assert "従事割合" not in roster


def test_ratios_of_nationality_stand_under_the_roster():
    people = tuple(samples.person(n, without="nationality") for n in range(8))
    roster = samples.pages_of(
        "plan", samples.plan(people=people, nationality_ratios=(("日本", 6), ("外国", 2)))
    )[2]
    assert "国籍の比率日本6名（75%）、外国2名（25%）" in roster


def test_a_plan_without_contacts_and_workplaces_says_so():
    paper = samples.plan(1, contacts=(), workplaces=(), contact_notes=())
    last = samples.pages_of("plan", paper)[-1]
    assert "届け出る連絡先はありません" in last
    assert "届け出る作業場所はありません" in last


def test_a_change_has_the_comparison_and_the_new_plan():
    pages = samples.pages_of("change", samples.change(8))
    assert "承認くださいますようお願いします" in pages[0]
    assert "変更予定日令和8年12月1日" in pages[0]
    assert "別紙１新旧対照表" in pages[1]
    assert pages[2].startswith("別紙２実施計画書")
    assert "第2版" in pages[2]


def test_only_changed_parts_of_a_comparison_are_underlined():
    def rows(*pairs):
        return tuple(ChangeRow(f"項目{n}", *compare(*pair)) for n, pair in enumerate(pairs))

    same = samples.change(8, changes=rows(("本社", "本社"), ("電話 000-0000-9998", "電話 000-0000-9998")))
    both = samples.change(8, changes=rows(("本社", "本社"), ("電話 000-0000-9998", "電話 000-0000-9999")))
    added = samples.change(8, changes=rows(("", "第二"), ("電話 000-0000-9998", "電話 000-0000-9998")))
    assert _strokes(both, 1) - _strokes(same, 1) == 2
    assert _strokes(added, 1) - _strokes(same, 1) == 1


def _strokes(paper, page):
    document = PdfReader(io.BytesIO(render("change", to_json(paper), now=samples.NOW)))
    return len(re.findall(rb"(?m)\bS$", document.pages[page].get_contents().get_data()))


def test_a_decision_has_its_verb_conditions_and_who_decided():
    printed = samples.pages_of("decision", samples.decision())[0]
    assert "下記のとおり承認します。" in printed
    assert "承認の条件（1）追加する３名が" in printed
    assert "本人の確認本人のログイン（二要素認証）による。" in printed
    assert "受付日令和8年11月20日" in printed
    assert "決裁日令和8年11月22日" in printed


def test_a_return_gives_the_reasons_and_approves_nothing():
    printed = samples.pages_of("decision", samples.decision("returned"))[0]
    assert "差し戻します。" in printed
    assert "差戻しの理由第二ビルの入退室管理" in printed
    assert "承認します" not in printed


def test_a_letters_own_sentence_replaces_the_usual_one():
    paper = samples.decision()
    printed = samples.pages_of(
        "decision", replace(paper, letter=replace(paper.letter, body="次のとおりとします。"))
    )[0]
    assert "次のとおりとします。" in printed
    assert "付けで提出のあった" not in printed


def test_data_that_a_template_cannot_read_is_an_error_with_its_reason():
    data = to_json(samples.decision())
    del data["work"]
    with pytest.raises(PaperError, match="work") as error:
        render("decision", data, now=samples.NOW)
    assert "could not be made" in error.value.text.en


def test_a_template_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="plan"):
        render("../plan", {}, now=samples.NOW)


def test_a_typesetter_that_died_is_started_again():
    data = to_json(samples.decision())
    first = render("decision", data, now=samples.NOW)
    process = rendering._typesetter._process
    process.kill()
    process.wait()
    assert render("decision", data, now=samples.NOW) == first
    assert rendering._typesetter._process.pid != process.pid


def test_a_paper_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(rendering, "PATIENCE", 0.01)
    rendering._typesetter._end()
    with pytest.raises(PaperError, match="もう一度"):
        render("plan", to_json(samples.plan(100)), now=samples.NOW)


def test_an_idle_typesetter_ends(monkeypatch):
    monkeypatch.setattr(rendering, "IDLE", 0.05)
    render("decision", to_json(samples.decision()), now=samples.NOW)
    rendering._typesetter._idle.join(5)
    assert rendering._typesetter._process is None


def test_a_long_paper_leaves_no_typesetter_behind():
    render("plan", to_json(samples.plan(300)), now=samples.NOW)
    assert rendering._typesetter._process is None


def test_papers_made_at_once_do_not_mix():
    papers = [samples.decision(subject=f"書面{n}") for n in range(8)]
    alone = [render("decision", to_json(paper), now=samples.NOW) for paper in papers]
    together = [b""] * len(papers)

    def make(n):
        together[n] = render("decision", to_json(papers[n]), now=samples.NOW)

    threads = [threading.Thread(target=make, args=(n,)) for n in range(len(papers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == alone
