"""Checkpoints: the installation's signature over a tree's head, for papers, receipts and the other party."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import OuterRef, Subquery

from kokoroe.ledger.keys import load_key
from kokoroe.ledger.models import Checkpoint, Tree
from kokoroe.ledger.note import TreeHead, sign


def checkpoint(tree: Tree, now: datetime) -> Checkpoint:
    """Sign the head as it is stored now; the same head is signed once. Call it after the commit.

    The signature goes by the origin's name, so each tree has a verifier key of its own made from the one key.

    Raises:
        KeyMissingError: there is no `ledger.key` in settings.KOKOROE_KEYS.
    """
    head = Tree.objects.get(pk=tree.pk)
    text = str(TreeHead(str(head), head.size, bytes(head.root)))
    note = sign(text, str(head), load_key(settings.KOKOROE_KEYS))
    signed, _new = Checkpoint.objects.get_or_create(
        tree=head,
        epoch=head.epoch,
        size=head.size,
        defaults={"root": head.root, "note": str(note), "at": now},
    )
    return signed


def latest_checkpoint(tree: Tree) -> Checkpoint | None:
    """The newest checkpoint of a tree; None before the first."""
    return Checkpoint.objects.filter(tree=tree).select_related("tree").order_by("epoch", "size").last()


def newest_of(trees: Sequence[int]) -> list[Checkpoint]:
    """The newest checkpoint of each tree by its key, in the order given; trees that have none are left out."""
    newest = Checkpoint.objects.filter(tree=OuterRef("pk")).order_by("-epoch", "-size").values("pk")[:1]
    keys = Tree.objects.filter(pk__in=trees).annotate(newest=Subquery(newest)).values("newest")
    found = {mark.tree_id: mark for mark in Checkpoint.objects.filter(pk__in=keys).select_related("tree")}
    return [found[tree] for tree in trees if tree in found]


def short(checkpoint: Checkpoint) -> str:
    """For a paper's footer: how many entries, and 48 bits of the root, `台帳 No.123 a1b2-c3d4-e5f6`."""
    digits = bytes(checkpoint.root).hex()
    epoch = "" if checkpoint.epoch == 1 else f"第{checkpoint.epoch}期 "
    return f"台帳 {epoch}No.{checkpoint.size} {digits[:4]}-{digits[4:8]}-{digits[8:12]}"


def whole(checkpoint: Checkpoint) -> str:
    """What is anchored outside: origin, size and the whole root, a line each, as the checkpoint's note begins."""
    return str(TreeHead(checkpoint.tree.origin_in(checkpoint.epoch), checkpoint.size, bytes(checkpoint.root)))
