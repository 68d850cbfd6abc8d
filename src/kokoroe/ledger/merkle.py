"""The tree of RFC 6962, section 2.1: hashes and growth. Pure; SHA-256, every hash is 32 bytes."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

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


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes."""
    frontier = Frontier()
    frontier.extend(leaves)
    return frontier.root()
