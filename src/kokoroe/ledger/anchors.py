"""The newest checkpoint of every tree, in a small file beside the keys: a database that is older than it is not ours.

Whoever has the database alone cannot write here, so that a truncated tree, or a copy of an old database put in its
place, is found without asking anybody. Whoever has the data folder can; only what left the server shows that.
"""

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial, reduce
from operator import or_
from pathlib import Path
from typing import Any

from django.db.models import Q

from kokoroe.ledger.keys import ANCHORS, write_beside
from kokoroe.ledger.models import Checkpoint, Tree
from kokoroe.ledger.note import Note, TreeHead
from kokoroe.ledger.proofs import check_consistency, consistency_ranges
from kokoroe.ledger.seals import is_ours, is_sealed, is_signed
from kokoroe.ledger.tiles import roots

CANDIDATES = 8  # checkpoints of a tree that are tried, should somebody have added some that nobody signed
TOGETHER = 100  # anchors looked for in one query
log = logging.getLogger(__name__)
_refused: set[tuple[str, "Anchor"]] = set()  # of which the log was told


@dataclass(frozen=True, slots=True)
class Anchor:
    """A tree's newest known checkpoint."""

    epoch: int
    size: int
    root: str  # hex
    note: str


@dataclass(frozen=True, slots=True)
class Anchors:
    """What the file holds: an anchor for each tree by its origin."""

    trees: Mapping[str, Anchor]


UNREAD = (OSError, ValueError, TypeError, KeyError, AttributeError)
NOTHING = Anchors({})
_read: dict[Path, tuple[tuple[int, int], Anchors]] = {}  # by file, with its time and inode


def head_of(origin: str, anchor: Anchor) -> TreeHead:
    """What the anchor's checkpoint states."""
    return TreeHead(Tree(origin=origin).origin_in(anchor.epoch), anchor.size, bytes.fromhex(anchor.root))


def hex_of(value: object) -> str:
    """Bytes in hex; of any other kind of value, as SQLite takes it, what no bytes are."""
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else ""


def known(folder: Path) -> Anchors:
    """The anchors beside the keys in `folder`; none where there is no file, or one that cannot be read."""
    path = folder / ANCHORS
    try:
        stands = path.stat()
        state = (stands.st_mtime_ns, stands.st_ino)
        if path not in _read or _read[path][0] != state:
            _read[path] = (state, _parsed(path.read_bytes()))
        return _read[path][1]
    except UNREAD:
        return NOTHING


def is_damaged(folder: Path) -> bool:
    """Whether the file is there and says nothing: then what it knew is lost, and it is not written over."""
    try:
        _parsed((folder / ANCHORS).read_bytes())
    except FileNotFoundError:
        return False
    except UNREAD:
        return True
    return False


def _parsed(data: bytes) -> Anchors:
    told: dict[str, Any] = json.loads(data)
    trees = {origin: Anchor(**anchor) for origin, anchor in told["trees"].items()}
    if not all(
        type(a.epoch) is type(a.size) is int and bytes.fromhex(a.root) and a.note for a in trees.values()
    ):
        raise ValueError(told)
    return Anchors(trees)


def keep(folder: Path) -> int:
    """Take up the checkpoints that are new; returns of how many trees. Only what this installation signed is taken.

    The file is replaced in one step, on disk before it stands; it never goes back, and on to no other continuation.

    Raises:
        KeyMissingError: there is no `ledger.key` in settings.KOKOROE_KEYS.
        OSError: it cannot be written, or is damaged: who wants another one takes that one away.
    """
    before = known(folder)
    if before is NOTHING and is_damaged(folder):
        raise OSError(f"{folder / ANCHORS} cannot be read")
    taken: dict[str, Anchor] = {}
    for head in Tree.objects.defer("frontier", "root", "seal"):
        old = before.trees.get(head.origin)
        if not (type(head.epoch) is type(head.size) is int) or (
            old is not None and (head.epoch, head.size) <= (old.epoch, old.size)
        ):
            continue
        best = next(filter(None, map(partial(_signed, head), _newer(head, old))), None)
        if best is None:
            continue
        if old is None or continues(head.origin, old, best):
            taken[head.origin] = best
        elif (head.origin, best) not in _refused:
            _refused.add((head.origin, best))
            log.error(
                "%s: its checkpoint of size %d is over another continuation than that of size %d beside the key;"
                " see `kokoroe ledger verify`",
                head.origin, best.size, old.size,
            )  # fmt: skip
    if taken:
        _write(folder / ANCHORS, Anchors({**before.trees, **taken}))
    return len(taken)


def _newer(head: Tree, old: Anchor | None) -> Iterator[Checkpoint]:
    """Checkpoints of a tree, up to its head, that are newer than its anchor: the newest first."""
    rows = Checkpoint.objects.filter(tree=head, epoch=head.epoch, size__lte=head.size).order_by("-size")
    if old is not None and old.epoch == head.epoch:
        rows = rows.filter(size__gt=old.size)
    return rows[:CANDIDATES].iterator()


def _signed(head: Tree, mark: Checkpoint) -> Anchor | None:
    """The checkpoint as an anchor; None where this installation did not sign just that."""
    if not (type(mark.size) is int and isinstance(mark.note, str)):
        return None
    anchor = Anchor(head.epoch, mark.size, hex_of(mark.root), mark.note)
    return anchor if is_signed(anchor.note, head_of(head.origin, anchor)) else None


def continues(origin: str, old: Anchor, new: Anchor) -> bool:
    """Whether a later checkpoint is over what the earlier one is over: else the end was cut off and written anew."""
    if new.epoch > old.epoch or old.size == 0:
        return True
    tree = Tree.objects.get(origin=origin)
    ranges = consistency_ranges(old.size, new.size)
    for by_tiles in (True, False):
        with suppress(LookupError, ValueError, TypeError):
            hashes = roots(tree, new.epoch, ranges, by_tiles=by_tiles)
            check_consistency(old.size, bytes.fromhex(old.root), new.size, bytes.fromhex(new.root), hashes)
            return True
    return False


def _write(path: Path, anchors: Anchors) -> None:
    write_beside(path, json.dumps({"trees": {o: asdict(a) for o, a in anchors.trees.items()}}))


@dataclass(frozen=True, slots=True)
class Older:
    """A tree of which more was known than the database has. `there` is its size now, None where it is gone."""

    origin: str
    known: int
    there: int | None


def older(folder: Path) -> Older | None:
    """The first tree that is not as far as its anchor; None where the database is no older than what is known.

    A tree in a later epoch is further, where this installation opened that epoch.

    Raises:
        KeyMissingError: there is no `ledger.key` in settings.KOKOROE_KEYS.
    """
    anchors = known(folder)
    if not anchors.trees:
        return None
    there = {head.origin: head for head in Tree.objects.defer("frontier")}
    for origin, anchor in anchors.trees.items():
        head = there.get(origin)
        if head is None or not (type(head.epoch) is type(head.size) is int):
            return Older(origin, anchor.size, None)
        if head.epoch > anchor.epoch and is_sealed(head):
            continue
        if (head.epoch, head.size) < (anchor.epoch, anchor.size) or head.epoch > anchor.epoch:
            return Older(origin, anchor.size, head.size)
    return _other(anchors)


def _other(anchors: Anchors) -> Older | None:
    """Of the anchors, one of which the database states another root: a copy that went on elsewhere."""
    kept = list(anchors.trees.items())
    for start in range(0, len(kept), TOGETHER):
        these = [
            Q(tree__origin=origin, epoch=anchor.epoch, size=anchor.size)
            for origin, anchor in kept[start : start + TOGETHER]
        ]
        for mark in Checkpoint.objects.filter(reduce(or_, these)).select_related("tree"):
            anchor = anchors.trees[mark.tree.origin]
            if anchor.root != hex_of(mark.root):
                return Older(mark.tree.origin, anchor.size, mark.tree.size)
    return None


def furthest(folder: Path, notes: Mapping[str, str]) -> dict[str, str]:
    """The newest note known of each tree by its origin, of these and the anchors: what `open_epochs` is told.

    Only what this installation signed counts: the notes may come from a database that somebody has had in hand.

    Raises:
        KeyMissingError: there is no `ledger.key` in settings.KOKOROE_KEYS.
    """
    found = {origin: note for origin, note in notes.items() if is_ours(note, origin)}
    for origin, anchor in known(folder).trees.items():
        if origin in found and _state(found[origin], origin) >= (anchor.epoch, anchor.size):
            continue
        if is_signed(anchor.note, head_of(origin, anchor)):
            found[origin] = anchor.note
    return found


def _state(note: str, origin: str) -> tuple[int, int]:
    """The epoch and size that a checkpoint states; before all others for one that is malformed."""
    try:
        head = TreeHead.parse(Note.parse(note).text)
        return int(head.origin.removeprefix(f"{origin}/e") if head.origin != origin else 1), head.size
    except ValueError:
        return (0, 0)
