"""The second half of verification: disclosed values and frozen content against the digests of entries."""

import logging
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import TypeAlias

from django.db import transaction

from kokoroe.declare.names import take_name
from kokoroe.ledger.bodies import read_body
from kokoroe.ledger.commitments import digest_of, discloses, name_and_value
from kokoroe.ledger.erasure import ERASED
from kokoroe.ledger.models import Disclosure, Entry, Tree
from kokoroe.ledger.report import Finding, Problem, Report

log = logging.getLogger(__name__)
UNREADABLE = "unreadable"
ReadableBytes = (bytes, bytearray, memoryview)

Reader: TypeAlias = Callable[[Iterable[str]], Iterator[tuple[str, bytes | None]]]

frozen_sources: dict[str, Reader] = {}


def register_frozen(kind: str, reader: Reader) -> None:
    """Name the reader of a kind of frozen content, from an app's ready().

    The reader gets refs and gives each with the bytes as they were frozen; None, or nothing, for those that are gone.

    Raises:
        ValueError: the kind has another reader.
    """
    take_name(frozen_sources, kind, reader, "reader of frozen content")


ROWS = 500  # read at a time: few enough to be hashed while the processor still has them at hand
CONTENTS = 100  # how many frozen contents are asked for at a time: they are whole papers

Row = tuple[int, str, str, str, str | None]  # seq of the entry, digest, kind, name, content


class Values:
    """The disclosures of a tree, read in step with its entries, an epoch at a time."""

    def __init__(self, report: Report, tree: Tree) -> None:
        self._report, self._tree, self._epoch = report, tree, 0
        self._groups: Iterator[tuple[int, Iterable[Row]]] = iter(())
        self._seq, self._rows = sys.maxsize, list[Row]()  # the next entry that has disclosures, and these
        self._emptied: list[tuple[str, Problem]] = []
        self._frozen: defaultdict[str, list[tuple[str, object, int, int]]] = defaultdict(list)

    def begin(self, epoch: int) -> None:
        """Start with the first entry of an epoch."""
        rows = Disclosure.objects.filter(entry__tree=self._tree, entry__epoch=epoch).order_by("entry__seq")
        columns = rows.values_list("entry__seq", "digest", "kind", "name", "content")
        readable = filter(self._is_readable, columns.iterator(chunk_size=ROWS))
        self._epoch, self._groups = epoch, groupby(readable, key=itemgetter(0))
        self._advance()

    def skip(self, seq: int) -> None:
        """Pass over an entry that was edited: nobody knows what it committed to."""
        self.strange_before(seq)
        if self._seq == seq:
            self._advance()

    def compare(self, seq: int, body: bytes, digests: set[str]) -> None:
        """Compare an entry that is in order, and has these digests, with what is disclosed of it."""
        self.strange_before(seq)
        if self._seq == seq:
            for row in self._rows:
                if row[1] in digests:
                    digests.remove(row[1])
                    self._judge(row, body)
                else:
                    self._report.add(Finding.VALUE_STRANGE, self._epoch, seq, what=row[3])
            self._advance()
        for digest in sorted(digests):
            self._report.add(Finding.VALUE_MISSING, self._epoch, seq, what=digest)

    def strange_before(self, seq: int) -> None:
        """Name the disclosures of earlier entries, for these have no digests."""
        while self._seq < seq:
            for row in self._rows:
                self._report.add(Finding.VALUE_STRANGE, self._epoch, self._seq, what=row[3])
            self._advance()

    def conclude(self) -> None:
        """After the last epoch: compare what content is left, and look for the erasures of what is empty."""
        for kind in list(self._frozen):
            self._compare_contents(kind)
        if self._emptied:  # an erasure meanwhile is on record by now
            announced = _announced(self._tree)
            self._report.problems += [problem for digest, problem in self._emptied if digest not in announced]

    def _is_readable(self, row: Row) -> bool:
        """Whether all of it is of the kinds that were written; SQLite takes any. What is not, is named."""
        seq, *words, content = row
        if (
            type(seq) is int
            and all(type(word) is str for word in words)
            and (content is None or type(content) is str)
        ):
            return True
        what = f"ledger_disclosure ({row[3]})"
        self._report.add(Finding.UNREADABLE, self._epoch, seq if type(seq) is int else None, what=what)
        return False

    def _advance(self) -> None:
        self._report.disclosures += len(self._rows)
        self._seq, rows = next(self._groups, (sys.maxsize, ()))
        self._rows = list(rows)

    def _judge(self, row: Row, body: bytes) -> None:
        seq, digest, kind, name, content = row
        committed_name = f"{kind}/{name}" if kind else name
        if content is None:
            self._report.erased += 1
            self._emptied.append((digest, Problem(Finding.VALUE_EMPTIED, self._epoch, seq, seq, name)))
        elif (
            digest_of(content) != digest
            or not discloses(content, committed_name)
            or (b'{"digest":"%b"' % digest.encode() in body) != bool(kind)
        ):
            self._report.add(Finding.VALUE_CHANGED, self._epoch, seq, what=name)
        elif kind:
            self._frozen[kind].append((name, name_and_value(content)[1], self._epoch, seq))
            if len(self._frozen[kind]) == CONTENTS:
                self._compare_contents(kind)

    def _compare_contents(self, kind: str) -> None:
        wanted = self._frozen.pop(kind)
        reader = frozen_sources.get(kind)
        found = read_hashes(reader, sorted({ref for ref, *_ in wanted})) if reader else {}
        for ref, expected, epoch, seq in wanted:
            if reader is None:
                self._report.add(Finding.CONTENT_UNREAD, epoch, seq, what=f"{kind} {ref}")
            elif ref not in found:
                self._report.add(Finding.CONTENT_MISSING, epoch, seq, what=f"{kind} {ref}")
            elif found[ref] != expected:
                self._report.add(Finding.CONTENT_CHANGED, epoch, seq, what=f"{kind} {ref}")


def read_hashes(reader: Reader, refs: list[str]) -> dict[str, str]:
    """SHA-256 in hex of each content that is there; of one that cannot be read any more a word that is no hash.

    A reader makes content of rows that anybody may have edited, and cannot know what it will find.
    """
    found: dict[str, str] = {}
    try:
        with transaction.atomic():
            for ref, content in reader(refs):
                if content is not None:
                    found[ref] = (
                        sha256(content).hexdigest() if isinstance(content, ReadableBytes) else UNREADABLE
                    )
    except Exception as error:  # noqa: BLE001 (what an app's reader meets in edited rows is its own)
        log.info("frozen content cannot be read: %s", error)
        if len(refs) == 1:
            return {refs[0]: UNREADABLE}
        return {ref: hashed for one in refs for ref, hashed in read_hashes(reader, [one]).items()}
    return found


def _announced(tree: Tree) -> set[str]:
    """The digests whose erasure is on record."""
    digests: set[str] = set()
    for body in Entry.objects.filter(tree=tree, act=ERASED).values_list("body", flat=True).iterator(ROWS):
        with suppress(KeyError, TypeError):  # an edited entry, named already
            digests.update(read_body(body)["public"]["digests"])
    return digests
