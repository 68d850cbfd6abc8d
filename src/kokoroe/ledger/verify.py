"""Is a ledger still what it was? Everything is recomputed from the stored bytes, in a stream.

The tree is made of the stored leaf hashes, so that an edit is pinned to its entry as long as these stand.
Where they were rewritten too, the roots stop fitting: the stretch since the last good checkpoint is named.
Whoever holds both database and key can make all of it anew; only a signature of the other party shows that.
"""

import sys
from base64 import b64decode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from operator import itemgetter

from django.conf import settings
from django.db import connection

from kokoroe.ledger.keys import load_key
from kokoroe.ledger.merkle import BATCH, Frontier, leaf_hashes
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
        entries = Entry.objects.filter(tree=head, epoch=epoch).order_by("seq")
        columns = entries.values_list("seq", "act", "leaf_hash", "body")
        with connection.chunked_cursor() as cursor:  # a queryset would give row after row
            cursor.execute(*columns.query.sql_with_params())
            rows = _Rows(iter(partial(cursor.fetchmany, ROWS), []))
            walk.over(rows, [mark for mark in signed if mark.origin == origin], ends.get(epoch))
            beyond = rows.rest()
        if beyond:
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


class _Rows:
    """The entries of an epoch in order, as they are read: a page at a time."""

    def __init__(self, pages: Iterator[list[Row]]) -> None:
        self._pages, self._page = pages, list[Row]()

    def take(self, most: int) -> list[Row]:
        """The next ones, as many as the page still has; an empty list after the last."""
        page = self._page or next(self._pages, [])
        self._page = page[most:]
        return page[:most]

    def rest(self) -> list[int]:
        """The numbers of those that nobody took."""
        return [seq for page in (self._page, *self._pages) for seq, *_ in page]


class _Walk:
    """One pass over the entries of one epoch, from the first to its end."""

    def __init__(self, report: Report, values: Values, epoch: int, origin: str) -> None:
        self._report, self._values, self._epoch, self._origin = report, values, epoch, origin
        self.expected = 0  # the number that the next entry must have
        rest = origin.replace("%", "%%").encode()
        self._tail = b'],"seq":%%d,"tree":"%b","v":%d}' % (rest, VERSION)  # what the body of a number ends in
        self._plain = b'"sd":[' + self._tail  # what it ends in if it has no digests
        self._frontier, self._leaves = Frontier(), list[bytes]()  # and the leaves that it is still to grow by
        self._sound = 0  # the size up to which a signature has confirmed the tree
        self._comparable = True  # roots can be compared: no entry is missing, none was rewritten

    def over(self, rows: _Rows, signed: Sequence[TreeHead], end: _End | None) -> None:
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

    def _advance(self, rows: _Rows, size: int) -> None:
        while self.expected < size and (batch := rows.take(size - self.expected)):
            self._take(batch)

    def _take(self, batch: list[Row]) -> None:
        """Look at some entries: whole columns, which is quicker, and at those rows where there is more to see."""
        seqs, acts, leaves, bodies = zip(*batch, strict=True)
        try:
            hashes, *_ = leaf_hashes(bodies), b"".join(leaves), "".join(acts)
        except TypeError:
            self._take([_readable(row) for row in batch])
            return
        if seqs != tuple(range(self.expected, self.expected + len(seqs))):
            self._name_gaps(seqs)
        self.expected = seqs[-1] + 1
        if not (hashes == list(leaves) and _all_begin(acts, bodies) and self._all_end(seqs, bodies)):
            begins = map(bytes.startswith, bodies, map(_head, acts))
            ends = map(bytes.endswith, bodies, map(self._plain.__mod__, seqs))
            for row, hashed, begun, ended in zip(batch, hashes, begins, ends, strict=True):
                if not (begun and ended and hashed == row[2]):
                    self._look_at(row, hashed)
        self._leaves += leaves
        if len(self._leaves) >= BATCH:
            self._grow()
        self._report.entries += len(batch)

    def _all_end(self, seqs: tuple[int, ...], bodies: Sequence[bytes]) -> bool:
        """Whether each body ends in its number, without digests. False also where numbers differ in length."""
        length = len(self._plain % seqs[0])
        if length != len(self._plain % seqs[-1]):
            return False
        ends = map(itemgetter(slice(-length, None)), bodies)
        return b"".join(ends) == self._plain * len(seqs) % seqs

    def _grow(self) -> None:
        self._frontier.extend(self._leaves)
        self._leaves.clear()

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
        self._grow()
        if self._comparable and self._frontier.size == mark.size:
            if self._frontier.root() == mark.root:
                self._sound = mark.size
            else:
                self._rewritten(mark.size)

    def _conclude(self, end: _End) -> None:
        self._grow()
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


def _readable(row: Row) -> Row:
    """A row where what is of another kind than was written, as SQLite allows, is empty: thus it fits nothing."""
    seq, act, leaf, body = row
    return (
        seq,
        act if isinstance(act, str) else "",
        leaf if isinstance(leaf, bytes) else b"",
        body if isinstance(body, bytes) else b"",
    )


@cache
def _head(act: str) -> bytes:
    """What the body of an act begins with: keys are sorted."""
    return b'{"act":"%b",' % act.encode()


def _all_begin(acts: Sequence[str], bodies: Sequence[bytes]) -> bool:
    """Whether each body begins with its act. Where the least and the greatest begin alike, all between them do."""
    if len(set(acts)) == 1:
        return min(bodies).startswith(_head(acts[0])) and max(bodies).startswith(_head(acts[0]))
    return all(map(bytes.startswith, bodies, map(_head, acts)))
