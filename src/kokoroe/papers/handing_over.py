"""Files as they leave the server: exact bytes, under their own name, and never taken for anything else."""

from pathlib import PurePosixPath

from django.http import HttpResponse
from django.utils.http import content_disposition_header

NOTHING_RUNS = "default-src 'none'; sandbox"
# What a browser's own viewer needs to show a PDF, and who may frame it.
VIEWER = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"


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
