"""An xlsx that a stranger sent, looked over as bytes before anything makes cells of it.

The look is streamed, counts bytes and tags, and parses nothing, so that it takes about a second for the
largest file that is taken, whatever is in it. It bounds what a parser would have to do; the parser runs apart all the
same (`kokoroe.outside.apart`), with limits of its own for what no count foresees.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from kokoroe.annex.text import Text
from kokoroe.outside.refused import FileRefused

MIB = 1 << 20
CHUNK = 1 << 12  # bytes within which the depth of tags is known
LONGEST_TAG = 1 << 16  # bytes; and of a text between two of them that are held at once
STRAY = 1_000  # signs > that stand within a text or a value, not at the end of a tag
RATIO_FROM = MIB  # parts that unpack to less, and pictures, are not asked how well they were packed
ENTRY = b"PK\x01\x02"  # an entry in a zip's list
# What a spreadsheet's cells are written with. All other elements cost a parser about ten times as much.
CELLS = tuple(
    f"<{name}".encode()
    for name in (
        *("c ", "c>", "c/", "row", "v>", "v/", "v ", "t>", "t ", "t/", "si>", "is>", "f>", "f ", "f/"),
        *("table:table-cell", "table:covered-table-cell", "table:table-row", "text:p", "text:s/", "text:s "),
    )
)
XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<")
PROLOGUE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(<\?xml\s[^<>]*\?>)?\s*(<\?mso-[^<>]*\?>)?\s*<[A-Za-z_!?]", re.DOTALL
)
ENCODING = re.compile(rb"encoding\s*=\s*[\"']([^\"']*)")
MERGED = re.compile(
    rb"mergeCell\s[^<>]*?ref\s*=\s*[\"']\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})"
)
# What lies beside a workbook's own parts may be written in any way: no parser is given it (`own_parts`).
BESIDE = "customxml/"
# What a parser takes for two bytes a character (XML 1.0, appendix F), where no count of bytes finds a tag.
WIDE = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of a workbook there may be: bytes as sent and unpacked, parts, and in them tags and merges.

    `elements` are all but cells, rows and their texts; `merged` is how many cells are merged, None for any number.
    """

    sent: int = 10 * MIB
    unpacked: int = 40 * MIB
    parts: int = 1_000
    tags: int = 2_000_000
    elements: int = 100_000
    merges: int = 20_000
    merged: int | None = None
    depth: int = 100
    ratio: int = 300


@dataclass(slots=True)
class Count:
    """What was found so far in all parts."""

    unpacked: int = 0
    tags: int = 0
    elements: int = 0
    merges: int = 0
    merged: int = 0


def look_over(data: bytes, bounds: Bounds) -> Sequence[str]:
    """The names of the parts of a zip that a parser of workbooks may be given.

    Raises:
        FileRefused: it is no zip or a damaged one, or what is inside is more than a workbook of people needs.
    """
    with opened(data, bounds) as package:
        entries = package.infolist()
        refuse_odd_entries(entries, len(data), bounds)
        count = Count()
        for entry in entries:
            with package.open(entry) as part:
                look_over_part(part, entry, count, bounds)
        return [entry.filename for entry in entries]


def own_parts(data: bytes) -> IO[bytes]:
    """A zip that was looked over, without what lies beside a workbook's own parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        own = [entry for entry in package.infolist() if not entry.filename.lower().startswith(BESIDE)]
        if len(own) == len(package.infolist()):
            return io.BytesIO(data)
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as copy:
            for entry in own:
                copy.writestr(entry.filename, package.read(entry))
    made.seek(0)
    return made


def names_in(data: bytes, bounds: Bounds) -> Sequence[str]:
    """The names of a zip's parts, whatever is in them. Raises FileRefused."""
    with opened(data, bounds) as package:
        return [entry.filename for entry in package.infolist()]


def holding(data: bytes, parts: Sequence[str], marks: Sequence[bytes]) -> bool:
    """Whether one of the marks stands in one of these parts of a zip that was looked over."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return any(mark in content for part in parts for content in [package.read(part)] for mark in marks)


@contextmanager
def opened(data: bytes, bounds: Bounds) -> Iterator[zipfile.ZipFile]:
    """A zip of a size and a number of parts that are taken. Raises FileRefused, also where a part is damaged."""
    if len(data) > bounds.sent:
        size, limit = len(data) / MIB, bounds.sent / MIB
        raise refused(f"{size:.1f} MiB、上限 {limit:.1f} MiB", f"{size:.1f} MiB, limit {limit:.1f} MiB")
    listed = data.count(ENTRY)
    if listed > bounds.parts:  # before zipfile makes an object of each
        raise refused(
            f"部品が {listed:,} 個、上限 {bounds.parts:,} 個", f"{listed:,} parts, limit {bounds.parts:,}"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            yield package
    except FileRefused:
        raise
    except Exception as error:  # zipfile raises anything, from RuntimeError to zlib.error
        raise damaged() from error


def refuse_odd_entries(entries: Sequence[zipfile.ZipInfo], sent: int, bounds: Bounds) -> None:
    """Raises FileRefused by what the zip's list says. zipfile unpacks no more of a part than stands there."""
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > bounds.unpacked:
        size, limit = unpacked // MIB, bounds.unpacked // MIB
        raise refused(
            f"展開すると {size:,} MiB、上限 {limit} MiB", f"{size:,} MiB unpacked, limit {limit} MiB"
        )
    for entry in entries:
        if entry.flag_bits & 1:
            raise FileRefused(
                Text(
                    "パスワードで保護されたファイルです。パスワードを外して保存し、選び直してください。",
                    "The file is protected by a password. Remove it, save, and choose it again.",
                )
            )
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise odd("xlsx では使われない方式で圧縮した部品", "a part packed in a way that no xlsx is")
    if len({entry.filename for entry in entries}) < len(entries):
        raise odd("同じ名前の部品が二つ", "two parts of one name")
    if sum(entry.compress_size for entry in entries) > sent:
        raise odd("重なり合う部品", "parts that overlap")


def look_over_part(part: IO[bytes], entry: zipfile.ZipInfo, count: Count, bounds: Bounds) -> None:
    """Add what one part has to what was counted. Raises FileRefused as soon as it is too much."""
    head = part.read(CHUNK)
    is_xml = begins_as_xml(head)
    is_own = is_xml and not entry.filename.lower().startswith(BESIDE)
    instructions = refuse_odd_beginning(head) if is_own else 0
    if is_xml and entry.file_size > max(RATIO_FROM, entry.compress_size * bounds.ratio):
        raise odd(
            f"{bounds.ratio} 分の1より小さく圧縮した部品", f"a part packed to less than 1/{bounds.ratio}"
        )
    depth = stray = 0
    for piece in pieces(head, part):
        count.unpacked += len(piece)
        if count.unpacked > bounds.unpacked:
            limit = bounds.unpacked // MIB
            raise refused(f"展開すると {limit} MiB を超える", f"more than {limit} MiB unpacked")
        opened = piece.count(b"<")
        count.tags += opened
        if count.tags > bounds.tags:
            raise refused(f"タグが {bounds.tags:,} 個を超える", f"more than {bounds.tags:,} tags")
        if not is_own:
            continue
        closing, odd_ones = piece.count(b"</"), piece.count(b"<!")
        instructions -= (marked := piece.count(b"<?"))
        if odd_ones or instructions < 0:
            raise odd("実体宣言やコメントなど、表計算ソフトの書かない記述", "entities, comments or the like")
        depth += opened - marked - 2 * closing - piece.count(b"/>")
        if depth > bounds.depth:
            raise refused(f"入れ子が {bounds.depth} 段を超える", f"nested more than {bounds.depth} deep")
        stray += piece.count(b">") - opened
        if stray > STRAY:
            raise odd("表計算ソフトの書かない形の文", "texts in a form that no spreadsheet writes")
        count.elements += opened - closing - sum(map(piece.count, CELLS))
        if count.elements > bounds.elements:
            raise refused(
                f"書式や定義などの要素が {bounds.elements:,} 個を超える",
                f"more than {bounds.elements:,} elements that are no cells",
            )
        count_merges(piece, count, bounds)


def begins_as_xml(head: bytes) -> bool:
    """Whether a parser would read what begins so as XML. Raises FileRefused where that is in UTF-16."""
    by_zero = "utf-16-be" if head[:1] == b"\0" else "utf-16-le" if head[1:2] == b"\0" else None
    encoding = WIDE.get(head[:2], by_zero)
    if encoding and head.decode(encoding, "replace").lstrip("\ufeff \t\r\n").startswith("<"):
        raise odd("1字に2バイトを使う部品", "a part with two bytes to a character")
    return XML.match(head) is not None


def pieces(head: bytes, part: IO[bytes]) -> Iterator[bytes]:
    """A part in pieces that end before a tag, so that none is cut; but for what is longer than any tag."""
    held, fresh = b"", head
    while fresh:
        held += fresh
        cut = held.rfind(b"<")
        if cut > 0 or len(held) > LONGEST_TAG:
            cut = cut if cut > 0 else len(held)
            yield held[:cut]
            held = held[cut:]
        fresh = part.read(CHUNK)
    yield held


def refuse_odd_beginning(chunk: bytes) -> int:
    """How many instructions (<?xml …?>) a part begins with. Raises FileRefused for another encoding, or no element."""
    found = PROLOGUE.match(chunk)
    said = ENCODING.search(found[1]) if found and found[1] else None
    if found is None or (said and said[1].lower() not in {b"utf-8", b"utf8", b"us-ascii"}):
        raise odd("表計算ソフトの書かない書き出し", "a beginning that no spreadsheet writes")
    return sum(1 for each in found.groups() if each)


def count_merges(piece: bytes, count: Count, bounds: Bounds) -> None:
    """Add the merges of a piece. Raises FileRefused for too many, or too many cells in them."""
    found = piece.count(b"mergeCell")
    if not found:
        return
    count.merges += found
    if count.merges > bounds.merges:
        raise refused(f"結合が {bounds.merges:,} か所を超える", f"more than {bounds.merges:,} merges")
    if bounds.merged is None:
        return
    for left, top, right, bottom in MERGED.findall(piece):
        count.merged += (abs(column(right) - column(left)) + 1) * (abs(int(bottom) - int(top)) + 1)
    if count.merged > bounds.merged:
        raise refused(f"結合セルが {bounds.merged:,} 個を超える", f"more than {bounds.merged:,} merged cells")


def column(letters: bytes) -> int:
    """A column's number, A being 1."""
    number = 0
    for each in letters:
        number = number * 26 + each - 64
    return number


def refused(ja: str, en: str) -> FileRefused:
    """More than is taken."""
    return FileRefused(
        Text(
            f"ファイルの中身が大きすぎます（{ja}）。表だけを新しいブックに写して保存し、選び直してください。",
            f"What is inside the file is too large ({en}). Copy the table alone into a new workbook and choose that.",
        )
    )


def odd(ja: str, en: str) -> FileRefused:
    """What no spreadsheet writes."""
    return FileRefused(
        Text(
            f"このファイルは開きません（{ja}があります）。Excel で開いて、.xlsx で保存し直してください。",
            f"This file is not opened (it has {en}). Open it in Excel and save it as .xlsx.",
        )
    )


def damaged() -> FileRefused:
    """It is no zip, or not a whole one."""
    return FileRefused(
        Text(
            "xlsx として読めません。壊れているか、別の形式です。Excel で開き、.xlsx で保存し直してください。",
            "This cannot be read as xlsx: it is damaged or of another format. Open it in Excel and save it as .xlsx.",
        )
    )
