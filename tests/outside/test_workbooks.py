"""A workbook is looked over as bytes: each way to make a parser work for hours is named, in both languages."""

import io
import struct
import zipfile

import pytest

from kokoroe.outside.refused import FileRefused
from kokoroe.outside.workbooks import Bounds, look_over, own_parts
from kokoroe.papers.workbook import read_workbook
from plan.roster.books import rewritten, xlsx

SHEET, STYLES = "xl/worksheets/sheet1.xml", "xl/styles.xml"
GOOD = xlsx(("氏名", "所属"), ("見本 太郎", "開発部"))
SMALL = Bounds(
    sent=200_000, unpacked=2 << 20, parts=30, tags=10_000, elements=2_000, merges=100, merged=1_000, depth=20
)


def inside(part: str, content: bytes) -> bytes:
    return rewritten(GOOD, part, rb"</sheetData>|<fonts", lambda found: content + found[0])


def whole(part: str, content: bytes) -> bytes:
    return rewritten(GOOD, part, rb"(?s)^.+$", lambda _: content)


def beside(name: str, content: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO(GOOD)
    with zipfile.ZipFile(made, "a", method) as package:
        package.writestr(name, content)
    return made.getvalue()


def merges(count: int) -> bytes:
    each = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (row, row) for row in range(count))
    return b"</sheetData><mergeCells>" + each + b"</mergeCells>"


def lying(content: bytes, said: int, instead: int) -> bytes:
    return content.replace(struct.pack("<I", said), struct.pack("<I", instead))


def numbered(form: bytes, count: int) -> bytes:
    return b"".join(form % number for number in range(count))


BOMBS = {
    "very many merges": (inside(SHEET, merges(200)), "結合が 100 か所", "100 merges"),
    "a merge of everything": (inside(SHEET, b'<mergeCell ref="A1:XFD1048576"/>'), "結合セル", "merged cells"),
    "tags in tags": (inside(SHEET, b"<a>" * 900 + b"</a>" * 900), "入れ子が 20 段", "20 deep"),
    "tags in tags behind ends that are none": (inside(STYLES, b'<a b="/>">' * 5_000), "形の文", "no spreadsheet"),
    "tags in tags behind a comment": (inside(SHEET, b"<a><!--</a>-->" * 900), "コメント", "comments"),
    "tags in tags behind instructions": (inside(SHEET, b"<a><?a </a>?>" * 900), "コメント", "comments"),
    "very many cells": (inside(SHEET, numbered(b'<c r="A%d"/>', 12_000)), "タグが 10,000", "10,000 tags"),
    "very many styles": (inside(STYLES, numbered(b'<font a="%d"/>', 3_000)), "要素が 2,000", "2,000 elements"),
    "entities of entities": (whole(STYLES, b'<!DOCTYPE x [<!ENTITY a "&b;">]><x>&a;</x>'), "実体宣言", "entities"),
    "another alphabet": (whole(STYLES, b"<?xml version='1.0' encoding='utf-16'?><a/>"), "書き出し", "beginning"),
    "bytes of two": (whole(STYLES, b" <\0a\0>\0" * 10), "書き出し", "beginning"),
    "two bytes a character": (whole(SHEET, "\ufeff<a/>".encode("utf-16-le")), "2バイト", "two bytes"),
    "two bytes, the other way round": (whole(SHEET, "\ufeff<a/>".encode("utf-16-be")), "2バイト", "two bytes"),
    "two bytes and no mark": (beside("any/name.bin", " <a/>".encode("utf-16-le")), "2バイト", "two bytes"),
    "a part elsewhere": (beside("elsewhere/a.bin", b"<a>" * 900 + b"</a>" * 900), "入れ子が 20 段", "20 deep"),
    "packed beyond measure": (inside(SHEET, b"<c/>" * 400_000), "300 分の1", "1/300"),
    "an empty mass": (beside("xl/media/a.bin", bytes(3 << 20)), "展開すると 3 MiB", "3 MiB unpacked"),
    "very many parts": (beside("a", b"PK\x01\x02" * 40, zipfile.ZIP_STORED), "部品が", "parts"),
    "packed in another way": (beside("a", b"a", zipfile.ZIP_LZMA), "方式で圧縮", "packed in a way"),
    "larger than a roster": (bytes(200_001), "大きすぎます", "too large"),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_each_kind_of_bomb_is_named(name):
    content, ja, en = BOMBS[name]
    with pytest.raises(FileRefused) as refused:
        look_over(content, SMALL)
    assert ja in refused.value.text.ja
    assert en in refused.value.text.en


def test_two_parts_of_one_name_or_in_one_place_are_refused():
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = beside(SHEET, b"<a/>")
    with pytest.raises(FileRefused, match="同じ名前の部品"):
        look_over(twice, SMALL)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name in "ab":
            package.writestr(name, bytes(1_000))
    with pytest.raises(FileRefused, match=r"重なり合う|読めません"):
        look_over(lying(made.getvalue(), 1_000, 90_000), SMALL)


def test_what_a_zip_says_of_its_parts_binds_it():
    mass = beside("xl/media/a.bin", bytes(3 << 20))
    with pytest.raises(FileRefused, match="xlsx として読めません"):
        look_over(lying(mass, 3 << 20, 1_000), SMALL)


@pytest.mark.parametrize("content", [b"", b"PK", GOOD[:-200], GOOD.replace(b"PK\x03\x04", b"PK\x03\x05")])
def test_what_is_no_zip_is_damaged(content):
    with pytest.raises(FileRefused, match="xlsx として読めません"):
        look_over(content, SMALL)


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        beside("xl/media/a.png", b"\x89PNG" + b"<" * 300 + bytes(range(256)) * 9),
        beside(
            "customXml/item1.xml", b"<!-- by another program --><a>" + b"<b>" * 30 + b"</b>" * 30 + b"</a>"
        ),
        beside("xl/printerSettings/a.bin", "見本プリンター <A4>".encode("utf-16-le")),
        xlsx(*[(f"見本 {number}", "a > b") for number in range(300)], merge=["A1:B1", "A2:A9"]),
    ],
)
def test_honest_ones_are_not(content):
    assert SHEET in look_over(content, SMALL)


def test_what_lies_beside_is_given_to_no_parser():
    """A relation may say of any part that it is a sheet."""
    bomb = beside("customXml/item1.xml", b"<!-- </a></a> --><a>" * 900)
    led = rewritten(
        bomb, "xl/_rels/workbook.xml.rels", rb"/xl/worksheets/sheet1.xml", b"/customXml/item1.xml"
    )
    assert "customXml/item1.xml" in look_over(led, SMALL)
    with zipfile.ZipFile(own_parts(led)) as package:
        assert [name for name in package.namelist() if name.startswith("customXml")] == []
    assert read_workbook(GOOD).sheetnames == read_workbook(beside("customXml/a.xml", b"<a/>")).sheetnames
