"""Roots of subtrees out of the database. Each complete 256 leaves have theirs kept, so that a proof reads little.

Such a tile (of the width of https://c2sp.org/tlog-tiles) can be made again from the leaves, and is never trusted:
whoever makes a proof of it checks where the proof leads.
"""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_

from django.db.models import Q

from kokoroe.ledger.merkle import root_of
from kokoroe.ledger.models import Entry, Tile, Tree
from kokoroe.ledger.proofs import Range

WIDTH = 256
BATCH = 64  # tiles whose leaves are read at a time


def complete_tiles(tree: Tree) -> None:
    """Keep the roots of all complete tiles of the current epoch that have none yet."""
    head = Tree.objects.get(pk=tree.pk)
    known = set(Tile.objects.filter(tree=head, epoch=head.epoch).values_list("number", flat=True))
    missing = [number for number in range(head.size // WIDTH) if number not in known]
    for start in range(0, len(missing), BATCH):
        made = _made(head, head.epoch, missing[start : start + BATCH])
        Tile.objects.bulk_create(
            (Tile(tree=head, epoch=head.epoch, number=number, root=root) for number, root in made.items()),
            ignore_conflicts=True,
        )


def roots(tree: Tree, epoch: int, ranges: Sequence[Range], *, by_tiles: bool = True) -> list[bytes]:
    """The root of each range of leaves that a proof names; two queries where the tiles are complete.

    Raises:
        LookupError: an entry is not there.
    """
    numbers = {number for each in ranges for number in _tiles_in(each)}
    tiles = dict[int, bytes]()
    if numbers and by_tiles:
        kept = Tile.objects.filter(tree=tree, epoch=epoch, number__in=numbers)
        tiles = {number: bytes(root) for number, root in kept.values_list("number", "root")}
    missing = sorted(numbers - tiles.keys())
    for start in range(0, len(missing), BATCH):
        tiles |= _made(tree, epoch, missing[start : start + BATCH])
    leaves = _leaves(tree, epoch, [rest for each in ranges if (rest := _rest_of(each)) is not None])
    return [_root(each, tiles, leaves) for each in ranges]


def _tiles_in(each: Range) -> Iterable[int]:
    """The complete tiles of a range; none where it lies within one."""
    first, end = each
    return range(first // WIDTH, end // WIDTH) if end - first > WIDTH else ()


def _rest_of(each: Range) -> Range | None:
    """The leaves of a range that are in none of its complete tiles."""
    first, end = each
    if end - first > WIDTH:
        first = end - end % WIDTH
    return (first, end) if first < end else None


def _root(each: Range, tiles: dict[int, bytes], leaves: dict[int, bytes]) -> bytes:
    """RFC 6962 divides at powers of two: tiles, the last one in part, are the leaves of a tree of the same shape."""
    rest = _rest_of(each)
    above = [tiles[number] for number in _tiles_in(each)]
    return root_of(above + ([root_of([leaves[seq] for seq in range(*rest)])] if rest else []))


def _made(tree: Tree, epoch: int, numbers: Sequence[int]) -> dict[int, bytes]:
    spans = [(number * WIDTH, (number + 1) * WIDTH) for number in numbers]
    leaves = _leaves(tree, epoch, spans)
    return {
        number: root_of([leaves[seq] for seq in range(*span)])
        for number, span in zip(numbers, spans, strict=True)
    }


def _leaves(tree: Tree, epoch: int, spans: Sequence[Range]) -> dict[int, bytes]:
    wanted = [span for span in spans if span[0] < span[1]]
    if not wanted:
        return {}
    within = reduce(or_, (Q(seq__gte=first, seq__lt=end) for first, end in wanted))
    rows = Entry.objects.filter(within, tree=tree, epoch=epoch).order_by()
    found = {seq: bytes(leaf) for seq, leaf in rows.values_list("seq", "leaf_hash")}
    for first, end in wanted:
        if missing := [seq for seq in range(first, end) if seq not in found]:
            raise LookupError(f"{tree.origin}: entry {missing[0]} of epoch {epoch} is not there")
    return found
