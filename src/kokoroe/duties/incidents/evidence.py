"""Files that prove something: taken whole, frozen in the ledger by their hash, given out unchanged."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from kokoroe.accounts.models import Account
from kokoroe.accounts.refusals import NotPossible
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.models import EvidenceFile, Incident, Report
from kokoroe.ledger.unit import Frozen
from kokoroe.outside.scans import is_too_large
from kokoroe.papers.handing_over import file_response
from kokoroe.ui.templatetags.ui import said

FROZEN = "incident-file"
LARGEST = 20 << 20  # bytes of one file
MOST = 10  # files at a time
LONGEST_NAME = 200
TYPES = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}
"""What a file is by its first bytes. A browser is told no other type than these."""
UNKNOWN = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class File:
    """A file that somebody handed in; what it is said to be (`media_type`) is not believed, see `type_of`."""

    name: str
    media_type: str
    content: bytes


class FilesInput(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each read whole once all of them are of a size that is taken."""

    widget = FilesInput(attrs={"multiple": True, "accept": "image/*,.pdf", "data-files": ""})

    def clean(self, data: Any, initial: Any = None) -> list[File]:  # noqa: ARG002 (Django's signature)
        """Raises ValidationError that names the file and what is taken."""
        given: Sequence[UploadedFile[Any]] = [one for one in data or () if one]
        try:
            refuse_unfit([(one.name or "", one.size or 0) for one in given])
        except NotPossible as refusal:
            raise ValidationError(said(refusal.text)) from refusal
        return [File(one.name or "file", one.content_type or "", one.read()) for one in given]


def refuse_unfit(sizes: Sequence[tuple[str, int]]) -> None:
    """Raises NotPossible for files (name, bytes) that are too many, too large or empty; call it before reading them."""
    if len(sizes) > MOST:
        raise NotPossible(
            "ファイルは一度に{most}個までです。", "At most {most} files at a time.", most=str(MOST)
        )
    for name, size in sizes:
        if size > LARGEST:
            raise NotPossible(
                "「{name}」は{size}MBあります。{most}MBまでのファイルを付けてください（写真は小さくして撮り直せます）。",
                "“{name}” has {size} MB. Please attach files of up to {most} MB (take the photo smaller).",
                name=name,
                size=str(-(-size >> 20)),
                most=str(LARGEST >> 20),
            )
        if size == 0:
            raise NotPossible("「{name}」は空です。", "“{name}” is empty.", name=name)


def keep(
    files: Iterable[File],
    *,
    contract: Contract,
    incident: Incident | None,
    report: Report | None = None,
    note: str = "",
    by: Account | None,
    now: datetime,
) -> list[EvidenceFile]:
    """Store the files; the caller's act freezes them (`frozen`). Raises NotPossible as `refuse_unfit` does."""
    given = list(files)
    refuse_unfit([(file.name, len(file.content)) for file in given])
    return [
        EvidenceFile.objects.create(
            contract=contract,
            incident=incident,
            report=report,
            name=file.name[-LONGEST_NAME:],
            media_type=type_of(file.content),
            content=file.content,
            size=len(file.content),
            sha256=sha256(file.content).hexdigest(),
            note=note.strip(),
            added_at=now,
            by=by,
        )
        for file in given
    ]


def type_of(content: bytes) -> str:
    """What the file is, by its first bytes; a picture that would break whoever opens it is only ever saved."""
    found = next((kind for magic, kind in TYPES.items() if content.startswith(magic)), UNKNOWN)
    return UNKNOWN if found.startswith("image/") and is_too_large(content) else found


def frozen(files: Iterable[EvidenceFile]) -> list[Frozen]:
    """The files as the ledger freezes them."""
    return [Frozen(FROZEN, str(file.pk), bytes(file.content)) for file in files]


def read_frozen(refs: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
    """The files' bytes again, for the ledger's comparison; None for one whose content was erased."""
    wanted = list(refs)
    rows = EvidenceFile.objects.filter(pk__in=[int(ref) for ref in wanted]).values_list("pk", "content")
    found = {str(pk): bytes(content) for pk, content in rows.iterator()}
    for ref in wanted:
        yield ref, found.get(ref) or None


def handed_out(seat: Seat, pk: int, at: datetime) -> HttpResponse:
    """A file to be saved: a PDF or a picture as what its bytes are, anything else as bytes.

    For those who prepare, and for who handed it in. Raises Http404 for others: for them there is none.
    """
    visible = EvidenceFile.objects.visible_to(seat.account, at=at).filter(contract=seat.contract)
    found = get_object_or_404(visible, pk=pk)
    prepares = seat.party == "contractor" and seat.may("prepare")
    if not prepares and found.by_id != seat.account.pk:
        raise Http404
    content = bytes(found.content)
    return file_response(content, type_of(content), found.name)
