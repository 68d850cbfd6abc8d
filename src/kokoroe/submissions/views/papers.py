"""Papers as they leave the server: exact bytes, under their own name, and never taken for anything else."""

from pathlib import PurePosixPath

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.proof import require_fresh
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.submissions.models import Paper, Submission
from kokoroe.submissions.writings import writing

INLINE = "application/pdf"
NOTHING_RUNS = "default-src 'none'; sandbox"
# What a browser's own viewer needs to show a PDF, and who may frame it.
VIEWER = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"


@seated("read")
def paper(request: AccountRequest, pk: int, *, seat: Seat) -> HttpResponseBase:
    """A paper's bytes; with `?show` a PDF opens in the browser.

    What was submitted may hold the roster's personal columns, and a scan anything: both are for seats that may see all
    that stands in such a writing. The notice of a decision names nobody but those who took it.
    """
    visible = Submission.objects.visible_to(request.user, at=request.now).filter(contract=seat.contract)
    found = get_object_or_404(
        Paper.objects.select_related("submission").defer("submission__content"), pk=pk, submission__in=visible
    )
    if found.kind != "decision" and not seat.may(writing(found.submission.form).whole):
        raise PermissionDenied
    is_shown = "show" in request.GET
    if found.kind != "decision" and not is_shown:
        require_fresh(request)
    if is_shown and found.media_type == INLINE:
        return shown_inline(bytes(found.content), found.media_type, found.filename)
    return file_response(bytes(found.content), found.media_type, found.filename)


def file_response(
    content: bytes, media_type: str, filename: str, *, as_attachment: bool = True
) -> HttpResponse:
    """A file under its name, to be saved; browsers are told not to guess what it is, nor to run anything in it."""
    return HttpResponse(
        content,
        content_type=media_type,
        headers={
            "Content-Disposition": content_disposition_header(as_attachment, last_part(filename))
            or "attachment",
            "Content-Security-Policy": NOTHING_RUNS,
            "X-Content-Type-Options": "nosniff",
        },
    )


def last_part(filename: str) -> str:
    """The name without the folders that somebody may have put before it."""
    return PurePosixPath(filename.replace("\\", "/")).name or "file"


def shown_inline(content: bytes, media_type: str, filename: str) -> HttpResponse:
    """A paper of ours in the browser's own viewer, which may stand in a frame of our own pages alone."""
    response = file_response(content, media_type, filename, as_attachment=False)
    response.headers["Content-Security-Policy"] = VIEWER
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
