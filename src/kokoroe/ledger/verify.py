"""Is a ledger still what it was? Everything is recomputed from the stored bytes, in a stream.

The tree is made of the stored leaf hashes, so that an edit is pinned to its entry as long as these stand.
Where they were rewritten too, the roots stop fitting: the stretch since the last good checkpoint is named.
Whoever holds both database and key can make all of it anew; only a signature of the other party shows that.
"""

import sys
from base64 import b64decode
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from operator import itemgetter

from django.conf import settings
from django.db import OperationalError, connection

from kokoroe.ledger.anchors import known
from kokoroe.ledger.bodies import read_body
from kokoroe.ledger.countersigning import look_at_cosignatures
from kokoroe.ledger.marks import Marks
from kokoroe.ledger.merkle import BATCH, Frontier, leaf_hashes
from kokoroe.ledger.models import Entry, Tree
from kokoroe.ledger.note import TreeHead
from kokoroe.ledger.report import Finding, Report
from kokoroe.ledger.rows import BEGIN, SwornRows
from kokoroe.ledger.seals import is_sealed
from kokoroe.ledger.stamping import look_at_stamps
from kokoroe.ledger.stored import any_text, rows_of, stored_head
from kokoroe.ledger.trees import EPOCH_OPENED, owners
from kokoroe.ledger.unit import VERSION
from kokoroe.ledger.values import ROWS, Values

Row = tuple[int, str, bytes, bytes]  # seq, act, leaf_hash, body
LEAST = -(2**63)
GREATEST = 2**31 - 1  # number of an epoch


def verify(tree: Tree, *, now: datetime | None = None) -> Report:
    """Look at every entry, checkpoint, cosignature, stamp, value, frozen content and sworn row, over all epochs.

    Entries that are recorded meanwhile are left for the next time. `now` judges how long entries wait for their
    signature; without it they are told as a note. Nothing that somebody put into the ledger's rows is raised.

    Raises:
        KeyMissingError: there is no `ledger.key` in settings.KOKOROE_KEYS to check signatures with.
    """
    report = Report("")
    try:
        _look(tree.pk, report, now)
    except OperationalError:  # of SQLite: text that is not UTF-8
        report = Report("")
        with any_text():
            _look(tree.pk, report, now)
    return report


def _look(key: int, report: Report, now: datetime | None) -> None:
    anchors = known(settings.KOKOROE_KEYS).trees
    rows = rows_of(
        "SELECT epoch, size, root, note, CAST(at AS text) FROM ledger_checkpoint WHERE tree_id = %s", key
    )
    head = stored_head(key, report)  # read after these, so that none is beyond it
    report.checkpoints = len(rows)
    marks = Marks(report, head, rows, anchors.get(head.origin))
    _look_at_owner(head, report)
    if not is_sealed(head):
        report.add(Finding.SEAL, head.epoch, what=head.size)
    ends = _ends(head)
    values, oaths = Values(report, head), SwornRows(report, head)
    for epoch in sorted({head.epoch, *ends, *_epochs(head, report)}):
        origin = head.origin_in(epoch)
        walk = _Walk(report, values, oaths, epoch, origin)
        entries = Entry.objects.filter(tree=head, epoch=epoch).order_by("seq")
        columns = entries.values_list("seq", "act", "leaf_hash", "body")
        with connection.chunked_cursor() as cursor:  # a queryset would give row after row
            cursor.execute(*columns.query.sql_with_params())
            rows_left = _Rows(iter(partial(cursor.fetchmany, ROWS), []))
            walk.over(rows_left, [mark for mark in marks.good if mark.origin == origin], ends.get(epoch))
            beyond = rows_left.rest()
        oaths.taken(epoch, walk.expected)
        if any(type(seq) is not int for seq in beyond):
            report.add(Finding.UNREADABLE, epoch, what="ledger_entry.seq")
        if beyond := [seq for seq in beyond if type(seq) is int]:
            latest = Tree.objects.filter(pk=key).values_list("epoch", "size").first()
            size = latest[1] if latest and latest[0] == epoch and type(latest[1]) is int else walk.expected
            if beyond[-1] >= size:
                report.add(Finding.INSERTED, epoch, max(beyond[0], size), beyond[-1], what=size)
        if epoch == head.epoch:
            marks.judge_rest(walk.expected, now)
    look_at_cosignatures(head, report)
    look_at_stamps(head, report)
    values.conclude()
    oaths.compare()


def _look_at_owner(head: Tree, report: Report) -> None:
    """A tree belongs to what its origin names, and to nothing else."""
    kind, ref = [*head.origin.split("/"), "", "", "", ""][2:4]
    if kind in owners:
        found = [str(owner) for owner in owners[kind](head.pk)]
        if found != [ref]:
            report.add(Finding.OWNER, head.epoch, what=", ".join(found) or "—")


def _epochs(tree: Tree, report: Report) -> set[int]:
    """The epochs that have entries, by a look at the index for each."""
    found: set[int] = set()
    statement = "SELECT epoch FROM ledger_entry WHERE tree_id = %s AND epoch > %s ORDER BY epoch LIMIT 1"
    before, unreadable = LEAST, False
    while rows := rows_of(statement, tree.pk, before):
        before = rows[0][0]
        if type(before) is int and 0 <= before <= GREATEST:
            found.add(before)
            continue
        if not unreadable:
            report.add(Finding.UNREADABLE, tree.epoch, what="ledger_entry.epoch")
        unreadable = True
        if type(before) is not int:  # SQLite puts other kinds behind all numbers
            break
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
    openings = rows_of(
        "SELECT body FROM ledger_entry WHERE tree_id = %s AND epoch > 1 AND epoch <= %s AND seq = 0 AND act = %s",
        head.pk,
        head.epoch,
        EPOCH_OPENED,
    )
    for (body,) in openings:
        with suppress(ValueError, KeyError, TypeError):  # an edited entry: found as such in its own epoch
            before = read_body(body)["public"]["before"]
            if type(before["epoch"]) is type(before["size"]) is int and 0 < before["epoch"] < head.epoch:
                ends[before["epoch"]] = _End(before["size"], b64decode(before["root"]))
    ends[head.epoch] = _End(head.size, bytes(head.root), bytes(head.frontier))
    return ends


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

    def __init__(self, report: Report, values: Values, oaths: SwornRows, epoch: int, origin: str) -> None:
        self._report, self._values, self._oaths = report, values, oaths
        self._epoch, self._origin = epoch, origin
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
            numbered = [row for row in batch if type(row[0]) is int and row[0] >= 0]
            if len(numbered) < len(batch):
                self._report.add(Finding.UNREADABLE, self._epoch, what="ledger_entry.seq")
                if numbered:
                    self._take(numbered)
                return
            self._name_gaps(seqs)
        self.expected = seqs[-1] + 1
        self._take_oaths(batch)
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

    def _take_oaths(self, batch: list[Row]) -> None:
        for seq, act, _leaf, body in batch:
            if BEGIN in body:
                self._oaths.take(self._epoch, seq, act, body)

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
            try:
                digests = body[body.rindex(b'"sd":["') + 7 : -len(tail) - 1].decode()
            except ValueError:
                self._report.add(Finding.MOVED, self._epoch, seq)
                self._values.skip(seq)
            else:
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
