"""The second half of verification: disclosed values and frozen content against the digests of entries."""

from collections import defaultdict
from hashlib import sha256

from kokoroe.ledger.commitments import digest_of, name_and_value
from kokoroe.ledger.frozen import frozen_sources
from kokoroe.ledger.merkle import BATCH
from kokoroe.ledger.models import Disclosure, Entry, Tree
from kokoroe.ledger.report import Finding, Report

CONTENTS = 100  # how many frozen contents are asked for at a time: they are whole papers

Wanted = tuple[str, object, int, int]  # ref, SHA-256 in hex, and the epoch and seq of the entry that froze it


def compare_values(report: Report, tree: Tree, *, committed: int, announced: set[str]) -> None:
    """Compare every disclosure of a tree.

    Args:
        report: takes the findings.
        tree: whose entries are looked at.
        committed: how many digests its entries hold.
        announced: the digests whose erasure is on record; a value that is gone is in order for these alone.
    """
    frozen: defaultdict[str, list[Wanted]] = defaultdict(list)
    matched, previous = 0, ("", 0)
    rows = Disclosure.objects.filter(entry__tree=tree).order_by("entry_id", "digest", "pk")
    columns = ("entry_id", "entry__epoch", "entry__seq", "entry__body", "digest", "kind", "name", "content")
    for pk, epoch, seq, body, digest, kind, name, content in rows.values_list(*columns).iterator(
        chunk_size=BATCH
    ):
        report.disclosures += 1
        quoted = b'"%b"' % digest.encode()
        if previous == (digest, pk) or quoted not in body[body.rfind(b'"sd":[') :]:
            report.add(Finding.VALUE_STRANGE, epoch, seq, what=name)
            continue
        previous, matched = (digest, pk), matched + 1
        if content is None:
            report.erased += 1
            if digest not in announced:
                report.add(Finding.VALUE_EMPTIED, epoch, seq, what=name)
        elif (b'{"digest":' + quoted in body) != bool(kind) or not _opens(content, digest, kind, name):
            report.add(Finding.VALUE_CHANGED, epoch, seq, what=name)
        elif kind:
            frozen[kind].append((name, name_and_value(content)[1], epoch, seq))
            if len(frozen[kind]) == CONTENTS:
                _compare_contents(report, kind, frozen.pop(kind))
    for kind, wanted in frozen.items():
        _compare_contents(report, kind, wanted)
    if matched != committed:
        _name_missing(report, tree)


def _opens(content: str, digest: str, kind: str, name: str) -> bool:
    """Whether a disclosure's text has this digest and says the name that stands beside it."""
    return digest_of(content) == digest and name_and_value(content)[0] == (f"{kind}/{name}" if kind else name)


def _compare_contents(report: Report, kind: str, wanted: list[Wanted]) -> None:
    reader = frozen_sources.get(kind)
    contents = reader(sorted({ref for ref, *_ in wanted})) if reader else ()
    found = {ref: sha256(content).hexdigest() for ref, content in contents if content is not None}
    for ref, expected, epoch, seq in wanted:
        if reader is None:
            report.add(Finding.CONTENT_UNREAD, epoch, seq, what=f"{kind} {ref}")
        elif ref not in found:
            report.add(Finding.CONTENT_MISSING, epoch, seq, what=f"{kind} {ref}")
        elif found[ref] != expected:
            report.add(Finding.CONTENT_CHANGED, epoch, seq, what=f"{kind} {ref}")


def _name_missing(report: Report, tree: Tree) -> None:
    """Find the digests whose rows are gone. Seldom needed, so it may read each entry in full."""
    for entry in Entry.objects.filter(tree=tree).prefetch_related("disclosures").iterator(chunk_size=BATCH):
        try:
            digests = set(entry.says["sd"])
        except (ValueError, KeyError, TypeError):
            continue  # an edited entry, named already
        for digest in sorted(digests - {row.digest for row in entry.disclosures.all()}):
            report.add(Finding.VALUE_MISSING, entry.epoch, entry.seq, what=digest)
