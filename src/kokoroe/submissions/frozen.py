"""Frozen content as it stands in the database, for the ledger to compare with its entries."""

from collections.abc import Iterable, Iterator

from django.db import models

from kokoroe.submissions.models import Paper, Submission


def read(
    rows: "models.Manager[Submission] | models.Manager[Paper]", refs: Iterable[str]
) -> Iterator[tuple[str, bytes | None]]:
    """Each reference with its bytes; None where the row is gone."""
    wanted = list(refs)
    found = {
        str(pk): bytes(content) for pk, content in rows.filter(pk__in=wanted).values_list("pk", "content")
    }
    for ref in wanted:
        yield ref, found.get(ref)


def read_submissions(refs: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
    """What was submitted."""
    return read(Submission.objects, refs)


def read_papers(refs: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
    """PDFs and scans."""
    return read(Paper.objects, refs)
