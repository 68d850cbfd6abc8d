"""A file's bytes as sheets of cells: xlsx, and CSV or TSV in the encodings that Excel writes."""

import csv
import io
from collections.abc import Sequence
from pathlib import PurePath

from kokoroe.annex.text import Text
from kokoroe.outside.inert import as_written
from kokoroe.outside.refused import FileRefused
from kokoroe.outside.workbooks import Bounds, look_over, names_in
from kokoroe.tables.cells import MAX_COLUMNS, MAX_ROWS, Row, Sheet, is_blank
from kokoroe.tables.errors import TableError
from kokoroe.tables.workbook import read_workbook

MAX_BYTES = 10_000_000
BOUNDS = Bounds(sent=MAX_BYTES)
# Commas or tabs in one line of a CSV, those within quotation marks included: a reader makes a cell of each.
MAX_SIGNS = 20_000

_ZIP = b"PK"
_HEAD = 4_096
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PACKAGES = {"word/": "Word", "ppt/": "PowerPoint", "xl/workbook.bin": "xlsb", "mimetype": "OpenDocument"}
_SAVE_AS_XLSX = Text(
    ja="Excel で開いて、「名前を付けて保存」で Excel ブック（.xlsx）にしてから選び直してください。",
    en="Open it in Excel, save it as an Excel workbook (.xlsx) and choose that.",
)


def read_sheets(content: bytes, filename: str) -> list[Sheet]:
    """The sheets of a file; what it is, its bytes say, and the name only tells TSV from CSV.

    A stranger's file is read by `kokoroe.tables.apart`, which does the same in two processes.

    Raises:
        TableError: it is no file that can hold a roster, is broken, protected, or too large.
    """
    refuse_unfit(content)
    return parsed(content, filename)


def parsed(content: bytes, filename: str) -> list[Sheet]:
    """The sheets of a file that was looked over. Raises TableError."""
    return read_workbook(content) if content.startswith(_ZIP) else [_read_text(content, filename)]


def refuse_unfit(content: bytes) -> None:
    """Look a file over without parsing it. Raises TableError."""
    if len(content) > MAX_BYTES:
        raise _refused(
            f"ファイルが {MAX_BYTES // 1_000_000} MB を超えています。名簿のシートだけにしてください。",
            f"The file is larger than {MAX_BYTES // 1_000_000} MB. Leave only the roster's sheet in it.",
        )
    if not content or content.isspace():
        raise _refused(
            "ファイルが空です。名簿の入ったファイルを選んでください。",
            "The file is empty. Choose the roster.",
        )
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise _refused(
                "パスワードで保護されたファイルです。Excel でパスワードを外して保存し、選び直してください。",
                "The file is protected by a password. Remove it in Excel, save, and choose it again.",
            )
        raise _refused(
            f"古い形式（.xls など）のファイルです。{_SAVE_AS_XLSX.ja}",
            f"This is an old format (.xls). {_SAVE_AS_XLSX.en}",
        )
    if content.startswith(_ZIP):
        try:
            _check_kind(names_in(content, BOUNDS))
            look_over(content, BOUNDS)
        except FileRefused as error:
            raise TableError(error.text) from error
        return
    for start, name in ((b"%PDF", "PDF"), (b"{\\rtf", "RTF"), (b"<", "HTML/XML")):
        if content[:_HEAD].lstrip().startswith(start):
            raise _not_a_table(name)
    if any(max(line.count(b","), line.count(b"\t")) > MAX_SIGNS for line in io.BytesIO(content)):
        raise _too_large()


def _check_kind(names: Sequence[str]) -> None:
    for start, kind in _PACKAGES.items():
        if any(name.startswith(start) for name in names):
            raise _not_a_table(kind)
    if not any(name.startswith("xl/") for name in names):
        raise _not_a_table("zip")


def _read_text(content: bytes, filename: str) -> Sheet:
    text = _decode(content)
    first = text.split("\n", 1)[0]
    tabs = filename.lower().endswith((".tsv", ".tab")) or ("\t" in first and "," not in first)
    rows = []
    try:
        for number, cells in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter="\t" if tabs else ","), 1
        ):
            if all(map(is_blank, cells)):
                continue
            rows.append(Row(number, tuple(as_written(cell) or None for cell in cells)))
            if len(rows) > MAX_ROWS or len(cells) > MAX_COLUMNS:
                raise _too_large()
    except csv.Error as error:
        raise _refused(
            f"CSV として読めません（{error}）。引用符の閉じ忘れがないか確かめてください。",
            f"This cannot be read as CSV ({error}). Look for a quotation mark that is not closed.",
        ) from error
    return Sheet(PurePath(filename).stem, tuple(rows))


def _decode(content: bytes) -> str:
    with_bom = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if with_bom else ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _refused(
        "文字として読めません。xlsx か、UTF-8 または Shift_JIS（cp932）の CSV を選んでください。",
        "This cannot be read as text. Choose an xlsx, or a CSV in UTF-8 or Shift_JIS (cp932).",
    )


def _too_large() -> TableError:
    return _refused(
        "中身が名簿としては大きすぎます。名簿のシートだけを新しいブックに写して、選び直してください。",
        "What is inside is too large for a roster. Copy the roster alone into a new workbook.",
    )


def _not_a_table(name: str) -> TableError:
    return _refused(
        f"{name} のファイルは取り込めません。xlsx か CSV を選んでください。{_SAVE_AS_XLSX.ja}",
        f"A file of this kind ({name}) cannot be imported. Choose an xlsx or a CSV. {_SAVE_AS_XLSX.en}",
    )


def _refused(ja: str, en: str) -> TableError:
    return TableError(Text(ja=ja, en=en))
