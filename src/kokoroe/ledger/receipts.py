"""受領証: the proof that an entry is in a tree, as plain text (https://c2sp.org/tlog-proof). Pure.

The entry's own bytes stand in the `extra` line, so that the file shows alone what was recorded: they are hashed to the
leaf from which the proof leads to the root that the checkpoint below it signs.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from kokoroe.ledger.merkle import HASH_SIZE, leaf_hash
from kokoroe.ledger.note import Note, NoteError, TreeHead
from kokoroe.ledger.proofs import ProofError, root_by_inclusion

HEADER = "c2sp.org/tlog-proof@v1"
SUFFIX = ".tlog-proof"
MOST_HASHES = 63


@dataclass(frozen=True, slots=True)
class Receipt:
    """An entry's bytes, its number, the hashes that lead from it to a root, and the checkpoint that signs that root."""

    body: bytes
    index: int
    hashes: Sequence[bytes]
    note: Note

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a `.tlog-proof`; nothing of it is checked yet. Raises NoteError."""
        proof, blank, note = text.partition("\n\n")
        header, *lines = proof.split("\n")
        found = re.fullmatch(r"extra ([^\n]+)\nindex (0|[1-9][0-9]*)", "\n".join(lines[:2]))
        if header != HEADER or not blank or found is None or len(lines) > MOST_HASHES + 2:
            raise NoteError(
                f"not a receipt: expected {HEADER}, extra, index, hashes, an empty line and a checkpoint"
            )
        try:
            body, *hashes = (b64decode(each, validate=True) for each in (found[1], *lines[2:]))
        except ValueError as error:
            raise NoteError(f"a line of the receipt is no base64 ({error})") from error
        if any(len(each) != HASH_SIZE for each in hashes):
            raise NoteError(f"a hash of the receipt has not {HASH_SIZE} bytes")
        return cls(body, int(found[2]), hashes, Note.parse(note))

    def __str__(self) -> str:
        lines = [HEADER, f"extra {_base64(self.body)}", f"index {self.index}", *map(_base64, self.hashes), ""]
        return "\n".join(lines) + f"\n{self.note}"

    @property
    def head(self) -> TreeHead:
        """What the checkpoint states. Raises NoteError."""
        return TreeHead.parse(self.note.text)

    def check(self) -> TreeHead:
        """The checkpoint's head, to which the entry leads; whoever trusts it checks the note's signers as well.

        Raises:
            NoteError: the checkpoint is malformed.
            ProofError: the entry is not the one with this number under this root.
        """
        head = self.head
        if root_by_inclusion(self.index, head.size, leaf_hash(self.body), self.hashes) != head.root:
            raise ProofError(
                f"entry {self.index} does not lead to the root of {head.origin} at size {head.size}"
            )
        return head


def _base64(data: bytes) -> str:
    return b64encode(data).decode()
