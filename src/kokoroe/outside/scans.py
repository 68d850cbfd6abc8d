"""A scanned paper that a stranger sent: that it is a PDF or a picture at all, and none that breaks whoever opens it.

Nothing is decoded here: marks, sizes and lengths are read, and packed streams are unpacked into nothing, up to a bound.
"""

import re
import struct
import zlib
from collections.abc import Iterator

from kokoroe.annex.text import Text
from kokoroe.outside.refused import FileRefused

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
# What a scan may be, by its first bytes; a browser is never told another type than these.
STARTS = {b"%PDF-": PDF, b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG}
GIF = (b"GIF87a", b"GIF89a")  # among evidence alone
MIB = 1 << 20
PIXELS = 250_000_000  # a telephone makes 200 million at most; A3 at 600 dpi has 70
SCANS = 100  # passes of one JPEG: honest ones have about ten
TEXT = 8 * MIB  # bytes of one packed text or profile within a PNG
OBJECTS, STREAMS = 100_000, 20_000  # of one PDF
UNPACKED, ALL_UNPACKED = (
    256 * MIB,
    512 * MIB,
)  # bytes of one stream of a PDF (a page at 600 dpi has 100), and of all
SLICE = 16 << 10
SEARCHED = 16 * MIB  # unpacked bytes in which a page is looked for
HEAD = 2_048  # bytes before a stream in which its dictionary stands
END = 4_096  # bytes at the end in which a PDF says so
PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
PACKED = re.compile(rb"/(?:FlateDecode|LZWDecode|RunLengthDecode|Fl\b|LZW\b|RL\b)")
PACKED_CHUNKS = {b"zTXt", b"iTXt", b"iCCP"}
SIZES = {
    0xC0,
    0xC1,
    0xC2,
    0xC3,
    0xC5,
    0xC6,
    0xC7,
    0xC9,
    0xCA,
    0xCB,
    0xCD,
    0xCE,
    0xCF,
}  # of JPEG's markers (T.81, B.1)
# The next marker that says something: not a byte of the picture (FF00), a filling one, or a restart within a pass.
MARKER = re.compile(rb"\xff([^\x00\xff\x01\xd0-\xd8])")
END_OF_IMAGE, PASS = 0xD9, 0xDA


def look_over(content: bytes) -> str:
    """The media type of a scan.

    Raises:
        FileRefused: it is none, is cut off, or is far larger inside than any paper.
    """
    kind = next((kind for start, kind in STARTS.items() if content.startswith(start)), None)
    match kind:
        case "application/pdf":
            look_over_pdf(content)
        case "image/jpeg":
            look_over_jpeg(content)
        case "image/png":
            look_over_png(content)
        case _:
            raise FileRefused(
                Text("PDF、JPEG、PNG のどれかを選んでください。", "Choose a PDF, a JPEG or a PNG.")
            )
    return kind


def is_too_large(content: bytes) -> bool:
    """Whether it is a picture with more in it than whoever opens it can hold; what is no picture is none."""
    try:
        if content.startswith(GIF):
            refuse_pixels(*struct.unpack("<HH", content[6:10]))
        else:
            look_over(content)
    except TooLargeError:
        return True
    except (FileRefused, struct.error):
        return False
    return False


class TooLargeError(FileRefused):
    """More than any paper has."""


def look_over_pdf(content: bytes) -> None:
    """Raises FileRefused."""
    if b"startxref" not in content or b"%%EOF" not in content[-END:]:
        raise no_file("PDF")
    if content.count(b" obj") > OBJECTS:
        raise too_large(f"オブジェクトが {OBJECTS:,} 個を超える", f"more than {OBJECTS:,} objects")
    has_page = PAGE.search(content) is not None or b"/Encrypt" in content
    left, searched = ALL_UNPACKED, 0
    for number, (said, packed) in enumerate(streams(content)):
        if number > STREAMS:
            raise too_large(f"ストリームが {STREAMS:,} 個を超える", f"more than {STREAMS:,} streams")
        if len(PACKED.findall(said)) > 1:
            raise too_large("二重に圧縮したストリーム", "a stream packed twice")
        if b"/FlateDecode" in said:
            size, begin = unpacked(packed, min(UNPACKED, left))
            left -= size
            if size >= UNPACKED or left <= 0:
                most = (UNPACKED if size >= UNPACKED else ALL_UNPACKED) // MIB
                raise too_large(f"展開すると {most} MiB を超える", f"more than {most} MiB unpacked")
            if not has_page and b"/ObjStm" in said and searched < SEARCHED:
                searched += len(begin)
                has_page = PAGE.search(begin) is not None
    if not has_page:
        raise no_file("PDF")


def streams(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each stream of a PDF: its dictionary, and its bytes."""
    at = 0
    while (found := content.find(b"stream", at)) >= 0:
        begin = found + len(b"stream")
        if content[found - 3 : found] == b"end" or content[begin : begin + 1] not in {b"\r", b"\n"}:
            at = begin
            continue
        begin += 2 if content[begin : begin + 2] == b"\r\n" else 1
        end = content.find(b"endstream", begin)
        end = end if end >= 0 else len(content)  # and so the last
        said = content[max(0, found - HEAD) : found]
        yield said[said.rfind(b" obj") + 1 :], content[begin:end]
        at = end + len(b"endstream")


def unpacked(packed: bytes, most: int) -> tuple[int, bytes]:
    """How many bytes come out of a stream, to about `most`, and the first of them. What is damaged ends there."""
    inflate = zlib.decompressobj()
    size, begin = 0, b""
    try:
        for at in range(0, len(packed), SLICE):
            part = packed[at : at + SLICE]
            while part and size < most:
                out = inflate.decompress(part, MIB)
                size += len(out)
                if len(begin) < MIB:
                    begin += out
                part = inflate.unconsumed_tail
            if size >= most or inflate.eof:
                break
    except zlib.error:
        pass
    return size, begin


def look_over_png(content: bytes) -> None:
    """Raises FileRefused."""
    names: set[bytes] = set()
    at = 8
    while at + 12 <= len(content):
        length, name = struct.unpack(">I4s", content[at : at + 8])
        body = content[at + 8 : at + 8 + length]
        if not names and (name != b"IHDR" or length != 13):  # noqa: PLR2004 (PNG, 11.2.1)
            raise no_file("PNG")
        if name == b"IHDR":
            refuse_pixels(*struct.unpack(">II", body[:8].ljust(8, b"\0")))
        if name in PACKED_CHUNKS and unpacked(packed_in(name, body), TEXT)[0] >= TEXT:
            raise too_large(
                f"展開すると {TEXT // MIB} MiB を超える文", f"a text of more than {TEXT // MIB} MiB"
            )
        names.add(name)
        if name == b"IEND":
            break
        at += 12 + length
    if not {b"IHDR", b"IDAT", b"IEND"} <= names:
        raise no_file("PNG")


def packed_in(name: bytes, body: bytes) -> bytes:
    """The packed bytes of a chunk: behind a name and, in iTXt, two more texts (PNG, 11.3)."""
    _, _, rest = body.partition(b"\0")
    if name == b"iTXt":
        return rest[2:].split(b"\0", 2)[-1] if rest[:1] == b"\1" else b""
    return rest[1:]


def look_over_jpeg(content: bytes) -> None:
    """Raises FileRefused."""
    at, passes, sized, ended = 2, 0, False, False
    while not ended and (found := MARKER.search(content, at)) is not None:
        at, marker = found.end(), found[1][0]
        ended = marker == END_OF_IMAGE
        if marker in SIZES:
            sized = True
            refuse_pixels(*struct.unpack(">HH", content[at + 3 : at + 7].ljust(4, b"\0")))
        if marker == PASS:
            passes += 1
            if passes > SCANS:
                raise too_large(f"{SCANS} 回を超えて重ねた画像", f"a picture of more than {SCANS} passes")
        at += int.from_bytes(content[at : at + 2])
    if not (sized and passes and ended):
        raise no_file("JPEG")


def refuse_pixels(width: int, height: int) -> None:
    """Raises TooLargeError; FileRefused for none at all."""
    if not width or not height:
        raise no_file("JPEG / PNG")
    if width * height > PIXELS:
        raise too_large(
            f"{width:,} × {height:,} 画素、{PIXELS // 10_000:,} 万画素まで",
            f"{width:,} × {height:,} pixels, at most {PIXELS // 1_000_000} million",
        )


def too_large(ja: str, en: str) -> TooLargeError:
    """What says how much it has."""
    return TooLargeError(
        Text(
            f"書面の写しとしては中身が大きすぎます（{ja}）。解像度を下げて写し直すか、分けてください。",
            f"What is inside is too large for a scanned paper ({en}). Scan it at a lower resolution, or split it.",
        )
    )


def no_file(kind: str) -> FileRefused:
    """It begins like one and is none."""
    return FileRefused(
        Text(
            f"{kind} として読めません。壊れているか、途中で切れています。写し直したファイルを選んでください。",
            f"This cannot be read as {kind}: it is damaged or cut off. Scan it again and choose that.",
        )
    )
