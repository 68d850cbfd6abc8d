from base64 import b64decode, b64encode

import pytest

from kokoroe.ledger import tiles
from kokoroe.ledger.checkpoints import checkpoint
from kokoroe.ledger.keys import load_key
from kokoroe.ledger.merkle import root_of
from kokoroe.ledger.models import Checkpoint, Entry, Tile
from kokoroe.ledger.note import Note, NoteError, TreeHead, note_key
from kokoroe.ledger.proofs import ProofError, check_consistency
from kokoroe.ledger.proving import NotProvableError, growth, receipt_for
from kokoroe.ledger.receipts import Receipt
from kokoroe.ledger.tiles import complete_tiles, roots
from kokoroe.ledger.trees import create_tree
from kokoroe.ledger.unit import unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree(now, monkeypatch):
    """A tree of 23 entries with tiles of 4, signed at 20 and at 23."""
    monkeypatch.setattr(tiles, "WIDTH", 4)
    tree = create_tree("contract", "sample")
    for number in (20, 3):
        with unit(now=now) as record:
            for _ in range(number):
                record(tree, act="plan.submitted", actor=1)
        checkpoint(tree, now)
    tree.refresh_from_db()
    return tree


def test_a_receipt_holds_the_entry_and_leads_to_the_first_checkpoint_signed_after_it(tree, settings):
    for seq, size in ((0, 20), (19, 20), (20, 23)):
        entry = tree.entries.get(seq=seq)
        receipt = Receipt.parse(str(receipt_for(entry)))
        key = note_key(tree.origin, load_key(settings.KOKOROE_KEYS))
        assert receipt.note.signers([key]) == [key]
        assert (receipt.body, receipt.index, receipt.check().size) == (bytes(entry.body), seq, size)


def test_tiles_make_the_same_proofs_and_one_that_was_altered_makes_none(tree):
    ranges = [(0, 16), (8, 23), (3, 4), (16, 23), (0, 23)]
    bare = roots(tree, 1, ranges)
    complete_tiles(tree)
    assert Tile.objects.count() == tree.size // 4
    leaves = [bytes(entry.leaf_hash) for entry in tree.entries.order_by("seq")]
    assert bare == roots(tree, 1, ranges) == [root_of(leaves[first:end]) for first, end in ranges]
    Tile.objects.update(root=b"x" * 32)
    receipt_for(tree.entries.get(seq=1)).check()


def test_what_is_not_signed_yet_or_was_altered_has_no_receipt(tree, now):
    with unit(now=now) as record:
        record(tree, act="plan.received", actor=1)
    with pytest.raises(NotProvableError, match="no checkpoint yet"):
        receipt_for(tree.entries.get(seq=23))
    Entry.objects.filter(seq=7).update(leaf_hash=b"x" * 32)
    with pytest.raises(NotProvableError, match="verify"):
        receipt_for(tree.entries.get(seq=1))


def test_a_forged_receipt_does_not_lead_anywhere(tree):
    text = str(receipt_for(tree.entries.get(seq=5)))
    other = b64encode(bytes(tree.entries.get(seq=6).body)).decode()
    lines = text.split("\n")
    lines[1] = f"extra {other}"
    with pytest.raises(ProofError):
        Receipt.parse("\n".join(lines)).check()
    for bad in (
        "",
        text.replace("@v1", "@v2"),
        text.replace("index 5", "index 05"),
        text.replace("extra ", "extra !"),
    ):
        with pytest.raises(NoteError):
            Receipt.parse(bad)


def test_a_growth_is_proved_from_any_size_that_was_seen(tree):
    for old in (0, 1, 20, 23):
        begun, _, note = growth(tree, old).partition("\n\n")
        head = TreeHead.parse(Note.parse(note).text)
        first, *hashes = begun.split("\n")
        assert (first, head.size) == (f"old {old}", 23)
        leaves = [bytes(entry.leaf_hash) for entry in tree.entries.order_by("seq")]
        check_consistency(old, root_of(leaves[:old]), 23, head.root, [b64decode(each) for each in hashes])


def test_there_is_none_from_beyond_the_tree_and_none_before_anything_is_signed(tree):
    with pytest.raises(NotProvableError, match="smaller"):
        growth(tree, 24)
    Checkpoint.objects.all().delete()
    with pytest.raises(NotProvableError, match="signed"):
        growth(tree, 0)
