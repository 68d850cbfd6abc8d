"""The newest checkpoint of every tree, in a small file beside the keys: a database that is older than it is not ours.

Whoever has the database alone cannot write here, so that a truncated tree, or a copy of an old database put in its
place, is found without asking anybody. Whoever has the data folder can; only what left the server shows that.
"""

import json
import os
from collections import defaultdict, deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kokoroe.ledger.keys import ANCHORS
from kokoroe.ledger.models import Checkpoint, Tree
from kokoroe.ledger.note import Note, TreeHead
from kokoroe.ledger.proofs import check_consistency, consistency_ranges
from kokoroe.ledger.seals import is_sealed, is_signed
from kokoroe.ledger.tiles import roots

CANDIDATES = 8  # checkpoints of a tree that are tried, should somebody have added some that nobody signed
AGAIN = 200  # checkpoints looked at once more: PostgreSQL shows rows in another order than it numbers them


@dataclass(frozen=True, slots=True)
class Anchor:
    """A tree's newest known checkpoint."""

    epoch: int
    size: int
    root: str  # hex
    note: str


@dataclass(frozen=True, slots=True)
class Anchors:
    """What the file holds: the number of the last checkpoint looked at, and an anchor for each tree by its origin."""

    through: int
    trees: Mapping[str, Anchor]


NOTHING = Anchors(0, {})
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
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return NOTHING


def _parsed(data: bytes) -> Anchors:
    told: dict[str, Any] = json.loads(data)
    trees = {origin: Anchor(**anchor) for origin, anchor in told["trees"].items()}
    if not all(
        type(a.epoch) is type(a.size) is int and bytes.fromhex(a.root) and a.note for a in trees.values()
    ):
        raise ValueError(told)
    return Anchors(int(told["through"]), trees)


def keep(folder: Path) -> int:
    """Take up the checkpoints that are new; returns of how many trees. Only what this installation signed is taken.

    The file is replaced in one step, on disk before it stands; it never goes back, and on to no other continuation.

    Raises:
        KeyMissingError: there is no `ledger.key` in settings.KOKOROE_KEYS.
        OSError: it cannot be written.
    """
    before = known(folder)
    newest_row = Checkpoint.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    if newest_row < before.through:  # another database, which went on in a new epoch with numbers of its own
        before = Anchors(0, before.trees)
    rows = Checkpoint.objects.filter(pk__gt=before.through - AGAIN).order_by("epoch", "size")
    columns = ("pk", "tree__origin", "epoch", "size", "root", "note")
    trees, through = dict(before.trees), before.through
    newest = defaultdict[str, deque[Anchor]](lambda: deque(maxlen=CANDIDATES))
    for pk, origin, epoch, size, root, note in rows.values_list(*columns).iterator():
        through = max(through, pk)
        if (type(epoch), type(size), type(note)) == (int, int, str) and not isinstance(
            root, str | int | float
        ):
            newest[origin].append(Anchor(epoch, size, bytes(root).hex(), note))
    taken = 0
    for origin, candidates in newest.items():
        old = trees.get(origin)
        newer = [one for one in candidates if old is None or (old.epoch, old.size) < (one.epoch, one.size)]
        signed = (one for one in reversed(newer) if is_signed(one.note, head_of(origin, one)))
        best = next(signed, None)
        if best is not None and (old is None or continues(origin, old, best)):
            trees[origin] = best
            taken += 1
    if taken:
        _write(folder / ANCHORS, Anchors(through, trees))
    return taken


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
    data = json.dumps({"through": anchors.through, "trees": {o: asdict(a) for o, a in anchors.trees.items()}})
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


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
    """Of the newest anchors, one of which the database states another root: a copy that went on elsewhere."""
    rows = Checkpoint.objects.filter(pk__gt=anchors.through - AGAIN).select_related("tree")
    for mark in rows:
        anchor = anchors.trees.get(mark.tree.origin)
        if (
            anchor
            and (anchor.epoch, anchor.size) == (mark.epoch, mark.size)
            and anchor.root != hex_of(mark.root)
        ):
            return Older(mark.tree.origin, anchor.size, mark.tree.size)
    return None


def furthest(folder: Path, notes: Mapping[str, str]) -> dict[str, str]:
    """The newest note known of each tree by its origin, of these and the anchors: what `open_epochs` is told."""
    found = dict(notes)
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
