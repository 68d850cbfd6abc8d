"""What a version of the procedure says, as the canonical bytes that are frozen when it is submitted."""

from collections.abc import Iterable, Iterator

from kokoroe.duties.incidents.models import Procedure
from kokoroe.ledger.canonical import canonical

MIRROR = "procedure"
"""The ledger's name for a version's row, which must go on saying what its submission says."""


def content_bytes(procedure: Procedure) -> bytes:
    """The canonical bytes of everything the version says."""
    said = {"contract": procedure.contract_id, "number": procedure.number, "content": procedure.content}
    return canonical(said)


def read_frozen(refs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The submitted versions as bytes again, by their submission, for the ledger's comparison."""
    for version in Procedure.objects.filter(submission__in=[int(ref) for ref in refs]):
        yield str(version.submission_id), content_bytes(version)
