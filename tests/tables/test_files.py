import io
import struct
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from kokoroe.annex.text import Text
from kokoroe.outside.workbooks import damaged
from kokoroe.tables import files, workbook
from kokoroe.tables.cells import Row, Sheet
from kokoroe.tables.errors import TableError
from kokoroe.tables.files import read_sheets
from plan.roster.books import rewritten, saved, text, xlsx, zipped


def refusal(content, filename="名簿.xlsx"):
    with pytest.raises(TableError) as refused:
        read_sheets(content, filename)
    return refused.value.text


ROWS = (("氏名", "所属"), ("見本 太郎", "開発部"), ("例示 花子", "運用部"))
READ = (Row(1, ROWS[0]), Row(2, ROWS[1]), Row(3, ROWS[2]))


def test_it_reads_a_workbook():
    assert read_sheets(xlsx(*ROWS), "名簿.xlsx") == [Sheet("名簿", READ)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_it_reads_csv_in_every_encoding_that_excel_writes(encoding):
    assert read_sheets(text(*ROWS, encoding=encoding), "従事者.csv") == [Sheet("従事者", READ)]


@pytest.mark.parametrize("filename", ["従事者.tsv", "従事者.txt"])
def test_it_reads_tabs_by_name_or_by_sight(filename):
    assert read_sheets(text(*ROWS, delimiter="\t"), filename) == [Sheet("従事者", READ)]


def test_row_numbers_are_those_of_the_sheet_where_blank_rows_are_left_out():
    sheet = read_sheets(xlsx(("氏名",), (), ("  ",), ("見本 太郎",)), "a.xlsx")[0]
    assert [row.number for row in sheet.rows] == [1, 4]
    assert [row.number for row in read_sheets("氏名\n\n,\n見本 太郎\n".encode(), "a.csv")[0].rows] == [1, 4]


def test_a_line_break_inside_quotes_is_one_row():
    assert read_sheets('氏名,経歴\n見本 太郎,"1行目\n2行目"\n'.encode(), "a.csv")[0].rows[1] == Row(
        2, ("見本 太郎", "1行目\n2行目")
    )


def test_a_merged_cell_has_its_value_everywhere():
    content = xlsx(("名簿", None, None), ("会社", 1, 2), (None, 3, 4), merge=("A1:C1", "A2:A3"))
    assert [row.cells for row in read_sheets(content, "a.xlsx")[0].rows] == [
        ("名簿", "名簿", "名簿"),
        ("会社", 1, 2),
        ("会社", 3, 4),
    ]


def test_a_merge_downwards_adds_no_rows():
    content = xlsx(("会社", "見本 太郎"), (None, None), merge=("A1:A2", "B1:B2"))
    assert [row.number for row in read_sheets(content, "a.xlsx")[0].rows] == [1]


def test_hidden_rows_columns_and_sheets_are_kept_and_flagged():
    book = Workbook()
    sheet = book.active
    sheet.append(["氏名", "所属", "メモ"])
    sheet.append(["見本 太郎", "開発部", "内緒"])
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["C"].hidden = True
    book.create_sheet("裏").sheet_state = "hidden"
    shown, hidden = read_sheets(saved(book), "a.xlsx")
    assert [row.hidden for row in shown.rows] == [False, True]
    assert shown.hidden_columns == frozenset({3})
    assert (shown.hidden, hidden.hidden) == (False, True)


def test_cells_arrive_as_what_they_show():
    content = xlsx(
        (0.5, 1, 0.07, 50, date(2026, 4, 1), datetime(2026, 4, 1, 9, 30), True, 46113),  # noqa: DTZ001
        formats={"A1": "0%", "B1": "0.0%", "C1": "0%", "D1": '0"%"', "H1": '[$-411]ggge"年"m"月"d"日"'},
    )
    assert read_sheets(content, "a.xlsx")[0].rows[0].cells == (
        "50%",
        "100%",
        "7%",
        50,
        date(2026, 4, 1),
        date(2026, 4, 1),
        "TRUE",
        date(2026, 4, 1),
    )


def test_the_reading_that_excel_keeps_beside_a_name_is_no_part_of_it():
    content = rewritten(
        xlsx(("氏名",)),
        "xl/sharedStrings.xml",
        rb"</t></si>",
        '</t><rPh sb="0" eb="2"><t>シメイ</t></rPh></si>'.encode(),
    )
    assert read_sheets(content, "a.xlsx")[0].rows == (Row(1, ("氏名",)),)


def test_a_formula_has_the_value_it_was_saved_with():
    content = rewritten(
        xlsx(("氏名", "=1+1")),
        "xl/worksheets/sheet1.xml",
        rb"<f>1\+1</f><v ?/>|<f>1\+1</f><v></v>",
        b"<f>1+1</f><v>2</v>",
    )
    assert read_sheets(content, "a.xlsx")[0].rows == (Row(1, ("氏名", 2)),)


def test_macros_are_neither_run_nor_in_the_way():
    content = xlsx(*ROWS)
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr("xl/vbaProject.bin", b"\0macro")
    assert read_sheets(stream.getvalue(), "名簿.xlsm") == [Sheet("名簿", READ)]


BROKEN = damaged().text
TOO_LARGE = Text(
    ja="中身が名簿としては大きすぎます。名簿のシートだけを新しいブックに写して、選び直してください。",
    en="What is inside is too large for a roster. Copy the roster alone into a new workbook.",
)
SAVE = "Excel で開いて、「名前を付けて保存」で Excel ブック（.xlsx）にしてから選び直してください。"
SAVE_EN = "Open it in Excel, save it as an Excel workbook (.xlsx) and choose that."


@pytest.mark.parametrize("keep", [10, 100, 2000, -30])
def test_it_refuses_a_workbook_that_was_cut_off(keep):
    assert refusal(xlsx(*ROWS)[:keep]) == BROKEN


def test_it_refuses_a_workbook_with_a_byte_changed():
    content = bytearray(xlsx(*ROWS))
    content[100] ^= 0xFF
    assert refusal(bytes(content)) == BROKEN


def test_it_refuses_a_workbook_whose_sheet_is_no_xml():
    assert refusal(rewritten(xlsx(*ROWS), "xl/worksheets/sheet1.xml", rb"(?s).*<row", b"<row")) == BROKEN


def test_it_refuses_entities():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet'
    assert refusal(rewritten(xlsx(*ROWS), "xl/worksheets/sheet1.xml", rb"<worksheet", bomb)).ja == (
        "このファイルは開きません（実体宣言やコメントなど、表計算ソフトの書かない記述があります）。Excel で開いて、.xlsx で保存し直してください。"
    )


def test_it_refuses_a_hundred_megabytes_of_zeros_in_a_zip():
    assert refusal(zipped(**{"xl/worksheets/sheet1.xml": bytes(100_000_000)})) == Text(
        ja="ファイルの中身が大きすぎます（展開すると 95 MiB、上限 80 MiB）。表だけを新しいブックに写して保存し、選び直してください。",
        en="What is inside the file is too large (95 MiB unpacked, limit 80 MiB). Copy the table alone into a new workbook and choose that.",
    )
    assert refusal(zipped(**{"zeros.bin": bytes(100_000_000)})) == Text(
        ja=f"zip のファイルは取り込めません。xlsx、ods、CSV のどれかを選んでください。{SAVE}",
        en=f"A file of this kind (zip) cannot be imported. Choose an xlsx, an ods or a CSV. {SAVE_EN}",
    )


def test_it_does_not_believe_the_sizes_that_a_zip_declares():
    content = zipped(**{"xl/a.xml": bytes(100_000_000)})
    lying = content.replace(struct.pack("<I", 100_000_000), struct.pack("<I", 1_000))
    assert lying != content
    assert refusal(lying) == BROKEN


def test_it_refuses_a_line_of_very_many_cells_before_it_is_split():
    assert refusal(b"," * 20_001, "a.csv") == TOO_LARGE


def test_it_refuses_a_merge_of_everything_without_filling_it():
    rows = [("氏名", *range(200)), *([number] for number in range(1, 9000))]
    assert refusal(xlsx(*rows, change=lambda sheet: sheet.merged_cells.add("A1:GS9000"))) == Text(
        ja="シート「名簿」は 1000000 の結合セルを超えています。名簿だけを新しいブックに写してください。",
        en="Sheet “名簿” has more than 1000000 merged cells. Copy the roster alone into a new workbook.",
    )


def test_a_merge_beyond_the_sheet_costs_nothing():
    content = xlsx(*ROWS, change=lambda sheet: sheet.merged_cells.add("A1:XFD1048576"))
    assert [row.cells for row in read_sheets(content, "a.xlsx")[0].rows] == [("氏名", "氏名")] * 3


def test_it_refuses_too_many_rows(monkeypatch):
    monkeypatch.setattr(workbook, "MAX_BESIDE", 0)
    monkeypatch.setattr(workbook, "MAX_ROWS", 2)
    assert refusal(xlsx(*ROWS)) == Text(
        ja="シート「名簿」は 2 行を超えています。名簿だけを新しいブックに写してください。",
        en="Sheet “名簿” has more than 2 rows. Copy the roster alone into a new workbook.",
    )
    monkeypatch.setattr(files, "MAX_BESIDE", 0)
    monkeypatch.setattr(files, "MAX_ROWS", 2)
    assert refusal(text(*ROWS), "a.csv") == TOO_LARGE


def test_it_refuses_too_many_columns():
    assert refusal(xlsx([*[None] * 300, "遠い"])) == Text(
        ja="シート「名簿」は 300 列を超えています。名簿だけを新しいブックに写してください。",
        en="Sheet “名簿” has more than 300 columns. Copy the roster alone into a new workbook.",
    )
    assert refusal(text(["値"] * 301), "a.csv") == TOO_LARGE


def test_a_cell_far_away_in_which_nothing_stands_is_no_matter():
    content = xlsx(*ROWS, change=lambda sheet: sheet.cell(1_048_576, 16_384, " "))
    assert read_sheets(content, "a.xlsx") == [Sheet("名簿", READ)]


def test_formatted_rows_in_which_nothing_stands_are_no_rows():
    blank = b"".join(b'<row r="%d" s="1" customFormat="1"/>' % number for number in range(4, 2_000))
    content = rewritten(xlsx(*ROWS), "xl/worksheets/sheet1.xml", rb"</sheetData>", blank + b"</sheetData>")
    assert read_sheets(content, "a.xlsx") == [Sheet("名簿", READ)]


def test_it_refuses_a_file_over_ten_megabytes():
    assert refusal(b"a" * 10_000_001) == Text(
        ja="ファイルが 10 MB を超えています。名簿のシートだけにしてください。",
        en="The file is larger than 10 MB. Leave only the roster's sheet in it.",
    )


@pytest.mark.parametrize("content", [b"", b" \r\n"])
def test_it_refuses_an_empty_file(content):
    assert refusal(content) == Text(
        ja="ファイルが空です。名簿の入ったファイルを選んでください。",
        en="The file is empty. Choose the roster.",
    )


def test_it_tells_a_protected_file_from_an_old_one():
    old = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
    assert refusal(old, "名簿.xls") == Text(
        ja=f"古い形式（.xls など）のファイルです。{SAVE}", en=f"This is an old format (.xls). {SAVE_EN}"
    )
    assert refusal(old + "EncryptedPackage".encode("utf-16-le")) == Text(
        ja="パスワードで保護されたファイルです。Excel でパスワードを外して保存し、選び直してください。",
        en="The file is protected by a password. Remove it in Excel, save, and choose it again.",
    )


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (zipped(**{"word/document.xml": b"<w/>"}), "Word"),
        (zipped(**{"ppt/presentation.xml": b"<p/>"}), "PowerPoint"),
        (zipped(**{"xl/workbook.bin": b"x"}), "xlsb"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "zip"),
        (zipped(**{"a.csv": b"a"}), "zip"),
        (b"%PDF-1.7\n", "PDF"),
        (b"{\\rtf1}", "RTF"),
        (b"<html><table>", "HTML/XML"),
    ],
)
def test_it_refuses_other_kinds_of_file_by_what_they_are(content, name):
    assert refusal(content, "名簿.xlsx") == Text(
        ja=f"{name} のファイルは取り込めません。xlsx、ods、CSV のどれかを選んでください。{SAVE}",
        en=f"A file of this kind ({name}) cannot be imported. Choose an xlsx, an ods or a CSV. {SAVE_EN}",
    )


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0\0", b"abc\0def", b"\x81\xff\xff"])
def test_it_refuses_what_is_no_text(content):
    assert refusal(content, "a.csv") == Text(
        ja="文字として読めません。xlsx か、UTF-8 または Shift_JIS（cp932）の CSV を選んでください。",
        en="This cannot be read as text. Choose an xlsx, or a CSV in UTF-8 or Shift_JIS (cp932).",
    )


def test_it_refuses_a_quotation_mark_that_runs_away():
    assert refusal('氏名,所属\na,"'.encode() + b"x" * 200_000, "a.csv") == Text(
        ja='CSV として読めません。2行目にある引用符（"）が閉じていません。閉じるか消すか、Excel で .xlsx に保存して選び直してください。',
        en='This cannot be read as CSV: the quotation mark (") in row 2 is never closed. Close it or remove it, or save the table as .xlsx and choose that.',
    )
