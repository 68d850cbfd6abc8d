"""Trees: made with the row they belong to, and continued in a new epoch after a restore."""

import re
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

from kokoroe.ledger.checkpoints import checkpoint
from kokoroe.ledger.keys import fingerprint, load_key
from kokoroe.ledger.merkle import EMPTY_ROOT
from kokoroe.ledger.models import Checkpoint, Pseudonym, Tree
from kokoroe.ledger.note import Note, TreeHead
from kokoroe.ledger.unit import unit

EPOCH_OPENED = "ledger.epoch_opened"


def create_tree(kind: str, ref: str) -> Tree:
    """A tree for a thing, such as ("contract", its public id).

    Its origin begins with the fingerprint of this installation's key, so that no two installations share one.

    Raises:
        KeyMissingError: there is no `ledger.key` in settings.KOKOROE_KEYS.
        ValueError: the ref cannot stand in an origin.
    """
    if not re.fullmatch(r"[0-9A-Za-z._-]+", ref):
        raise ValueError(
            f"{ref!r} cannot name a tree; expected letters, digits, dots, hyphens or underscores"
        )
    installation = fingerprint(load_key(settings.KOKOROE_KEYS))[:16]
    return Tree.objects.create(origin=f"kokoroe/{installation}/{kind}/{ref}")


def accounts_behind(tree: Tree) -> dict[str, str]:
    """Pseudonym to account key, for everyone who has acted in this tree."""
    return dict(Pseudonym.objects.filter(tree=tree).values_list("token", "account"))


def last_notes(using: str = "default") -> dict[str, str]:
    """Every tree's newest checkpoint by origin: what a restore saves from the database that it replaces."""
    newest = Checkpoint.objects.using(using).order_by("epoch", "size").values_list("tree__origin", "note")
    return dict(newest.iterator())


def open_epochs(*, reason: str, now: datetime, last_checkpoints: Mapping[str, str] | None = None) -> int:
    """Open a new epoch of every tree after a restore; returns how many. See `last_notes` for the notes."""
    known = last_checkpoints or {}
    with unit(now=now):
        trees = list(Tree.objects.order_by("pk"))
        for tree in trees:
            open_epoch(tree, reason=reason, now=now, last_checkpoint=known.get(tree.origin, ""))
    return len(trees)


def open_epoch(tree: Tree, *, reason: str, now: datetime, last_checkpoint: str = "") -> None:
    """Continue a tree under the origin of a new epoch, whose first entry says how the old one ended and why.

    To everyone who knows a later checkpoint, a restored tree under its old name is a forged one. The new
    epoch comes after that of `last_checkpoint` too: a backup may be older than the last restore.

    Raises:
        NoteError, ValueError: `last_checkpoint` is no checkpoint of this tree.
    """
    with unit(now=now) as record:
        head = Tree.objects.select_for_update().get(pk=tree.pk)
        checkpoint(head, now)
        before = {"epoch": head.epoch, "size": head.size, "root": b64encode(head.root).decode()}
        known = _epoch_of(last_checkpoint, head) if last_checkpoint else 0
        Tree.objects.filter(pk=head.pk).update(
            epoch=max(head.epoch, known) + 1, size=0, root=EMPTY_ROOT, frontier=b""
        )
        record(
            head,
            act=EPOCH_OPENED,
            actor=None,
            public={"before": before, "last_checkpoint": last_checkpoint, "reason": reason},
        )


def _epoch_of(note: str, tree: Tree) -> int:
    origin = TreeHead.parse(Note.parse(note).text).origin
    found = re.fullmatch(re.escape(tree.origin) + r"(?:/e([0-9]+))?", origin)
    if not found:
        raise ValueError(f"the checkpoint is one of {origin}, not of {tree.origin}")
    return int(found[1] or 1)
