"""The tree of RFC 6962, section 2.1: hashes, growth, proofs. Pure; SHA-256, every hash is 32 bytes."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import islice

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()
BATCH = 4096  # entries hashed at a time: whole levels at once are quicker than entry by entry
_LEAF, _NODE = sha256(b"\0"), sha256(b"\1")  # to be copied: quicker than to put the prefix before each input


def leaf_hash(entry: bytes) -> bytes:
    """The leaf of an entry's exact bytes; the prefix 0x00 keeps leaves and nodes apart (RFC 6962, 2.1)."""
    return sha256(b"\0" + entry).digest()


def leaf_hashes(entries: Iterable[bytes]) -> list[bytes]:
    """The leaves of many entries."""
    leaves = []
    for entry in entries:
        state = _LEAF.copy()
        state.update(entry)
        leaves.append(state.digest())
    return leaves


def node_hash(left: bytes, right: bytes) -> bytes:
    """The node above two subtrees."""
    return sha256(b"\1" + left + right).digest()


class Frontier:
    """All that a tree needs to grow: the roots of its complete subtrees, the largest first.

    There is one for each bit set in `size`, so a million entries need twenty hashes at most.
    """

    def __init__(self, size: int = 0, packed: bytes = b"") -> None:
        """`packed` is what `packed()` gave at that size; anything of another length raises ValueError."""
        if len(packed) != HASH_SIZE * size.bit_count():
            raise ValueError(f"{len(packed)} bytes are not the {size.bit_count()} hashes of a tree of {size}")
        self.size = size
        self._peaks = [packed[i : i + HASH_SIZE] for i in range(0, len(packed), HASH_SIZE)]

    def packed(self) -> bytes:
        """The subtree roots in one piece, for storing."""
        return b"".join(self._peaks)

    def extend(self, leaves: Sequence[bytes]) -> None:
        """Append leaf hashes, level by level."""
        level, bits, fresh = list(leaves), self.size, list[bytes]()
        self.size += len(level)
        while level:
            if bits & 1:
                level.insert(0, self._peaks.pop())
            if len(level) & 1:
                fresh.append(level.pop())
            level = _nodes_over(level)
            bits >>= 1
        self._peaks += reversed(fresh)

    def root(self) -> bytes:
        """The root over everything appended so far."""
        if not self._peaks:
            return EMPTY_ROOT
        *rest, root = self._peaks
        for peak in reversed(rest):
            root = node_hash(peak, root)
        return root


def _nodes_over(level: Iterable[bytes]) -> list[bytes]:
    """The next level: a node for each two hashes."""
    nodes, each = [], iter(level)
    for left, right in zip(each, each, strict=True):
        state = _NODE.copy()
        state.update(left + right)
        nodes.append(state.digest())
    return nodes


class Verifier:
    """Recomputes a tree from its entries' bytes, in a stream, in constant memory."""

    def __init__(self) -> None:
        self._frontier = Frontier()

    @property
    def size(self) -> int:
        """How many entries were fed."""
        return self._frontier.size

    def feed(self, entries: Iterable[bytes]) -> None:
        """Take the next entries, in order."""
        stream = iter(entries)
        while leaves := leaf_hashes(islice(stream, BATCH)):
            self._frontier.extend(leaves)

    def root(self) -> bytes:
        """The root over everything fed so far."""
        return self._frontier.root()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes."""
    frontier = Frontier()
    frontier.extend(leaves)
    return frontier.root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """PATH(index, leaves) of RFC 6962, 2.1.1, lowest first. IndexError if there is no such leaf."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"entry {index} is not in a tree of {len(leaves)}")
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*inclusion_proof(leaves[:split], index), root_of(leaves[split:])]
    return [*inclusion_proof(leaves[split:], index - split), root_of(leaves[:split])]


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """PROOF(old_size, leaves) of RFC 6962, 2.1.2: all leaves begin with the first `old_size` of them."""
    if not 0 < old_size <= len(leaves):
        raise IndexError(f"a tree of {len(leaves)} never had the size {old_size}")
    return _subproof(leaves, old_size, whole=True)


def _subproof(leaves: Sequence[bytes], old_size: int, *, whole: bool) -> list[bytes]:
    if old_size == len(leaves):
        return [] if whole else [root_of(leaves)]
    split = _split(len(leaves))
    if old_size <= split:
        return [*_subproof(leaves[:split], old_size, whole=whole), root_of(leaves[split:])]
    return [*_subproof(leaves[split:], old_size - split, whole=False), root_of(leaves[:split])]


def _split(size: int) -> int:
    """The largest power of two smaller than `size` (> 1)."""
    return 1 << (size - 1).bit_length() - 1


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` shows `leaf` as number `index` of `size` under `root` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or any(len(step) != HASH_SIZE for step in proof):
        return False
    position, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            found = node_hash(step, found)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            found = node_hash(found, step)
        position, last = position >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(
    old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether `proof` shows that the tree of `root` begins with that of `old_root` (RFC 9162, 2.1.4.2)."""
    if not 0 < old_size <= size or any(len(step) != HASH_SIZE for step in proof):
        return False
    if old_size == size:
        return not proof and old_root == root
    steps = list(proof)
    if old_size & (old_size - 1) == 0:
        steps.insert(0, old_root)  # a complete subtree is its own first step, and is left out of the proof
    if not steps:
        return False
    position, last = old_size - 1, size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old_found = found = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            old_found, found = node_hash(step, old_found), node_hash(step, found)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            found = node_hash(found, step)
        position, last = position >> 1, last >> 1
    return last == 0 and old_found == old_root and found == root
