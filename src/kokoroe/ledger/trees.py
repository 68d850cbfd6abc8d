"""Trees: made with the row they belong to, and continued in a new epoch after a restore."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.db import connections

from kokoroe.declare.names import take_name
from kokoroe.ledger.checkpoints import checkpoint
from kokoroe.ledger.keys import fingerprint, load_key
from kokoroe.ledger.merkle import EMPTY_ROOT
from kokoroe.ledger.models import Checkpoint, Cosignature, Pseudonym, Tree
from kokoroe.ledger.note import Note, TreeHead
from kokoroe.ledger.seals import is_ours, is_sealed, seal_of
from kokoroe.ledger.unit import unit

EPOCH_OPENED = "ledger.epoch_opened"

# What a tree of a kind belongs to: refs, as `create_tree` was told them, of the rows that have the tree (by its key).
owners: dict[str, Callable[[int], Iterable[str]]] = {}


def register_owner(kind: str, reader: Callable[[int], Iterable[str]]) -> None:
    """Have verification compare what a kind of tree hangs on with what its origin says; from an app's ready().

    Raises:
        ValueError: the kind has another reader.
    """
    take_name(owners, kind, reader, "owner of trees")


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
    tree = Tree(origin=f"kokoroe/{installation}/{kind}/{ref}")
    tree.seal = seal_of(tree)
    tree.save()
    return tree


def accounts_behind(tree: Tree) -> dict[str, str]:
    """Pseudonym to account key, for everyone who has acted in this tree."""
    return dict(Pseudonym.objects.filter(tree=tree).values_list("token", "account"))


def last_notes(using: str = "default") -> dict[str, str]:
    """Every tree's newest checkpoint by origin: what a restore saves from the database that it replaces.

    Rows that this installation did not sign are passed over, whoever put them there.

    Raises:
        KeyMissingError: there is no `ledger.key` in settings.KOKOROE_KEYS.
    """
    found: dict[str, str] = {}
    newest = Checkpoint.objects.using(using).order_by("-epoch", "-size").values_list("tree__origin", "note")
    for origin, note in newest.iterator():
        if origin not in found and isinstance(note, str) and is_ours(note, origin):
            found[origin] = note
    return found


def countersigned_notes(using: str = "default") -> dict[str, str]:
    """Every tree's newest checkpoint that a witness has signed, by origin; by it the witness knows the next epoch.

    Nothing where the database is of a version that kept none.
    """
    if Cosignature._meta.db_table not in connections[using].introspection.table_names():  # noqa: SLF001
        return {}
    rows = Checkpoint.objects.using(using).filter(cosignatures__isnull=False).order_by("epoch", "size")
    return dict(rows.values_list("tree__origin", "note").iterator())


def open_epochs(
    *,
    reason: str,
    now: datetime,
    last_checkpoints: Mapping[str, str] | None = None,
    countersigned: Mapping[str, str] | None = None,
) -> int:
    """Open a new epoch of every tree after a restore; returns how many. See `last_notes` for the notes."""
    known, seen = last_checkpoints or {}, countersigned or {}
    with unit(now=now):
        trees = list(Tree.objects.order_by("pk"))
        for tree in trees:
            open_epoch(
                tree,
                reason=reason,
                now=now,
                last_checkpoint=known.get(tree.origin, ""),
                countersigned=seen.get(tree.origin, ""),
            )
    return len(trees)


def open_epoch(
    tree: Tree, *, reason: str, now: datetime, last_checkpoint: str = "", countersigned: str = ""
) -> None:
    """Continue a tree under the origin of a new epoch, whose first entry says how the old one ended and why.

    To everyone who knows a later checkpoint, a restored tree under its old name is a forged one. The new
    epoch comes after that of `last_checkpoint` too: a backup may be older than the last restore. `countersigned` is the
    last one that a witness has signed: it accepts no epoch that does not begin with what it knows.

    Raises:
        NoteError, ValueError: `last_checkpoint` is no checkpoint of this tree.
    """
    with unit(now=now) as record:
        head = Tree.objects.select_for_update().get(pk=tree.pk)
        if is_sealed(head):
            checkpoint(head, now)
        before = {"epoch": head.epoch, "size": head.size, "root": b64encode(head.root).decode()}
        known = _epoch_of(last_checkpoint, head) if last_checkpoint else 0
        head.epoch, head.size, head.root, head.frontier = max(head.epoch, known) + 1, 0, EMPTY_ROOT, b""
        head.seal = seal_of(head)
        head.save()
        record(
            head,
            act=EPOCH_OPENED,
            actor=None,
            public={
                "before": before,
                "last_checkpoint": last_checkpoint,
                "reason": reason,
                **({"countersigned": [countersigned]} if countersigned else {}),
            },
        )


def _epoch_of(note: str, tree: Tree) -> int:
    origin = TreeHead.parse(Note.parse(note).text).origin
    found = re.fullmatch(re.escape(tree.origin) + r"(?:/e([0-9]+))?", origin)
    if not found:
        raise ValueError(f"the checkpoint is one of {origin}, not of {tree.origin}")
    return int(found[1] or 1)
