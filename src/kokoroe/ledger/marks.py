"""The checkpoints of a tree, looked at: which are this installation's, what they leave out, what is not signed yet."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from operator import attrgetter

from django.conf import settings

from kokoroe.annex.days import JST
from kokoroe.annex.text import Text
from kokoroe.ledger.anchors import Anchor, head_of
from kokoroe.ledger.bodies import read_body, read_moment
from kokoroe.ledger.checkpoints import Extension, linked, moment
from kokoroe.ledger.keys import load_key
from kokoroe.ledger.models import Tree
from kokoroe.ledger.note import Note, NoteError, NoteKey, TreeHead, note_key
from kokoroe.ledger.report import Finding, Problem, Report
from kokoroe.ledger.seals import is_signed
from kokoroe.ledger.stored import Row, rows_of

SOON = timedelta(minutes=2)  # entries that wait longer for their signature are a finding
APART = timedelta(seconds=60)  # that two clocks may differ


@dataclass(frozen=True, slots=True)
class _Mark:
    """A checkpoint whose columns and note say the same; who signed it is not known yet."""

    head: TreeHead
    note: str
    at: datetime
    extension: Extension | None


class Marks:
    """A tree's checkpoints. `good` are the heads that this installation signed and nobody altered, smallest first."""

    def __init__(self, report: Report, head: Tree, rows: Iterable[Row], anchor: Anchor | None) -> None:
        """`rows` are (epoch, size, root, note, time as text), in any order; they were read before the head.

        Raises:
            KeyMissingError: there is no `ledger.key` in settings.KOKOROE_KEYS.
        """
        self._report, self._head = report, head
        self._key = note_key("any", load_key(settings.KOKOROE_KEYS))
        self._times: dict[int, datetime] = {}  # of the current epoch's good ones, by size
        self.good: list[TreeHead] = []
        epochs: dict[int, dict[int, _Mark | None]] = {}
        for epoch, size, root, note, at in rows:
            if type(epoch) is int and type(size) is int:
                epochs.setdefault(epoch, {})[size] = self._stated(epoch, size, root, note, at)
            else:
                report.add(Finding.CHECKPOINT, head.epoch, what=size)
        for epoch in sorted(epochs):
            self._follow(epoch, epochs[epoch])
        self._take(anchor, epochs.get(head.epoch, {}))

    def _stated(self, epoch: int, size: int, root: object, note: object, at: object) -> _Mark | None:
        """What a row states; None where its columns and its note differ."""
        time = read_moment(at)
        if not (isinstance(root, bytes) and isinstance(note, str) and time is not None):
            return None
        try:
            text = Note.parse(note).text
            extensions = TreeHead.parse(text).extensions
        except ValueError:
            return None
        extension = Extension.read(extensions[0]) if len(extensions) == 1 else None
        stated = TreeHead(self._head.origin_in(epoch), size, root, extensions)
        if text != str(stated) or (extension is not None and extension.at != moment(time)):
            return None
        return _Mark(stated, note, time, extension)

    def _follow(self, epoch: int, marks: dict[int, _Mark | None]) -> None:
        """From the newest to the first: each good one answers for the one before it, others for themselves."""
        origin, answered = self._head.origin_in(epoch), dict[int, str]()
        good: list[_Mark] = []
        missing = set[int]()
        for size in sorted(marks, reverse=True):
            mark = marks[size]
            if mark is None or (
                answered.get(size) != linked(mark.note, origin) and not self._is_signed(mark, origin)
            ):
                self._report.add(Finding.CHECKPOINT, epoch, what=size)
                continue
            good.append(mark)
            if mark.extension is not None and mark.extension.after is not None:
                answered[mark.extension.after] = mark.extension.hashed
                missing |= {mark.extension.after} - marks.keys()
        for size in sorted(missing):
            self._report.add(Finding.CHECKPOINT_MISSING, epoch, what=size)
        good.reverse()
        for before, mark in pairwise(good):
            if mark.at < before.at - APART:
                self._report.note(Problem(Finding.DISORDER, epoch, what=str(mark.head.size)))
        self.good += [mark.head for mark in good]
        if epoch == self._head.epoch:
            self._times = {mark.head.size: mark.at for mark in good}

    def _take(self, anchor: Anchor | None, there: Container[int]) -> None:
        """The newest checkpoint that is kept beside the keys stands for itself, whether its row is here or not."""
        if anchor is None or anchor.epoch < self._head.epoch:
            return
        head = head_of(self._head.origin, anchor)
        if not is_signed(anchor.note, head):
            return
        if anchor.epoch > self._head.epoch or anchor.size > self._head.size:
            self._report.add(Finding.OLDER, anchor.epoch, what=anchor.size)
        elif anchor.size not in there:
            self._report.add(Finding.CHECKPOINT_MISSING, anchor.epoch, what=anchor.size)
        if anchor.epoch == self._head.epoch:
            self.good = sorted([*self.good, head], key=attrgetter("size"))

    def _is_signed(self, mark: _Mark, origin: str) -> bool:
        try:
            Note.parse(mark.note).signers([NoteKey(origin, self._key.kind, self._key.public)])
        except NoteError:
            return False
        return True

    def judge_rest(self, size: int, now: datetime | None) -> None:
        """Say how many of the current epoch's `size` entries no signature answers for, and whether that is in order."""
        newest = max((signed for signed in self._times if signed <= size), default=0)
        self._report.unsigned = size - newest
        if not self._report.unsigned:
            return
        at = f"{self._times[newest].astimezone(JST):%Y-%m-%d %H:%M}" if newest else ""
        what, told = (
            (
                f"{newest}, {self._times[newest]:%Y-%m-%d %H:%M} UTC",
                Text(f"{newest}件目、{at}", f"{newest}, {at} Japan"),
            )
            if newest
            else ("—", None)
        )
        problem = Problem(Finding.UNSIGNED, self._head.epoch, newest, size - 1, what, told)
        found = rows_of(
            "SELECT body FROM ledger_entry WHERE tree_id = %s AND epoch = %s AND seq = %s",
            self._head.pk,
            self._head.epoch,
            newest,
        )
        begun = read_moment(read_body(found[0][0]).get("at")) if found else None
        if now is None or (begun is not None and now - SOON <= begun <= now + APART):
            self._report.note(problem)
        else:
            self._report.problems.append(problem)
