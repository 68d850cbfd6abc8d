"""Workbooks from outside are looked at before they are opened."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from kokoroe.outside.refused import FileRefused
from kokoroe.outside.workbooks import Bounds
from kokoroe.papers.workbook import parts_of, read_workbook
from kokoroe.papers.xlsx import to_bytes


def good():
    book = Workbook()
    book.active["A1"] = "氏名"
    return to_bytes(book)


def with_part(data, name, content):
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def test_a_good_workbook_is_read():
    assert read_workbook(good()).active["A1"].value == "氏名"


def bomb():
    return with_part(good(), "xl/media/image1.bin", bytes(50 * 1024 * 1024))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "xlsx として読めません"),
        (b"name,phone\n", "xlsx として読めません"),
        (good()[:-200], "xlsx として読めません"),
        (good().replace(b"PK\x03\x04", b"PK\x03\x05"), "xlsx として読めません"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "パスワード"),
        (with_part(good(), "xl/vbaProject.bin", b"x"), "マクロ"),
        (bomb(), "展開すると 50 MiB"),
        (bytes(10 * 1024 * 1024 + 1), "大きすぎます（10.0 MiB、上限 10.0 MiB）"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_says_why(data, said):
    with pytest.raises(FileRefused, match=said):
        read_workbook(data)


def test_a_zip_that_is_no_workbook_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "見本")
    with pytest.raises(FileRefused, match="別の形式"):
        parts_of(out.getvalue())


def test_too_many_parts_are_refused():
    with pytest.raises(FileRefused, match="部品が"):
        parts_of(good(), bounds=Bounds(parts=3))


def test_xml_with_entities_is_refused():
    xml = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    source = io.BytesIO(good())
    out = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            new.writestr(entry, xml if entry.filename == "xl/workbook.xml" else old.read(entry))
    with pytest.raises(FileRefused, match="実体宣言"):
        read_workbook(out.getvalue())


def test_a_merge_over_the_whole_sheet_is_refused_before_it_takes_all_memory():
    data = rewritten(good(), "xl/worksheets/sheet1.xml", b"</sheetData>", MERGED)
    with pytest.raises(FileRefused) as refused:
        read_workbook(data)
    assert "結合" in refused.value.text.ja


def test_more_cells_than_a_form_has_are_refused_before_they_are_made():
    data = rewritten(
        good(),
        "xl/worksheets/sheet1.xml",
        b"<sheetData>",
        b"<sheetData><row>" + b"".join(b'<c r="A%d"/>' % number for number in range(400_000)) + b"</row>",
    )
    with pytest.raises(FileRefused) as refused:
        read_workbook(data)
    assert "タグが 400,000 個を超える" in refused.value.text.ja


MERGED = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'


def rewritten(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook with something else in one of its parts."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(old, new) if name == part else content)
    return out.getvalue()
