"""A file's bytes as sheets of cells: xlsx and ods, and text with any separator in the encodings that Excel writes."""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath

from kokoroe.annex.text import Text
from kokoroe.outside.inert import as_written
from kokoroe.outside.refused import FileRefused
from kokoroe.outside.workbooks import MIB, Bounds, look_over, names_in
from kokoroe.tables.cells import MAX_BESIDE, MAX_COLUMNS, MAX_ROWS, Row, Sheet, is_blank
from kokoroe.tables.errors import TableError
from kokoroe.tables.opendocument import is_opendocument, read_opendocument
from kokoroe.tables.workbook import read_workbook

MAX_BYTES = 10_000_000
MAX_TAGS = 4_000_000  # six for a text that is written in its cell, and MAX_ROWS rows of thirty columns
BOUNDS = Bounds(sent=MAX_BYTES, unpacked=80 * MIB, tags=MAX_TAGS)  # a million blank rows are 60 MiB
# Commas or tabs in one line of a CSV, those within quotation marks included: a reader makes a cell of each.
MAX_SIGNS = 20_000

_ZIP = b"PK"
_HEAD = 4_096
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PACKAGES = {
    "word/": "Word",
    "ppt/": "PowerPoint",
    "xl/workbook.bin": "xlsb",
    "Index/": "Numbers",
    "Index.zip": "Numbers",
}
_SAVE_IN_NUMBERS = Text(
    ja="Numbers の「ファイル」→「書き出す」→「Excel」で .xlsx にしてから選び直してください。",
    en="In Numbers choose File, Export To, Excel, and choose that file.",
)
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
    if not content.startswith(_ZIP):
        return [_read_text(content, filename)]
    return read_opendocument(content) if is_opendocument(content) else read_workbook(content)


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
            raise _not_a_table(kind, _SAVE_IN_NUMBERS if kind == "Numbers" else _SAVE_AS_XLSX)
    if not any(name.startswith("xl/") for name in names) and not {"mimetype", "content.xml"} <= set(names):
        raise _not_a_table("zip")


def _read_text(content: bytes, filename: str) -> Sheet:
    text = _decode(content)
    named = re.match(r"sep=(.)\r?\n", text)
    delimiter = named[1] if named else _delimiter(text, filename)
    rows = []
    number, begins = 1 if named else 0, 1
    lines = io.StringIO(text[named.end() :] if named else text, newline="")
    try:
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        for cells in reader:
            number += 1
            begins = reader.line_num + 1
            if all(map(is_blank, cells)):
                continue
            rows.append(Row(number, tuple(as_written(cell) or None for cell in cells)))
            if len(rows) > MAX_ROWS + MAX_BESIDE or len(cells) > MAX_COLUMNS:
                raise _too_large()
    except csv.Error as error:
        row = begins + (1 if named else 0)
        raise _refused(
            f'CSV として読めません。{row}行目にある引用符（"）が閉じていません。'
            "閉じるか消すか、Excel で .xlsx に保存して選び直してください。",
            f'This cannot be read as CSV: the quotation mark (") in row {row} is never closed. '
            "Close it or remove it, or save the table as .xlsx and choose that.",
        ) from error
    return Sheet(PurePath(filename).stem, tuple(rows))


_DELIMITERS = ",\t;|"
_LOOK_AT = 50


def _delimiter(text: str, filename: str) -> str:
    """The sign that parts the cells, by the data's own evidence: the one that stands alike often in most lines."""
    lines = [line for line in _QUOTED.sub("", text[:_SAMPLE]).splitlines() if line.strip()][:_LOOK_AT]
    usual = "\t" if filename.lower().endswith((".tsv", ".tab")) else ","

    def weight(sign: str) -> tuple[int, bool]:
        counts = Counter(count for line in lines if (count := line.count(sign)))
        most = max(counts.items(), key=lambda each: each[1] * min(each[0], 3), default=(0, 0))
        return most[0] and most[1] * min(most[0], 3), sign == usual

    return max(_DELIMITERS, key=weight)


_QUOTED = re.compile(r'"[^"]*"')
_SAMPLE = 100_000


def _decode(content: bytes) -> str:
    with_bom = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not with_bom and re.search(rb"\x1b\$[@B]|\x1b\(J", content[:_SAMPLE]):
        raise _other_encoding("ISO-2022-JP（JIS）", "ISO-2022-JP (JIS)")
    for encoding in ("utf-16",) if with_bom else ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and not (encoding == "cp932" and _is_euc(content, text)):
            return text
    if not with_bom and _is_euc(content, ""):
        raise _other_encoding("EUC-JP", "EUC-JP")
    raise _refused(
        "文字として読めません。xlsx か、UTF-8 または Shift_JIS（cp932）の CSV を選んでください。",
        "This cannot be read as text. Choose an xlsx, or a CSV in UTF-8 or Shift_JIS (cp932).",
    )


def _is_euc(content: bytes, as_cp932: str) -> bool:
    """Whether it is in EUC-JP, which Shift_JIS reads as half-width kana."""
    try:
        text = content.decode("euc_jp")
    except UnicodeDecodeError:
        return False
    usual = len(_JAPANESE.findall(text))
    return usual > len(_JAPANESE.findall(as_cp932)) and (not as_cp932 or len(_HALF.findall(as_cp932)) > usual)


_JAPANESE = re.compile("[ぁ-ゖァ-ヺ一-龥]")
_HALF = re.compile("[｡-ﾟ]")


def _other_encoding(ja: str, en: str) -> TableError:
    return _refused(
        f"文字コードが {ja} です。UTF-8 か Shift_JIS で保存し直すか、Excel で .xlsx に保存して選び直してください。",
        f"The text is in {en}. Save it in UTF-8 or Shift_JIS, or as .xlsx, and choose that.",
    )


def _too_large() -> TableError:
    return _refused(
        "中身が名簿としては大きすぎます。名簿のシートだけを新しいブックに写して、選び直してください。",
        "What is inside is too large for a roster. Copy the roster alone into a new workbook.",
    )


def _not_a_table(name: str, remedy: Text = _SAVE_AS_XLSX) -> TableError:
    return _refused(
        f"{name} のファイルは取り込めません。xlsx、ods、CSV のどれかを選んでください。{remedy.ja}",
        f"A file of this kind ({name}) cannot be imported. Choose an xlsx, an ods or a CSV. {remedy.en}",
    )


def _refused(ja: str, en: str) -> TableError:
    return TableError(Text(ja=ja, en=en))
