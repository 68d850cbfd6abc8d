"""A ledger made anew by whoever holds database and key: entries, head and checkpoints fit each other, whatever was before."""

import json
from collections.abc import Sequence
from datetime import datetime

from kokoroe.ledger.checkpoints import checkpoint
from kokoroe.ledger.merkle import Frontier, leaf_hash
from kokoroe.ledger.models import Checkpoint, Cosignature, Disclosure, Entry, Stamped, Tile, Tree
from kokoroe.ledger.seals import seal_of


def bodies_of(tree: Tree) -> list[bytes]:
    """The entries' bytes, to make others of them."""
    return [bytes(body) for body in tree.entries.order_by("seq").values_list("body", flat=True)]


def rewrite(tree: Tree, bodies: Sequence[bytes], *, now: datetime) -> None:
    """Make the tree of its first epoch one of these entries, signed as it stands then; what contradicts it is removed."""
    Cosignature.objects.filter(checkpoint__tree=tree).delete()
    Stamped.objects.filter(checkpoint__tree=tree).delete()
    Checkpoint.objects.filter(tree=tree).delete()
    Disclosure.objects.filter(entry__tree=tree).delete()
    Entry.objects.filter(tree=tree).delete()
    Tile.objects.filter(tree=tree).delete()
    frontier = Frontier()
    for seq, body in enumerate(bodies):
        leaf, act = leaf_hash(body), json.loads(body)["act"]
        Entry.objects.create(tree=tree, epoch=1, seq=seq, act=act, leaf_hash=leaf, body=body)
        frontier.extend([leaf])
    tree.epoch, tree.size, tree.root, tree.frontier = 1, frontier.size, frontier.root(), frontier.packed()
    tree.seal = seal_of(tree)
    tree.save()
    checkpoint(tree, now)
