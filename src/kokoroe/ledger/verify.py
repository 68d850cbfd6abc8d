"""Is a ledger still what it was? Everything is recomputed from the stored bytes, in a stream.

The tree is made of the stored leaf hashes, so that an edit is pinned to its entry as long as these stand.
Where they were rewritten too, the roots stop fitting: the stretch since the last good checkpoint is named.
Whoever holds both database and key can make all of it anew; only a signature of the other party shows that.
"""

import json
import sys
from base64 import b64decode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

from django.conf import settings

from kokoroe.ledger.erasure import ERASED
from kokoroe.ledger.keys import load_key
from kokoroe.ledger.merkle import BATCH, Frontier
from kokoroe.ledger.models import Checkpoint, Entry, Tree
from kokoroe.ledger.note import Note, NoteError, NoteKey, TreeHead, note_key
from kokoroe.ledger.report import Finding, Report
from kokoroe.ledger.trees import EPOCH_OPENED
from kokoroe.ledger.unit import VERSION
from kokoroe.ledger.values import compare_values

Row = tuple[int, str, bytes, bytes]  # seq, act, leaf_hash, body


def verify(tree: Tree) -> Report:
    """Look at every entry, checkpoint, disclosed value and frozen content of a tree, over all its epochs.

    Entries that are recorded meanwhile are left for the next time.

    Raises:
        KeyMissingError: there is no `ledger.key` in settings.KOKOROE_KEYS to check signatures with.
    """
    checkpoints = list(
        Checkpoint.objects.filter(tree=tree)
    )  # read before the head, so that none is beyond it
    head = Tree.objects.get(pk=tree.pk)
    report = Report(head.origin, checkpoints=len(checkpoints))
    signed = list(_good(checkpoints, head, report))
    ends = _ends(head)
    epochs = set(Entry.objects.filter(tree=head).order_by().values_list("epoch", flat=True).distinct())
    committed, announced = 0, set[str]()
    for epoch in sorted(epochs | ends.keys()):
        walk = _Walk(report, epoch, head.origin_in(epoch))
        rows = Entry.objects.filter(tree=head, epoch=epoch).order_by("seq")
        stream: Iterator[Row] = rows.values_list("seq", "act", "leaf_hash", "body").iterator(chunk_size=BATCH)
        walk.over(stream, [s for s in signed if s.origin == walk.origin], ends.get(epoch))
        if strays := [seq for seq, *_ in stream]:
            latest = Tree.objects.get(pk=head.pk)
            size = latest.size if latest.epoch == epoch else walk.expected
            for seq in strays:
                if seq >= size:
                    report.add(Finding.INSERTED, epoch, seq, what=size)
        committed += walk.committed
        announced |= walk.announced
    compare_values(report, head, committed=committed, announced=announced)
    return report


@dataclass(frozen=True, slots=True)
class _End:
    """How an epoch ends, or stands: its size and root, and the frontier while it grows."""

    size: int
    root: bytes
    frontier: bytes | None = None


def _ends(head: Tree) -> dict[int, _End]:
    """Each epoch's end: the current one's from the tree's row, an earlier one's from what opened the next."""
    ends = {}
    for opening in Entry.objects.filter(tree=head, act=EPOCH_OPENED, seq=0):
        try:
            before = opening.public["before"]
            ends[int(before["epoch"])] = _End(int(before["size"]), b64decode(before["root"]))
        except (ValueError, KeyError, TypeError):
            continue  # an edited entry: found as such in its own epoch
    ends[head.epoch] = _End(head.size, bytes(head.root), bytes(head.frontier))
    return ends


def _good(checkpoints: Iterable[Checkpoint], tree: Tree, report: Report) -> Iterator[TreeHead]:
    """What those checkpoints state that this installation signed and nobody altered, smallest first."""
    public = note_key("any", load_key(settings.KOKOROE_KEYS))
    for row in checkpoints:
        stated = TreeHead(tree.origin_in(row.epoch), row.size, bytes(row.root))
        try:
            note = Note.parse(row.note)
            note.signers([NoteKey(stated.origin, public.kind, public.public)])
            altered = note.text != str(stated)
        except NoteError:
            altered = True
        if altered:
            report.add(Finding.CHECKPOINT, row.epoch, what=row.size)
        else:
            yield stated


class _Walk:
    """One pass over the entries of one epoch, from the first to its end."""

    def __init__(self, report: Report, epoch: int, origin: str) -> None:
        self.report, self.epoch, self.origin = report, epoch, origin
        self.expected = 0  # the number that the next entry must have
        self.committed = 0  # how many digests the entries hold
        self.announced: set[str] = set()  # digests whose erasure is on record
        self._frontier = Frontier()
        self._sound = 0  # the size up to which a signature has confirmed the tree
        self._comparable = True  # roots can be compared: no entry is missing, none was rewritten

    def over(self, rows: Iterator[Row], signed: Sequence[TreeHead], end: _End | None) -> None:
        """Take the entries up to the end that the head or a signature names, whichever is later."""
        for mark in signed:
            self._advance(rows, mark.size)
            self._compare(mark)
        if end is None:
            self._advance(rows, sys.maxsize)
            self.report.add(Finding.HEAD, self.epoch, what=self.origin)
            return
        last = max(end.size, *(mark.size for mark in signed), 0)
        self._advance(rows, last)
        if self.expected < last:
            self._miss(last)
        if self._comparable:
            self._conclude(end)

    def _advance(self, rows: Iterator[Row], size: int) -> None:
        while batch := list(islice(rows, max(0, min(BATCH, size - self.expected)))):
            self._take(batch)

    def _take(self, batch: list[Row]) -> None:
        fixed = f',"tree":"{self.origin}","v":{VERSION}}}'.encode()
        for seq, act, leaf, body in batch:
            if seq != self.expected:
                self._miss(seq)
            self.expected = seq + 1
            tail = b'],"seq":%d%b' % (seq, fixed)
            if sha256(b"\0" + body).digest() != leaf:
                self.report.add(Finding.EDITED, self.epoch, seq)
            elif not (body.endswith(tail) and body.startswith(b'{"act":"%b",' % act.encode())):
                self.report.add(Finding.MOVED, self.epoch, seq)
            elif not body.endswith(b'"sd":[' + tail):
                self.committed += body.count(b",", body.rindex(b'"sd":['), -len(tail)) + 1
            if act == ERASED:
                self.announced |= _digests(body)
        self._frontier.extend([leaf for _, _, leaf, _ in batch])
        self.report.entries += len(batch)

    def _miss(self, following: int) -> None:
        self.report.add(Finding.REMOVED, self.epoch, self.expected, following - 1)
        self._comparable = False

    def _compare(self, mark: TreeHead) -> None:
        if self._comparable and self._frontier.size == mark.size:
            if self._frontier.root() == mark.root:
                self._sound = mark.size
            else:
                self._rewritten(mark.size)

    def _conclude(self, end: _End) -> None:
        frontier = self._frontier
        if (end.size, end.root) == (frontier.size, frontier.root()):
            if end.frontier not in (None, frontier.packed()):
                self.report.add(Finding.HEAD, self.epoch, what="frontier")
        elif end.size == frontier.size > self._sound:
            self._rewritten(end.size)
        else:
            self.report.add(Finding.HEAD, self.epoch, what="size, root")

    def _rewritten(self, size: int) -> None:
        self.report.add(Finding.REWRITTEN, self.epoch, self._sound, size - 1)
        self._comparable = False


def _digests(erasure: bytes) -> set[str]:
    """The digests that an erasure names; none if its entry was edited beyond reading."""
    try:
        return set(json.loads(erasure)["public"]["digests"])
    except (ValueError, KeyError, TypeError):
        return set()
