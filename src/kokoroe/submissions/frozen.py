"""Frozen content as it stands in the database, for the ledger to compare with its entries."""

from collections.abc import Iterable, Iterator

from kokoroe.ledger.canonical import canonical
from kokoroe.submissions.models import Paper, Step, Submission

ENDORSEMENT = "endorsement"


def read_submissions(refs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """What was submitted."""
    for pk, content in Submission.objects.filter(pk__in=list(refs)).values_list("pk", "content"):
        yield str(pk), bytes(content)


def read_papers(refs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """PDFs and scans."""
    for pk, content in Paper.objects.filter(pk__in=list(refs)).values_list("pk", "content"):
        yield str(pk), bytes(content)


def read_endorsements(refs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """What was proposed for a decision."""
    for step in Step.objects.filter(pk__in=list(refs)):
        yield str(step.pk), endorsement_content(step)


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
