"""Files that are not an xlsx as Excel writes it today: other separators, encodings, packages, calendars."""

import io
import zipfile
from datetime import date
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tables.example import Example, Kind
from tables.grids import csv, rows_of, saved, xlsx

FORMATS: list[Example] = []

DRAWN = """
No. | 氏名 | ふりがな | 所属
1 | 見本 太郎 | みほん たろう | 見本株式会社 公共事業部
2 | 例示 花子 | れいじ はなこ | 見本株式会社
3 | 架空 次郎 | かくう じろう | 架空合同会社
"""
PEOPLE = """
name | kana | affiliation
見本 太郎 | みほん たろう | 見本株式会社 公共事業部
例示 花子 | れいじ はなこ | 見本株式会社
架空 次郎 | かくう じろう | 架空合同会社
"""


def strict(content: bytes) -> bytes:
    """A workbook as Excel saves it as Strict Open XML: the same parts under other names of namespaces."""
    main, strict_main = "http://schemas.openxmlformats.org", "http://purl.oclc.org/ooxml"
    pairs = (
        (f"{main}/spreadsheetml/2006/main", f"{strict_main}/spreadsheetml/main"),
        (f"{main}/officeDocument/2006/relationships", f"{strict_main}/officeDocument/relationships"),
        (f"{main}/drawingml/2006/main", f"{strict_main}/drawingml/main"),
        (
            f"{main}/officeDocument/2006/extended-properties",
            f"{strict_main}/officeDocument/extendedProperties",
        ),
    )
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            for transitional, other in pairs:
                data = data.replace(transitional.encode(), other.encode())
            if info.filename == "xl/workbook.xml":
                data = data.replace(b"<workbook ", b'<workbook conformance="strict" ', 1)
            new.writestr(info.filename, data)
    return out.getvalue()


def ods(*sheets: tuple[str, str], repeated: int = 0) -> bytes:
    """Drawn sheets as an OpenDocument workbook, with so many blank rows behind, told as one."""
    tables = []
    for title, drawn in sheets:
        rows = []
        for row in rows_of(drawn):
            cells = (
                "<table:table-cell/>"
                if not cell
                else '<table:table-cell office:value-type="string">'
                + "".join(f"<text:p>{escape(line)}</text:p>" for line in cell.split("\n"))
                + "</table:table-cell>"
                for cell in row
            )
            rows.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
        if repeated:
            rows.append(
                f'<table:table-row table:number-rows-repeated="{repeated}">'
                '<table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
            )
        tables.append(f'<table:table table:name="{escape(title)}">{"".join(rows)}</table:table>')
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3">'
        f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest'
        ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
        '<manifest:file-entry manifest:full-path="/"'
        ' manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content, zipfile.ZIP_DEFLATED)
        package.writestr("META-INF/manifest.xml", manifest, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def from_1904(*rows: list[object]) -> bytes:
    """A workbook whose days are counted from 1904, as Excel for the Mac did."""
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.worksheets[0]
    sheet.title = "名簿"
    for row in rows:
        sheet.append(row)
    return saved(book)


separators = Kind("separators", FORMATS)
separators.file("semicolons", csv(DRAWN, ";"), "名簿.csv", PEOPLE)
separators.file(
    "tabs below a title", csv("作業従事者名簿\n" + DRAWN.strip(), "\t", "utf-8"), "名簿.txt", PEOPLE
)
separators.file(
    "semicolons between cells that have commas in them",
    csv(DRAWN.replace("見本株式会社 公共事業部", "見本株式会社,公共事業部"), ";", "cp932"), "名簿.csv",
    PEOPLE.replace("見本株式会社 公共事業部", "見本株式会社,公共事業部"),
)  # fmt: skip
separators.file("upright strokes", csv(DRAWN, "|"), "名簿.txt", PEOPLE)
separators.file("tabs in a file named csv", csv(DRAWN, "\t"), "名簿.csv", PEOPLE)
separators.file(
    "a first line that names the separator", csv("sep=;\n" + DRAWN.strip(), ";"), "名簿.csv", PEOPLE
)
separators.file(
    "commas under two lines of title",
    csv("作業従事者名簿\n令和８年４月１日現在\n" + DRAWN.strip()),
    "名簿.csv",
    PEOPLE,
)

quotes = Kind("quotes that are never closed", FORMATS)
quotes.file(
    "before a name",
    '\ufeff氏名,所属,職位\r\n見本 太郎,見本株式会社,部長\r\n"例示 花子,見本株式会社,担当\r\n'
    "架空 次郎,架空合同会社,担当\r\n仮名 三郎,架空合同会社,担当\r\n".encode(),
    "名簿.csv", refused="3行目",
)  # fmt: skip
quotes.file(
    "in the last row", '氏名,所属\r\n見本 太郎,"見本株式会社\r\n'.encode(), "名簿.csv", refused="2行目"
)
quotes.file(
    "between tabs", '氏名\t所属\r\n見本 太郎\t見本株式会社\r\n例示 花子\t"見本\r\n架空 次郎\t架空合同会社\r\n'.encode(),
    "名簿.tsv", refused="3行目",
)  # fmt: skip
quotes.file(
    "one that is closed holds a line break, and nothing is wrong",
    '氏名,所属\r\n見本 太郎,"見本株式会社\r\n公共事業部"\r\n例示 花子,見本株式会社\r\n'.encode(), "名簿.csv",
    "name | affiliation\n見本 太郎 | 見本株式会社\\n公共事業部\n例示 花子 | 見本株式会社",
)  # fmt: skip

encodings = Kind("encodings", FORMATS)
encodings.file("Shift_JIS", csv(DRAWN, encoding="cp932"), "名簿.csv", PEOPLE)
encodings.file(
    "UTF-16 with tabs, as Excel writes Unicode text", csv(DRAWN, "\t", "utf-16"), "名簿.txt", PEOPLE
)
encodings.file("EUC-JP", csv(DRAWN, encoding="euc_jp"), "名簿.csv", refused="EUC-JP")
encodings.file("ISO-2022-JP", csv(DRAWN, encoding="iso2022_jp"), "名簿.csv", refused="ISO-2022-JP")

packages = Kind("packages", FORMATS)
packages.file("Strict Open XML", strict(xlsx(("名簿", DRAWN))), "名簿.xlsx", PEOPLE)
packages.file(
    "Strict Open XML with merged cells and a title",
    strict(xlsx(("名簿", "作業従事者名簿 | < | <\n氏名 | 所属 | <\n^ | 会社名 | 部署\n見本 太郎 | 見本株式会社 | 公共事業部"))),
    "名簿.xlsx", "name | affiliation\n見本 太郎 | 見本株式会社 公共事業部",
)  # fmt: skip
packages.file("OpenDocument", ods(("名簿", DRAWN)), "名簿.ods", PEOPLE)
packages.file(
    "OpenDocument with a million blank rows told as one",
    ods(("名簿", DRAWN), repeated=1_048_000),
    "名簿.ods",
    PEOPLE,
)
packages.file(
    "OpenDocument with two sheets, one of them a cover",
    ods(("表紙", "作業従事者名簿"), ("名簿", DRAWN)),
    "名簿.ods",
    PEOPLE,
)

unsaved = Kind("formulas that were saved without a value", FORMATS)
unsaved.sheet(
    "a whole column",
    """
    No. | 氏名 | 所属 | 職位
    1 | 見本 太郎 | =マスタ!A2 | 主任
    2 | 例示 花子 | =マスタ!A3 | 担当
    """,
    """
    name | affiliation | post
    見本 太郎 | | 主任
    例示 花子 | | 担当
    """,
    asked=("所属",),
)
unsaved.sheet(
    "the names",
    """
    氏名 | 所属
    =マスタ!A2 | 見本株式会社
    =マスタ!A3 | 架空合同会社
    """,
    """
    affiliation
    見本株式会社
    架空合同会社
    """,
    asked=("",),
)
unsaved.sheet(
    "some rows of a column",
    """
    氏名 | 所属 | 職位
    見本 太郎 | 見本株式会社 | 部長
    例示 花子 | =B2 | 担当
    """,
    """
    name | affiliation | post
    見本 太郎 | 見本株式会社 | 部長
    例示 花子 | | 担当
    """,
    asked=("",),
)
unsaved.sheet(
    "the numbers of the rows, which are not needed",
    """
    No. | 氏名 | 所属
    =ROW()-1 | 見本 太郎 | 見本株式会社
    =ROW()-1 | 例示 花子 | 見本株式会社
    """,
    """
    name | affiliation
    見本 太郎 | 見本株式会社
    例示 花子 | 見本株式会社
    """,
)

calendars = Kind("days from 1904", FORMATS)
for says, day in (
    ("as a number in a cell of the general format", 44651),
    ("as a day", date(2026, 4, 1)),
    ("as text", "2026/4/1"),
    ("in the era", "令和8年4月1日"),
):
    calendars.file(
        says, from_1904(["No.", "氏名", "所属", "従事開始日"], [1, "見本 一郎", "見本株式会社", day]), "名簿.xlsx",
        "name | affiliation | starts_on\n見本 一郎 | 見本株式会社 | 2026-04-01",
    )  # fmt: skip
calendars.file(
    "with shares and numbers that are no days",
    from_1904(
        ["氏名", "従事割合", "電話番号", "従事終了日"],
        ["見本 一郎", 0.5, 110000001, date(2027, 3, 31)],
        ["見本 二郎", 1, "011-000-0002", 45015],
    ),
    "名簿.xlsx",
    "name | share | phone | ends_on\n見本 一郎 | 50 | 0110000001 | 2027-03-31\n見本 二郎 | 100 | 011-000-0002 | 2027-03-31",
)

no_table = Kind("files that hold no table", FORMATS)


def zipped(**members: bytes) -> bytes:
    """A package with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in members.items():
            package.writestr(name, data)
    return out.getvalue()


no_table.file(
    "Numbers", zipped(**{"Index/Document.iwa": b"x", "preview.jpg": b"x"}), "名簿.numbers", refused="Numbers"
)
no_table.file("the old xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "名簿.xls", refused=".xlsx")
no_table.file("a web page named xls", "<html><table><tr><td>氏名".encode(), "名簿.xls", refused="HTML")
no_table.file(
    "Word", zipped(**{"word/document.xml": b"x", "[Content_Types].xml": b"x"}), "名簿.docx", refused="Word"
)
