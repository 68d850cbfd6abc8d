"""Files from outside are what their bytes are, run nowhere, unpack to no more than they may, and lead to no folder."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from kokoroe.duties.incidents import evidence
from kokoroe.duties.incidents.models import EvidenceFile
from kokoroe.outside.refused import FileRefused
from kokoroe.outside.workbooks import Bounds
from kokoroe.papers.workbook import read_workbook
from kokoroe.submissions.forms.fields import ScanField
from kokoroe.submissions.models import Paper
from outside.papers import pdf
from people import NOW

SCRIPT = b"<script>alert(document.cookie)</script>"
SVG = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>"
HTML = b"<!doctype html>" + SCRIPT
INERT = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Type": "application/octet-stream",
}


@pytest.mark.parametrize(
    ("name", "claimed", "content"),
    [
        ("図.svg", "image/svg+xml", SVG),
        ("写真.png", "image/png", SVG),
        ("報告.html", "text/html", HTML),
        ("記録.pdf", "application/pdf", HTML),
        ("a.xhtml", "application/xhtml+xml", HTML),
    ],
)
def test_evidence_that_could_run_is_only_ever_saved(visit, name, claimed, content):
    party = visit.party
    given = evidence.File(name, claimed, content)
    (file,) = evidence.keep([given], contract=party.contract, incident=None, by=party.officer, now=NOW)
    assert file.media_type == "application/octet-stream"
    for asked in ("", "?show", "?show=1&inline"):
        answer = visit.get(party.officer, "evidence_file", file.pk, query=asked)
        assert {header: answer[header] for header in INERT} == INERT
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer.content == content


@pytest.mark.parametrize("content", [SVG, HTML, b"GIF89a" + SCRIPT, b"PK\x03\x04", b"\x00%PDF-", b" %PDF-"])
def test_a_scan_is_a_pdf_or_a_picture_by_its_bytes(content):
    field = ScanField()
    with translation.override("ja"), pytest.raises(ValidationError, match="PDF、JPEG、PNG"):
        field.clean(SimpleUploadedFile("回答.pdf", content, content_type="application/pdf"))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../../etc/passwd", 'attachment; filename="passwd"'),
        ("..\\..\\boot.ini", 'attachment; filename="boot.ini"'),
        ("/", 'attachment; filename="file"'),
        ('a"; filename="b.exe', 'attachment; filename="a\\"; filename=\\"b.exe"'),
        ("a\r\nSet-Cookie: x=1", "attachment; filename*=utf-8''a%0D%0ASet-Cookie%3A%20x%3D1"),
    ],
)
def test_a_name_leads_to_no_folder_and_into_no_header(visit, name, said):
    party = visit.party
    given = evidence.File(name, "", b"250 Ok")
    (file,) = evidence.keep([given], contract=party.contract, incident=None, by=party.officer, now=NOW)
    answer = visit.get(party.officer, "evidence_file", file.pk)
    assert answer["Content-Disposition"] == said
    assert "Set-Cookie" not in answer.headers


def test_an_uploaded_files_name_is_its_last_part(visit, submission):
    scan = SimpleUploadedFile("../../../tmp/回答.pdf", pdf())
    visit.post(
        visit.party.officer, "submission", submission.pk,
        **{"act": "record", "recorded-name": "accepted", "recorded-decider": "市役 一子",
           "recorded-decided_on": "2026-03-20", "recorded-scan": scan},
    )  # fmt: skip
    assert Paper.objects.get(kind="scan").filename == "回答.pdf"


def bomb(unpacked: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * unpacked)
    return made.getvalue()


def test_a_zip_that_unpacks_to_masses_is_refused_unopened():
    data = bomb(41 << 20)
    assert len(data) < 1 << 20
    with pytest.raises(FileRefused, match="展開すると 41 MiB"):
        read_workbook(data)


def test_a_zip_of_very_many_parts_is_refused():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number in range(30):
            archive.writestr(f"xl/{number}.xml", b"")
    with pytest.raises(FileRefused):
        read_workbook(made.getvalue(), bounds=Bounds(parts=20))


def test_no_picture_is_ever_unpacked_by_the_server():
    """A picture of a hundred megapixels costs a decoder its memory; nothing of ours decodes one."""
    from pathlib import Path

    import kokoroe

    source = Path(kokoroe.__file__).parent
    importing = [
        path
        for path in source.rglob("*.py")
        if "import PIL" in (text := path.read_text()) or "from PIL" in text
    ]
    assert importing == []


def test_more_files_than_a_form_takes_are_refused(client, visit):
    many = {f"photos{number}": SimpleUploadedFile("a.png", b"x") for number in range(21)}
    assert visit.post(visit.party.officer, "incident_report", **many).status_code == 400
    assert EvidenceFile.objects.count() == 0


@pytest.mark.parametrize(
    ("length", "status"), [(str((210 << 20) + 1), 413), ("9" * 400, 413), ("-1", 400), ("1e3", 400)]
)
def test_a_request_larger_than_anything_taken_is_refused_before_it_is_read(client, length, status):
    answer = client.generic("POST", "/accounts/login/", b"", CONTENT_LENGTH=length)
    assert answer.status_code == status
    assert "default-src 'none'" in answer["Content-Security-Policy"]
