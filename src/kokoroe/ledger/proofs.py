"""Proofs of RFC 6962, sections 2.1.1 and 2.1.2: that an entry is in a tree, that a tree only grew. Pure.

A proof is a list of subtree roots. Which subtrees these are follows from sizes alone, so that whoever keeps the tree
is asked for the roots of `(first, end)` ranges of leaves, and whoever checks needs no tree at all.
"""

from collections.abc import Sequence

from kokoroe.ledger.merkle import EMPTY_ROOT, node_hash

Range = tuple[int, int]  # leaves from the first up to, and without, the end


class ProofError(ValueError):
    """The proof does not lead to the root that is stated, or cannot be one of these sizes."""


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """Whose roots prove that entry `index` is in a tree of `size`, in the order of RFC 6962, 2.1.1.

    Raises:
        ValueError: there is no such entry in a tree of this size.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} has no entry {index}")
    first, end, found = 0, size, list[Range]()
    while end - first > 1:
        middle = first + _split(end - first)
        if index < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((first, middle))
            first = middle
    return found[::-1]


def consistency_ranges(old: int, size: int) -> list[Range]:
    """Whose roots prove that a tree of `size` begins with that of `old`, in the order of RFC 6962, 2.1.2.

    Raises:
        ValueError: the tree is smaller than it was, or was empty, of which nothing can be proved.
    """
    if not 0 < old <= size:
        raise ValueError(f"no proof leads from a tree of {old} to one of {size}")
    first, end, whole, found = 0, size, True, list[Range]()
    while old != end:
        middle = first + _split(end - first)
        if old <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((first, middle))
            first, whole = middle, False
    if not whole:
        found.append((first, end))
    return found[::-1]


def root_by_inclusion(index: int, size: int, leaf: bytes, hashes: Sequence[bytes]) -> bytes:
    """The root of the tree of `size` in which `leaf` is the entry `index`.

    Raises:
        ProofError: there are more or fewer hashes than such a proof has.
    """
    if not 0 <= index < size:
        raise ProofError(f"a tree of {size} has no entry {index}")
    ranges = inclusion_ranges(index, size)
    _as_many(ranges, hashes)
    root = leaf
    for (first, _end), other in zip(ranges, hashes, strict=True):
        root = node_hash(root, other) if index < first else node_hash(other, root)
    return root


def check_consistency(old: int, old_root: bytes, size: int, root: bytes, hashes: Sequence[bytes]) -> None:
    """Raises ProofError unless the hashes prove that the tree of `size` begins with that of `old`."""
    if old == 0:
        if hashes or old_root != EMPTY_ROOT:
            raise ProofError("an empty tree needs no proof, and has one root")
        return
    if old > size:
        raise ProofError(f"the tree of {size} is smaller than that of {old}")
    ranges = consistency_ranges(old, size)
    _as_many(ranges, hashes)
    parts = list(zip(ranges, hashes, strict=True))
    if not parts or parts[0][0][1] > old:  # the old tree is itself a subtree of the new one
        made_old = made = old_root
    else:
        made_old = made = parts.pop(0)[1]
    for (first, end), other in parts:
        if end <= old:
            made_old, made = node_hash(other, made_old), node_hash(other, made)
        else:
            assert first >= old, "subtrees lie on one side"
            made = node_hash(made, other)
    if (made_old, made) != (old_root, root):
        raise ProofError(f"the tree of {size} does not begin with that of {old}")


def _as_many(ranges: Sequence[Range], hashes: Sequence[bytes]) -> None:
    if len(ranges) != len(hashes):
        raise ProofError(f"{len(hashes)} hashes where such a proof has {len(ranges)}")


def _split(size: int) -> int:
    """The largest power of two below `size`: where RFC 6962 divides a tree of more than one leaf."""
    return 1 << (size - 1).bit_length() - 1
