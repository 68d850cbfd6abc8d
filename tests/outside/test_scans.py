"""A scan is a whole PDF or picture, and none that breaks whoever opens it."""

import zlib

import pytest

from kokoroe.outside import scans
from kokoroe.outside.refused import FileRefused
from kokoroe.outside.scans import is_too_large, look_over
from outside.papers import PAGE, chunk, jpeg, pdf, png, stream

PACKED_PAGE = stream(zlib.compress(PAGE), b"/Type /ObjStm /Filter /FlateDecode")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (pdf(), scans.PDF),
        (pdf(page=PACKED_PAGE), scans.PDF),
        (pdf(stream(b"\xff\xd8\xff picture", b"/Filter /DCTDecode")), scans.PDF),
        (pdf(stream(b"no zlib at all")), scans.PDF),
        (png(), scans.PNG),
        (png(more=chunk(b"zTXt", b"Title\0\0" + zlib.compress("回答".encode()))), scans.PNG),
        (jpeg(), scans.JPEG),
        (jpeg(9921, 14031, passes=10), scans.JPEG),
    ],
)
def test_a_whole_scan_is_taken_for_what_it_is(content, kind):
    assert look_over(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.4 fake scan of fifty bytes, and nothing else",
        pdf()[:-20],
        pdf(page=b""),
        png()[:-20],
        png()[:20],
        b"\x89PNG\r\n\x1a\n",
        jpeg()[:-2],
        jpeg(passes=0),
        jpeg(0, 5),
        b"\xff\xd8\xff\xe0 a picture",
    ],
)
def test_what_only_begins_like_one_is_refused(content):
    with pytest.raises(FileRefused, match="として読めません") as refused:
        look_over(content)
    assert "Scan it again" in refused.value.text.en


@pytest.mark.parametrize(
    ("content", "ja", "en"),
    [
        (png(60_000, 60_000), "60,000 × 60,000 画素", "60,000 × 60,000 pixels"),
        (jpeg(65_000, 65_000), "65,000 × 65,000 画素", "at most 250 million"),
        (jpeg(passes=101), "100 回を超えて重ねた", "more than 100 passes"),
        (png(more=chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(9 << 20), 1))), "8 MiB を超える文", "a text of more"),
        (png(more=chunk(b"iTXt", b"a\0\1\0ja\0a\0" + zlib.compress(bytes(9 << 20), 1))), "8 MiB を超える文", "a text"),
        (pdf(stream(b"x", b"/Filter [/FlateDecode /FlateDecode]")), "二重に圧縮", "packed twice"),
        (pdf(b"".join(b"%d 0 obj\n" % n for n in range(100_001))), "オブジェクトが 100,000", "100,000 objects"),
        (pdf(stream(b"") * 20_002), "ストリームが 20,000", "20,000 streams"),
    ],
)  # fmt: skip
def test_what_breaks_whoever_opens_it_is_named(content, ja, en):
    with pytest.raises(FileRefused) as refused:
        look_over(content)
    assert ja in refused.value.text.ja
    assert en in refused.value.text.en


def test_a_stream_that_unpacks_to_masses_is_refused_and_kept_nowhere(monkeypatch):
    monkeypatch.setattr(scans, "UNPACKED", 2 << 20)
    with pytest.raises(FileRefused, match="展開すると 2 MiB を超える"):
        look_over(pdf(stream(zlib.compress(bytes(5 << 20), 1))))
    monkeypatch.setattr(scans, "ALL_UNPACKED", 3 << 20)
    with pytest.raises(FileRefused, match="展開すると 3 MiB を超える"):
        look_over(pdf(stream(zlib.compress(bytes(1 << 20), 1)) * 4))


def test_a_picture_of_evidence_is_too_large_or_not_and_nothing_else_matters():
    assert is_too_large(png(60_000, 60_000))
    assert is_too_large(b"GIF89a" + b"\xff" * 4)
    assert is_too_large(jpeg(passes=200))
    assert not is_too_large(b"GIF89a" + b"\x10\x00" * 2)
    assert not any(map(is_too_large, (png(), png()[:20], b"\x89PNG\r\n\x1a\n no picture", b"GIF89a", b"")))
