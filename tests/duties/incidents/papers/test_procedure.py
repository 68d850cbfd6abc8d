"""The papers drawn up beforehand: procedure, card, poster, and the code on them."""

import shutil
import subprocess
from dataclasses import replace

import pytest
import segno

from duties.incidents.papers import incident_samples as incident
from kokoroe.duties.incidents.papers.procedure import Phone, PosterPaper, WalletCard
from kokoroe.papers.data import to_json
from kokoroe.papers.qr import LONGEST, qr
from kokoroe.papers.render import render
from papers.samples import NOW, pages_of


def test_a_procedure_has_structure_items_and_steps_with_their_times():
    letter, *rest = pages_of("procedure", incident.procedure())
    printed = "".join(rest)
    assert (
        "報告体制、報告項目及び報告手順を下記のとおり整えましたので、提出します。確認くださいますようお願いします。"
        in letter
    )
    parts = [printed.index(part) for part in ("１報告体制", "２報告項目", "３報告手順", "４はじめにすること")]
    assert parts == sorted(parts)
    assert "夜間・休日順位役割氏名・所属電話メール1緊急連絡先運用監視センター" in printed
    assert "1知った日時分まで。はっきりしないときは、おおよそでよい。第一報" in printed
    assert "5是正処置案知った時から24時間以内委託者の承認が要る" in printed
    assert incident.URL in printed
    assert "メール・書類の誤送信1送信待ちを止める。" in printed


def test_a_later_version_of_a_procedure_shows_what_changed():
    letter, first, *_ = pages_of("procedure", incident.procedure())
    assert "変更の理由夜間の連絡先の変更及び報告ページの追加" in letter
    assert "前の版からの変更項目旧（第1版）新（第2版）" in first
    assert "前の版からの変更" not in "".join(pages_of("procedure", incident.procedure(version=1, changes=())))


def test_a_bare_procedure_says_what_it_lacks():
    printed = pages_of("procedure", incident.procedure(contacts=(), items=(), steps=(), contact_notes=()))[1]
    assert "届け出る連絡先はありません" in printed
    assert printed.count("（記載なし）") == 2


def test_ten_cards_have_the_numbers_in_their_order_by_day_and_night():
    shuffled = replace(
        incident.POINT,
        phones=(incident.PHONES[1], incident.PHONES[2], incident.PHONES[0], incident.PHONES[3]),
    )
    (page,) = pages_of("card", WalletCard(shuffled))
    assert page.count("「かもしれない」と思ったら、すぐ報告") == 10
    assert page.count("平日日中000-0000-0000情報管理責任者例示花子（8:45〜17:30）000-0000-0001") == 10
    assert page.count("夜間・休日000-0000-9999運用監視センター（24時間）000-0000-1111") == 10
    assert page.count("保育業務支援システム運用保守業務") == 10


def test_a_poster_has_every_number_and_the_first_steps():
    phones = tuple(
        Phone(when, n, f"担当{n}", f"000-{n:04}-{k:04}")
        for k, when in enumerate(("平日日中", "夜間・休日", "年末年始"))
        for n in range(1, 6)
    )
    (page,) = pages_of("poster", PosterPaper(replace(incident.POINT, phones=phones), incident.FIRST_STEPS))
    assert [phone.number for phone in phones if phone.number not in page] == []
    assert "かもしれない、でも報告" in page
    assert incident.URL in page
    assert [step for step in incident.FIRST_STEPS if step not in page.replace("　", "")] == []


@pytest.mark.parametrize("paper", ["card", "poster"])
def test_without_an_address_there_is_no_code_and_long_words_stay_on_the_page(paper):
    bare = replace(
        incident.POINT,
        url="",
        phones=(),
        contract="長い契約件名の業務" * 20,
        contractor="長い名前の株式会社" * 10,
    )
    made = WalletCard(bare) if paper == "card" else PosterPaper(bare)
    (page,) = pages_of(paper, made)
    assert "ここからも報告できます" not in page
    assert "スマートフォンで報告" not in page


def test_an_address_that_no_phone_could_read_is_refused():
    assert qr("") == ""
    assert qr("https://a.example/" + "x" * (LONGEST - 18)).startswith("<svg")
    with pytest.raises(ValueError, match="200 ASCII"):
        qr("https://a.example/" + "x" * (LONGEST - 17))
    with pytest.raises(ValueError, match="ASCII"):
        qr("https://日本.example/")


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="poppler's pdftoppm is not installed")
@pytest.mark.parametrize("drill", [False, True])
def test_the_printed_codes_are_the_addresses_code_module_for_module(tmp_path, drill):
    """On all ten cards, with the quiet zone around them; a watermark does not shine through."""
    pdf = tmp_path / "card.pdf"
    pdf.write_bytes(render("card", to_json(WalletCard(replace(incident.POINT, drill=drill))), now=NOW))
    subprocess.run(["pdftoppm", "-r", "300", "-gray", "-singlefile", pdf, tmp_path / "card"], check=True)
    kind, width, _, depth, pixels = (tmp_path / "card.pgm").read_bytes().split(maxsplit=4)
    assert (kind, depth) == (b"P5", b"255")
    expected = [
        [bool(dark) for dark in row]
        for row in segno.make(incident.URL, error="m", micro=False).matrix_iter(border=4)
    ]
    for n in range(10):
        left, top = (
            14 + 91 * (n % 2) + 62,
            11 + 55 * (n // 2) + 9,
        )  # millimetres; right of the words, under the band
        assert _code_in(pixels, int(width), (left, top, 25, 24.5), len(expected)) == expected


def _code_in(pixels, width, place, modules):
    """What a part of a page in 300 dots an inch shows, as modules with the quiet zone of 4."""

    left, top, wide, high = place

    def dots(mm):
        return round(mm * 300 / 25.4)

    def dark(x, y):
        return pixels[round(y) * width + round(x)] < 128

    found = [
        (x, y)
        for y in range(dots(top), dots(top + high))
        for x in range(dots(left), dots(left + wide))
        if dark(x, y)
    ]
    first_x, first_y = (min(at[axis] for at in found) for axis in (0, 1))
    last_x, last_y = (max(at[axis] for at in found) for axis in (0, 1))
    module = (last_x + 1 - first_x) / (modules - 8)
    assert abs((last_y + 1 - first_y) / (modules - 8) - module) < 0.1
    assert module * 25.4 / 300 > 0.4
    return [
        [dark(first_x + (x - 3.5) * module, first_y + (y - 3.5) * module) for x in range(modules)]
        for y in range(modules)
    ]
