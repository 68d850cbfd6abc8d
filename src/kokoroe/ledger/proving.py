"""Proofs out of the database: a receipt for an entry, and that a tree only grew since a size that somebody has seen."""

from base64 import b64encode

from kokoroe.ledger.checkpoints import latest_checkpoint
from kokoroe.ledger.models import Checkpoint, Entry, Tree
from kokoroe.ledger.note import Note, Signature
from kokoroe.ledger.proofs import ProofError, check_consistency, consistency_ranges, inclusion_ranges
from kokoroe.ledger.receipts import Receipt
from kokoroe.ledger.tiles import roots


class NotProvableError(Exception):
    """There is no such proof: nothing is signed yet, the tree is smaller, or its entries are not what was signed."""


def receipt_for(entry: Entry) -> Receipt:
    """The receipt of an entry: it leads to the first checkpoint that was signed after it, and is always the same.

    Raises:
        NotProvableError: no checkpoint is signed yet, or the tree does not lead to it: verify says why.
    """
    later = Checkpoint.objects.filter(tree=entry.tree_id, epoch=entry.epoch, size__gt=entry.seq)
    mark = later.select_related("tree").order_by("size").first()
    if mark is None:
        raise NotProvableError(f"entry {entry.seq} has no checkpoint yet; ask again in a minute")
    ranges = inclusion_ranges(entry.seq, mark.size)
    for by_tiles in (True, False):
        try:
            hashes = roots(mark.tree, entry.epoch, ranges, by_tiles=by_tiles)
            receipt = Receipt(bytes(entry.body), entry.seq, hashes, cosigned_note(mark))
            receipt.check()
        except (LookupError, ValueError):
            continue
        return receipt
    raise NotProvableError(
        f"entry {entry.seq} does not lead to the checkpoint of size {mark.size}: verify the ledger"
    )


def growth(tree: Tree, old: int) -> str:
    """The newest checkpoint with the proof that it continues the tree of size `old`.

    As witnesses are asked (https://c2sp.org/tlog-witness): `old` and the size, hashes, an empty line, the checkpoint.

    Raises:
        NotProvableError: nothing is signed yet, the tree is smaller than `old`, or its leaves are not what was signed.
    """
    mark = latest_checkpoint(tree)
    if mark is None:
        raise NotProvableError("no checkpoint is signed yet")
    if old > mark.size:
        raise NotProvableError(f"the tree of {mark.size} is smaller than {old}")
    hashes = list[bytes]()
    if old:
        ranges = consistency_ranges(old, mark.size)
        for by_tiles in (True, False):
            try:
                begun, hashes = _with_beginning(tree, mark, old, ranges, by_tiles=by_tiles)
                check_consistency(old, begun, mark.size, bytes(mark.root), hashes)
            except (LookupError, ProofError):
                continue
            break
        else:
            raise NotProvableError(
                f"the tree does not lead to the checkpoint of size {mark.size}: verify the ledger"
            )
    lines = [f"old {old}", *(b64encode(each).decode() for each in hashes), ""]
    return "\n".join(lines) + f"\n{cosigned_note(mark)}"


def _with_beginning(
    tree: Tree, mark: Checkpoint, old: int, ranges: list[tuple[int, int]], *, by_tiles: bool
) -> tuple[bytes, list[bytes]]:
    begun, *hashes = roots(tree, mark.epoch, [(0, old), *ranges], by_tiles=by_tiles)
    return begun, hashes


def cosigned_note(mark: Checkpoint) -> Note:
    """A checkpoint's note with the lines of those who have countersigned it."""
    note = Note.parse(mark.note)
    lines = mark.cosignatures.order_by("pk").values_list("line", flat=True)
    return Note(note.text, (*note.signatures, *map(Signature.parse, lines)))
