"""Reading a workbook that someone sent: refused before it is opened when it is no xlsx, or could do harm."""

import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.worksheet.cell_range import CellRange

from kokoroe.annex.text import Text

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of .xls, and of an xlsx with a password
_MIB = 1024 * 1024
_CHUNK = 1 << 16


class UnreadableWorkbook(Exception):  # noqa: N818 - it names what was found
    """The file cannot be taken. `text` says why and what to do, in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.ja)
        self.text = text


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is looked at: bytes as sent, bytes unpacked, parts within, tags in them, cells merged.

    Tags and merged cells bound the memory: openpyxl makes a cell of each.
    """

    sent: int = 10 * _MIB
    unpacked: int = 40 * _MIB
    parts: int = 1_000
    tags: int = 1_000_000
    merged: int = 100_000


LIMITS = Limits()


def parts_of(data: bytes, *, limits: Limits = LIMITS) -> frozenset[str]:
    """The names of the parts within an xlsx, once it is known to be one and to be small enough.

    Raises:
        UnreadableWorkbook: too large, packed or unpacked; no xlsx; with macros; with a password; damaged.
    """
    if len(data) > limits.sent:
        size, limit = len(data) / _MIB, limits.sent // _MIB
        raise UnreadableWorkbook(
            Text(
                ja=f"ファイルが大きすぎます（{size:.1f} MiB、上限 {limit} MiB）。"
                "不要なシートや画像を除いてください。",
                en=f"The file is too large ({size:.1f} MiB, limit {limit} MiB). "
                "Remove sheets and pictures that are not needed.",
            )
        )
    if data.startswith(_OLE):
        raise UnreadableWorkbook(
            Text(
                ja="古い形式（.xls）か、パスワードのかかったファイルです。"
                "パスワードを外し、.xlsx で保存し直してください。",
                en="This is the old .xls format, or locked by a password. "
                "Remove the password and save it as .xlsx.",
            )
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _damaged() from error
    # zipfile never unpacks more of a part than its entry declares, so that the declared sizes bind.
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.unpacked or len(entries) > limits.parts:
        raise UnreadableWorkbook(
            Text(
                ja=f"展開すると大きすぎるファイルです（{unpacked // _MIB} MiB、{len(entries)} 個の部品）。"
                "表だけを新しいブックに写して保存してください。",
                en=f"The file is too large once unpacked ({unpacked // _MIB} MiB, {len(entries)} parts). "
                "Copy the table alone into a new workbook.",
            )
        )
    names = frozenset(entry.filename for entry in entries)
    if "xl/workbook.xml" not in names and not any(name.endswith("/workbook.xml") for name in names):
        raise _damaged()
    if any(name.lower().endswith(("vbaproject.bin", ".xlm")) or "/macrosheets/" in name for name in names):
        raise UnreadableWorkbook(
            Text(
                ja="マクロを含むファイルは受け付けません。マクロなしの .xlsx で保存し直してください。",
                en="A file with macros is not accepted. Save it as .xlsx without macros.",
            )
        )
    return names


def read_workbook(data: bytes, *, limits: Limits = LIMITS, values_only: bool = False) -> "Workbook":
    """The workbook of an xlsx; `values_only` gives the results of formulas instead of the formulas.

    Raises:
        UnreadableWorkbook: as `parts_of`, and when what is inside is not as it should be.
    """
    parts_of(data, limits=limits)
    try:
        _refuse_masses(data, limits)
        return load_workbook(io.BytesIO(data), data_only=values_only, keep_links=False)
    except UnreadableWorkbook:
        raise
    except Exception as error:  # openpyxl lets through whatever XML, zip or a descriptor raised
        raise _damaged() from error


def _refuse_masses(data: bytes, limits: Limits) -> None:
    """Raises UnreadableWorkbook for more tags or merged cells than a form has."""
    tags = 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            with archive.open(entry) as part:
                while tags <= limits.tags and (chunk := part.read(_CHUNK)):
                    tags += chunk.count(b"<")
    if tags > limits.tags:
        raise _too_much(Text(ja=f"タグ {limits.tags:,} 個", en=f"{limits.tags:,} tags"))
    book: Any = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    merged = sum(map(_merged, book.worksheets))
    if merged > limits.merged:
        raise _too_much(Text(ja=f"結合セル {limits.merged:,} 個", en=f"{limits.merged:,} merged cells"))


def _merged(sheet: Any) -> int:
    """How many cells of a sheet opened for reading are merged; the sheet says so itself, wherever its part lies."""
    with sheet._get_source() as source:  # noqa: SLF001
        parser = WorkSheetParser(source, sheet._shared_strings)  # noqa: SLF001
        for _row in parser.parse():
            pass
    ranges = (CellRange(each.ref) for each in (parser.merged_cells.mergeCell if parser.merged_cells else ()))
    return sum(each.size["rows"] * each.size["columns"] for each in ranges)


def _too_much(bound: Text) -> UnreadableWorkbook:
    return UnreadableWorkbook(
        Text(
            ja=f"様式としては大きすぎるファイルです（上限は{bound.ja}）。表だけを新しいブックに写して保存してください。",
            en=f"The file is too large for a form (at most {bound.en}). Copy the table alone into a new workbook.",
        )
    )


def _damaged() -> UnreadableWorkbook:
    return UnreadableWorkbook(
        Text(
            ja="xlsx として開けません。壊れているか、別の形式です。"
            "Excel で開き、.xlsx で保存し直してください。",
            en="It cannot be opened as xlsx: it is damaged or of another format. "
            "Open it in Excel and save it as .xlsx.",
        )
    )
