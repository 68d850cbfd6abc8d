"""Frozen content as it stands in the database, for the ledger to compare with its entries."""

from collections.abc import Iterable, Iterator

from django.db import models

from kokoroe.ledger.canonical import canonical
from kokoroe.submissions.models import Paper, Step, Submission

ENDORSEMENT = "endorsement"


def read_frozen(
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
    return read_frozen(Submission.objects, refs)


def read_papers(refs: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
    """PDFs and scans."""
    return read_frozen(Paper.objects, refs)


def read_endorsements(refs: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
    """What was proposed for a decision."""
    wanted = list(refs)
    found = {str(step.pk): endorsement_content(step) for step in Step.objects.filter(pk__in=wanted)}
    for ref in wanted:
        yield ref, found.get(ref)


def endorsement_content(step: Step) -> bytes:
    """A proposal's outcome, words, number and day, in canonical JSON."""
    return canonical(
        {
            "outcome": step.outcome,
            "comment": step.comment,
            "reference": step.reference,
            "dated_on": step.dated_on.isoformat() if step.dated_on else None,
        }
    )
