"""Is a ledger still what it was? Everything is recomputed from the stored bytes, in a stream.

The tree is made of the stored leaf hashes, so that an edit is pinned to its entry as long as these stand.
Where they were rewritten too, the roots stop fitting: the stretch since the last good checkpoint is named.
Whoever holds both database and key can make all of it anew; only a signature of the other party shows that.
"""

import sys
from base64 import b64decode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import islice
from typing import cast

from django.conf import settings

from kokoroe.ledger.keys import load_key
from kokoroe.ledger.merkle import Frontier
from kokoroe.ledger.models import Checkpoint, Entry, Tree
from kokoroe.ledger.note import Note, NoteError, NoteKey, TreeHead, note_key
from kokoroe.ledger.report import Finding, Report
from kokoroe.ledger.trees import EPOCH_OPENED
from kokoroe.ledger.unit import VERSION
from kokoroe.ledger.values import ROWS, Values

Row = tuple[int, str, bytes, bytes]  # seq, act, leaf_hash, body


def verify(tree: Tree) -> Report:
    """Look at every entry, checkpoint, disclosed value and frozen content of a tree, over all its epochs.

    Entries that are recorded meanwhile are left for the next time.

    Raises:
        KeyMissingError: there is no `ledger.key` in settings.KOKOROE_KEYS to check signatures with.
    """
    checkpoints = list(Checkpoint.objects.filter(tree=tree))
    head = Tree.objects.get(pk=tree.pk)  # read after the checkpoints, so that none is beyond it
    report = Report(head.origin, checkpoints=len(checkpoints))
    signed = list(_good(checkpoints, head, report))
    ends = _ends(head)
    values = Values(report, head)
    for epoch in sorted(ends.keys() | _epochs(head)):
        origin = head.origin_in(epoch)
        walk = _Walk(report, values, epoch, origin)
        rows = Entry.objects.filter(tree=head, epoch=epoch).order_by("seq")
        columns = rows.values_list("seq", "act", "leaf_hash", "body").iterator(chunk_size=ROWS)
        stream = cast("Iterator[Row]", columns)
        walk.over(stream, [mark for mark in signed if mark.origin == origin], ends.get(epoch))
        if beyond := [seq for seq, *_ in stream]:
            latest = Tree.objects.get(pk=head.pk)
            size = latest.size if latest.epoch == epoch else walk.expected
            if beyond[-1] >= size:
                report.add(Finding.INSERTED, epoch, max(beyond[0], size), beyond[-1], what=size)
    values.conclude()
    return report


def _epochs(tree: Tree) -> set[int]:
    """The epochs that have entries, by a look at the index for each."""
    found: set[int] = set()
    epochs = Entry.objects.filter(tree=tree).order_by("epoch").values_list("epoch", flat=True)
    while (epoch := epochs.filter(epoch__gt=max(found, default=-1)).first()) is not None:
        found.add(epoch)
    return found


@dataclass(frozen=True, slots=True)
class _End:
    """How an epoch ends, or stands: its size and root, and the frontier while it grows."""

    size: int
    root: bytes
    frontier: bytes | None = None


def _ends(head: Tree) -> dict[int, _End]:
    """Each epoch's end: the current one's from the tree's row, an earlier one's from what opened the next."""
    ends = {}
    later = range(2, head.epoch + 1)
    for opening in Entry.objects.filter(tree=head, epoch__in=later, seq=0, act=EPOCH_OPENED):
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

    def __init__(self, report: Report, values: Values, epoch: int, origin: str) -> None:
        self._report, self._values, self._epoch, self._origin = report, values, epoch, origin
        self.expected = 0  # the number that the next entry must have
        rest = origin.replace("%", "%%").encode()
        self._tail = b'],"seq":%%d,"tree":"%b","v":%d}' % (rest, VERSION)  # what the body of a number ends in
        self._frontier = Frontier()
        self._sound = 0  # the size up to which a signature has confirmed the tree
        self._comparable = True  # roots can be compared: no entry is missing, none was rewritten

    def over(self, rows: Iterator[Row], signed: Sequence[TreeHead], end: _End | None) -> None:
        """Take the entries up to the end that the head or a signature names, whichever is later."""
        self._values.begin(self._epoch)
        for mark in signed:
            self._advance(rows, mark.size)
            self._compare(mark)
        last = max(end.size, *(mark.size for mark in signed), 0) if end else sys.maxsize
        self._advance(rows, last)
        self._values.strange_before(self.expected)
        if end is None:
            self._report.add(Finding.HEAD, self._epoch, what=self._origin)
        else:
            if self.expected < last:
                self._miss(self.expected, last)
            if self._comparable:
                self._conclude(end)

    def _advance(self, rows: Iterator[Row], size: int) -> None:
        while batch := list(islice(rows, max(0, min(ROWS, size - self.expected)))):
            self._take(batch)

    def _take(self, batch: list[Row]) -> None:
        """Look at some entries: a column at a time, which is quicker, and row by row where there is more to see."""
        seqs, acts, leaves, bodies = zip(*batch, strict=True)
        if seqs != tuple(range(self.expected, self.expected + len(seqs))):
            self._name_gaps(seqs)
        self.expected = seqs[-1] + 1
        hashes = tuple([sha256(b"\0" + body).digest() for body in bodies])
        begins = map(bytes.startswith, bodies, map(_head, acts))
        ends = map(bytes.endswith, bodies, map((b'"sd":[' + self._tail).__mod__, seqs))
        if not (hashes == leaves and all(begins) and all(ends)):
            for row, hashed in zip(batch, hashes, strict=True):
                self._look_at(row, hashed)
        self._frontier.extend(leaves)
        self._report.entries += len(batch)

    def _look_at(self, row: Row, hashed: bytes) -> None:
        seq, act, leaf, body = row
        tail = self._tail % seq
        if hashed != leaf:
            self._report.add(Finding.EDITED, self._epoch, seq)
            self._values.skip(seq)
        elif not (body.startswith(_head(act)) and body.endswith(tail)):
            self._report.add(Finding.MOVED, self._epoch, seq)
            self._values.skip(seq)
        elif not body.endswith(b'"sd":[' + tail):
            digests = body[body.rindex(b'"sd":["') + 7 : -len(tail) - 1].decode()
            self._values.compare(seq, body, set(digests.split('","')))

    def _name_gaps(self, seqs: Sequence[int]) -> None:
        for before, seq in zip((self.expected - 1, *seqs), seqs, strict=False):
            if seq != before + 1:
                self._miss(before + 1, seq)

    def _miss(self, expected: int, following: int) -> None:
        self._report.add(Finding.REMOVED, self._epoch, expected, following - 1)
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
                self._report.add(Finding.HEAD, self._epoch, what="frontier")
        elif end.size == frontier.size > self._sound:
            self._rewritten(end.size)
        else:
            self._report.add(Finding.HEAD, self._epoch, what="size, root")

    def _rewritten(self, size: int) -> None:
        self._report.add(Finding.REWRITTEN, self._epoch, self._sound, size - 1)
        self._comparable = False


@cache
def _head(act: str) -> bytes:
    """What the body of an act begins with: keys are sorted."""
    return b'{"act":"%b",' % act.encode()
