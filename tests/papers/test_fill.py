"""The client's own form is filled, and looks as it did."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation

from kokoroe.outside.refused import FileRefused
from kokoroe.papers.fill import fill_template
from kokoroe.papers.xlsx import to_bytes

HEADINGS = {"No.": "number", "氏名": "name", "所属": "affiliation", "電話": "phone", "メール": "email", "従事割合": "share", "開始日": "starts_on"}  # fmt: skip
THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


def match(cells):
    return {at: HEADINGS[cell] for at, cell in enumerate(cells) if cell in HEADINGS}


def form(prepared=3):
    """Title, heading in row 4, rows numbered beforehand, one formula column, and beneath a note over all columns."""
    book = Workbook()
    sheet = book.active
    sheet["A1"] = "様式第１号　作業従事者名簿"
    sheet.merge_cells("A1:F1")
    for at, heading in enumerate(("No.", "氏名", "所属", "電話", "従事割合", "文字数"), start=1):
        sheet.cell(4, at, heading).border = BOX
    for row in range(5, 5 + prepared):
        for at in range(1, 7):
            cell = sheet.cell(row, at)
            cell.border = BOX
            cell.font = Font(name="ＭＳ 明朝", size=11)
        sheet.cell(row, 1, row - 4)
        sheet.cell(row, 5).number_format = "0%"
        sheet.cell(row, 6, f"=LEN(B{row})")
        sheet.row_dimensions[row].height = 24
    end = 5 + prepared
    sheet.cell(end, 1, "※ 変更があるときは届け出ること。").fill = PatternFill("solid", fgColor="FFFF00")
    sheet.merge_cells(start_row=end, end_row=end, start_column=1, end_column=6)
    sheet.row_dimensions[end].height = 40
    sheet.print_area = f"A1:F{end}"
    choice = DataValidation(type="list", formula1='"甲,乙"')
    choice.add(f"C5:C{end - 1}")
    sheet.add_data_validation(choice)
    return book


def people(count):
    return [
        {"number": n + 1, "name": f"見本 {n}", "affiliation": "見本社", "phone": f"000{n:04}", "share": 50}
        for n in range(count)
    ]


def filled(book, rows, **given):
    data, warnings = fill_template(to_bytes(book), rows, match=match, **given)
    return load_workbook(io.BytesIO(data)).active, [w.ja for w in warnings]


def test_rows_go_beneath_the_heading_and_keep_the_forms_looks():
    sheet, warnings = filled(form(), people(2))
    assert [cell.value for cell in sheet[5]] == [1, "見本 0", "見本社", "0000000", 0.5, "=LEN(B5)"]
    assert [cell.value for cell in sheet[6]][:3] == [2, "見本 1", "見本社"]
    assert (sheet["B5"].font.name, sheet["B5"].border.left.style) == ("ＭＳ 明朝", "thin")
    assert [cell.value for cell in sheet[7]] == [3, None, None, None, None, "=LEN(B7)"]
    assert sheet["A8"].value == "※ 変更があるときは届け出ること。"
    assert warnings == []


def test_more_rows_than_prepared_move_what_is_beneath():
    sheet, warnings = filled(form(), people(10))
    assert [sheet.cell(row, 2).value for row in range(5, 15)] == [f"見本 {n}" for n in range(10)]
    assert [sheet.cell(row, 6).value for row in (5, 14)] == ["=LEN(B5)", "=LEN(B14)"]
    assert {sheet.cell(row, 2).border.bottom.style for row in range(5, 15)} == {"thin"}
    assert {sheet.row_dimensions[row].height for row in range(5, 15)} == {24}
    assert sheet["A15"].value == "※ 変更があるときは届け出ること。"
    assert sheet["A15"].fill.fgColor.rgb == "00FFFF00"
    assert sheet.row_dimensions[15].height == 40
    assert sorted(str(r) for r in sheet.merged_cells.ranges) == ["A15:F15", "A1:F1"]
    assert sheet.print_area == "'Sheet'!$A$1:$F$15"
    assert str(sheet.data_validations.dataValidation[0].sqref) == "C5:C14"
    assert warnings == ["様式の行が足りないので、7 行を加えました。ページの区切りを確かめてください。"]


def test_a_form_without_prepared_rows_is_continued():
    book = Workbook()
    book.active.append(["氏名", "電話"])
    sheet, _ = filled(book, people(2))
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["氏名", "電話"],
        ["見本 0", "0000000"],
        ["見本 1", "0000001"],
    ]


def test_formulas_outside_the_table_are_pointed_out_when_rows_are_added():
    book = form()
    book.active["H1"] = "=COUNTA(B5:B7)"
    _, warnings = filled(book, people(4))
    assert "表の外の数式は書き換えていません" in warnings[1]


def test_an_example_in_the_form_stays_and_is_pointed_out():
    book = form()
    for at, value in enumerate(("例", "見本 太郎", "見本社", "000"), start=1):
        book.active.cell(5, at, value)
    sheet, warnings = filled(book, people(2))
    assert [sheet.cell(row, 2).value for row in (5, 6, 7)] == ["見本 太郎", "見本 0", "見本 1"]
    assert warnings == ["様式の 5〜5 行目には記入例などがあるので、その下に書き込みました。"]


def test_a_heading_of_two_rows_is_understood():
    book = Workbook()
    sheet = book.active
    sheet["A2"], sheet["B2"], sheet["C2"] = "氏名", "所属", "連絡先"
    sheet["C3"], sheet["D3"] = "電話", "メール"
    for area in ("A2:A3", "B2:B3", "C2:D2"):
        sheet.merge_cells(area)
    result, _ = filled(book, [{"name": "見本", "affiliation": "社", "phone": "0", "email": "a@b.example"}])
    assert [cell.value for cell in result[4]] == ["見本", "社", "0", "a@b.example"]


def test_the_sheet_with_the_headings_is_found():
    book = Workbook()
    book.active["A1"] = "記入要領"
    book.create_sheet("名簿").append(["氏名", "所属", "電話"])
    data, _ = fill_template(to_bytes(book), people(1), match=match)
    assert load_workbook(io.BytesIO(data))["名簿"]["A2"].value == "見本 0"


def test_formulas_typed_by_a_user_stay_text_and_days_are_days():
    book = Workbook()
    book.active.append(["氏名", "開始日"])
    sheet, _ = filled(book, [{"name": "=1+1", "starts_on": date(2026, 4, 1)}])
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "s")
    assert (sheet["B2"].is_date, sheet["B2"].value.date()) == (True, date(2026, 4, 1))


def test_fields_without_a_column_are_named():
    book = Workbook()
    book.active.append(["氏名", "電話"])
    _, warnings = filled(
        book, [{"name": "見本", "share": 50, "note": "", "affiliation": None}], labels={"share": "従事割合"}
    )
    assert warnings[-1] == "様式に列のない項目は書き込んでいません: 従事割合。"


def test_what_would_be_lost_is_said_beforehand():
    out = io.BytesIO(to_bytes(form()))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/ctrlProps/ctrlProp1.xml", "<x/>")
        archive.writestr("xl/drawings/drawing9.xml", "<xdr:wsDr><xdr:sp macro=''></xdr:sp></xdr:wsDr>")
    _, warnings = fill_template(out.getvalue(), people(1), match=match)
    assert "フォームコントロール（ボタン、チェックボックス）、図形" in warnings[0].ja
    assert "form controls, shapes" in warnings[0].en


def test_a_form_without_headings_is_refused():
    with pytest.raises(FileRefused, match="見出しの行が見つかりません"):
        fill_template(to_bytes(Workbook()), people(1), match=match)
