"""Small whole files of every kind that a scan may be, made by hand."""

import struct
import zlib

PAGE = b"1 0 obj\n<</Type /Catalog /Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type /Pages /Kids [3 0 R] /Count 1>>\nendobj\n"
PAGE += b"3 0 obj\n<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>>\nendobj\n"


def pdf(more: bytes = b"", page: bytes = PAGE) -> bytes:
    """A PDF of one page; `more` stands among its objects, so that no two need be equal."""
    return b"%PDF-1.7\n" + page + more + b"xref\n0 1\ntrailer\n<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


def stream(content: bytes, said: bytes = b"/Filter /FlateDecode") -> bytes:
    return b"9 0 obj\n<<%s>>\nstream\n%s\nendstream\nendobj\n" % (said, content)


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int = 2, height: int = 2, more: bytes = b"") -> bytes:
    """A white picture, as far as it says of itself."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0\xff\xff" * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + more + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(width: int = 2, height: int = 2, passes: int = 1) -> bytes:
    """A picture's frame, with nothing in its passes."""
    size = b"\xff\xc0" + struct.pack(">HBHHB", 8, 8, height, width, 0)
    return (
        b"\xff\xd8\xff\xe0\x00\x04ab" + size + b"\xff\xda\x00\x02\x12\xff\x00\xff\xd0" * passes + b"\xff\xd9"
    )
