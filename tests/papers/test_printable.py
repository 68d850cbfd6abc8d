"""Which characters the papers can print, said by the fonts' tables and by PDF/A alike."""

import random
import unicodedata

import pytest

from kokoroe.papers.printable import nearest_forms, unprintable
from kokoroe.papers.render import UnprintableText, _typesetter, describe, render, template_path
from kokoroe.papers.typesetter import REQUEST
from papers import samples


@pytest.mark.parametrize(
    "name",
    [
        "𠮷本 髙橋 山﨑 濵田 槗本",
        "葛\U000e0100城",
        "ﾐﾎﾝ ﾀﾛｳ ｶﾞ",
        "陈伟 张丽 赵敏",
        "김민준",
        "Nguyễn Văn An, Łukasz Żółć, Ğülşen",
        "Иван Жуков, Νίκος",
        "नेपाल",
        "①㈱㌔々〇ヶ〜～－―…・　\t\r\n",
        "か\u3099き\u3099 e\u0301",
        "☎\ufe0e 000-0000",
        "a\u200bb\u00ad\u2060",
    ],
)
def test_names_from_here_and_elsewhere_can_be_printed(name):
    assert unprintable(name) == set()


@pytest.mark.parametrize(
    ("text", "characters"),
    [
        ("見本😀太郎", {"😀"}),
        ("外字\ue000", {"\ue000"}),
        ("สมชาย", set("สมชาย")),
        ("鐘\x07\x00", {"\x07", "\x00"}),
        ("山\u202e田", {"\u202e"}),
        ("半分\ud842", {"\ud842"}),
    ],
)
def test_it_names_each_character_that_no_font_has(text, characters):
    assert unprintable(text) == characters


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("葛\U000e0100城 太郎", set()),
        ("葛\U000e0101城 太郎", {"葛\U000e0101"}),
        ("邉\U000e010f 邊\U000e01ef", {"邉\U000e010f", "邊\U000e01ef"}),
        ("陈\ufe00 神\ufe00山", {"陈\ufe00"}),
        ("☎\ufe0e", set()),
    ],
)
def test_a_variant_that_no_font_has_is_printed_in_the_usual_form_and_named(text, forms):
    assert unprintable(text) == set()
    assert nearest_forms(text) == forms
    assert not _is_refused_by_pdf_a(text)


def _is_refused_by_pdf_a(text: str) -> bool:
    """What typst itself says, asked past our own check."""
    data = samples.to_text(samples.decision(subject=text))
    name = template_path("decision").encode()
    done, _ = _typesetter.set(REQUEST.pack(len(name), 0, len(data)) + name + data)
    return not done


def test_the_fonts_tables_and_pdf_a_agree_on_a_sample_of_unicode():
    drawn = random.Random(20261120)
    code_points = [*drawn.sample(range(0x20, 0xD800), 150), *drawn.sample(range(0xE000, 0x30000), 150)]
    characters = [chr(code) for code in code_points]
    # Alone, some marks and format characters are laid out with their neighbour; the sample is of letters and signs.
    plain = [
        c
        for c in characters
        if unicodedata.category(c)[0] not in "MC" or unicodedata.category(c) in {"Co", "Cn"}
    ]
    missing = {c for c in plain if unprintable(c)}
    assert len(missing) > 20 < len(plain) - len(missing)
    assert not _is_refused_by_pdf_a(" ".join(c for c in plain if c not in missing))
    refused = drawn.sample(sorted(missing), 12)
    assert [c for c in refused if not _is_refused_by_pdf_a(c)] == []


def test_a_paper_with_such_a_character_is_refused_and_names_it():
    with pytest.raises(UnprintableText) as error:
        render("decision", samples.json_of(samples.decision(subject="絵文字😀と外字\ue000")), now=samples.NOW)
    assert error.value.characters == ("\ue000", "😀")
    assert "「😀」(U+1F600)" in error.value.text.ja
    assert "U+E000" in error.value.text.en


def test_a_sequence_is_described_by_all_its_code_points():
    assert describe("葛\U000e0101") == "「葛\U000e0101」(U+845B U+E0101)"
    assert describe("\x07") == "U+0007"
