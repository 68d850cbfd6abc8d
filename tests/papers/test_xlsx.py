"""Tables as xlsx: they come back as they went in."""

import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from kokoroe.papers.xlsx import Column, table

COLUMNS = (
    Column("name", "氏名"),
    Column("phone", "電話"),
    Column("share", "従事割合(%)"),
    Column("starts_on", "従事開始日"),
    Column("note", "備考", width=20),
)


def sheet_of(data):
    return load_workbook(io.BytesIO(data)).active


def test_a_table_comes_back_as_it_went_in():
    rows = [
        {
            "name": "𠮷本 花子",
            "phone": "0000001234",
            "share": 100,
            "starts_on": date(2026, 4, 1),
            "note": "一行目\n二行目",
        },
        {"name": "葛\U000e0100城 ﾀﾛｳ", "phone": "000-0000-0001", "share": None},
    ]
    sheet = sheet_of(table("作業従事者名簿", COLUMNS, rows, notes=("令和8年11月20日 現在",)))
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[0] for row in cells[:3]] == ["作業従事者名簿", "令和8年11月20日 現在", None]
    assert cells[3] == ["氏名", "電話", "従事割合(%)", "従事開始日", "備考"]
    assert cells[4][:3] == ["𠮷本 花子", "0000001234", 100]
    assert cells[4][3].date() == date(2026, 4, 1)
    assert cells[4][4] == "一行目\n二行目"
    assert cells[5] == ["葛\U000e0100城 ﾀﾛｳ", "000-0000-0001", None, None, None]


@pytest.mark.parametrize(
    "text", ["=1+1", "+81", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "#N/A", "0123", "1e5", "TRUE"]
)
def test_text_stays_text_whatever_it_looks_like(text):
    cell = sheet_of(table("表", COLUMNS, [{"name": text}]))["A4"]
    assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")
    assert cell.style.startswith("Normal")
    assert bool(cell.quotePrefix) == (text[0] in "=+-@")


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_the_file(text):
    value = sheet_of(table("表", COLUMNS, [{"name": text, "note": "終"}]))["A4"].value
    shown = "".join(c for c in text.replace("\r\n", "\n") if c in "\t\n\r" or ord(c) >= 0x20)
    assert (value or "").replace("\r", "\n") == shown.replace("\r", "\n")


def test_it_prints_landscape_on_the_width_of_a_page_with_its_heading():
    sheet = sheet_of(table("作業従事者名簿", COLUMNS, [{"name": "見本"}] * 60))
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        "landscape",
        1,
        0,
    )
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.freeze_panes == "A4"
    assert sheet.auto_filter.ref == "A3:E63"


def test_columns_are_as_wide_as_what_they_hold():
    sheet = sheet_of(
        table("表", COLUMNS, [{"name": "勅使河原 由美子", "note": "長い備考" * 20, "phone": "x" * 300}])
    )
    assert sheet.column_dimensions["A"].width == 17
    assert sheet.column_dimensions["B"].width == 42
    assert sheet.column_dimensions["E"].width == 20


def test_a_title_that_excel_refuses_for_a_sheet_is_adapted():
    assert sheet_of(table("[名簿]: 本社/支社?*\\", COLUMNS, [])).title == "-名簿-- 本社-支社---"
