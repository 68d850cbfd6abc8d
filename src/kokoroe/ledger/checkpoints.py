"""Checkpoints: the installation's signature over a tree's head, for papers, receipts and the other party.

Besides the root, each says when it was signed and which checkpoint came before it, with that one's hash, in the line
that the format leaves for extensions. The newest signature therefore answers for all of them.
"""

import logging
import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Self

from django.conf import settings
from django.db.models import Exists, OuterRef, Subquery

from kokoroe.ledger.anchors import Anchor, head_of, known
from kokoroe.ledger.bodies import read_body, read_moment
from kokoroe.ledger.keys import load_key
from kokoroe.ledger.models import Checkpoint, Entry, Tree
from kokoroe.ledger.note import Note, NoteError, NoteKey, TreeHead, note_key, sign
from kokoroe.ledger.seals import UnsealedError, is_sealed, is_signed

LEFT = timedelta(seconds=60)  # a head that nobody has signed for so long is signed by the clock

log = logging.getLogger(__name__)
_refused: set[tuple[int, int, int]] = set()  # tree, epoch, size of heads about which the log was told


@dataclass(frozen=True, slots=True)
class Extension:
    """What a checkpoint says besides its head: `at <UTC> after <size> <hash>`, or `at <UTC> first`."""

    at: str
    after: int | None = None
    hashed: str = ""

    @classmethod
    def read(cls, line: str) -> Self | None:
        """Of the line as it is written; None for any other."""
        found = re.fullmatch(r"at (\S{27}) (?:first|after ([0-9]{1,19}) (\S{44}))", line)
        return cls(found[1], None if found[2] is None else int(found[2]), found[3] or "") if found else None

    def __str__(self) -> str:
        return f"at {self.at} " + ("first" if self.after is None else f"after {self.after} {self.hashed}")


def checkpoint(tree: Tree, now: datetime) -> Checkpoint:
    """Sign the head as it is stored now; the same head is signed once. Call it after the commit.

    The signature goes by the origin's name, so each tree has a verifier key of its own made from the one key.

    Raises:
        KeyMissingError: there is no `ledger.key` in settings.KOKOROE_KEYS.
        UnsealedError: this installation did not write the head.
    """
    head = Tree.objects.get(pk=tree.pk)
    below = Checkpoint.objects.filter(tree=head, epoch=head.epoch, size__lte=head.size)
    newest = below.order_by("size").last()
    if newest is not None and newest.size == head.size:
        return newest
    if not is_sealed(head):
        raise UnsealedError(f"{head}: its head of {head.size} entries was not written by this installation")
    note, at = _known(head), now
    if note is None:
        text = TreeHead(
            str(head), head.size, bytes(head.root), (str(Extension(moment(now), *_before(head, newest))),)
        )
        note = str(sign(str(text), str(head), load_key(settings.KOKOROE_KEYS)))
    else:
        extension = _extension(note)
        at = (extension and read_moment(extension.at)) or now
    signed, _new = Checkpoint.objects.get_or_create(
        tree=head,
        epoch=head.epoch,
        size=head.size,
        defaults={"root": head.root, "note": note, "at": at},
    )
    return signed


def _kept(head: Tree) -> Anchor | None:
    """What is kept beside the key of the head's epoch, if this installation signed it."""
    anchor = known(settings.KOKOROE_KEYS).trees.get(head.origin)
    if anchor is None or anchor.epoch != head.epoch:
        return None
    return anchor if is_signed(anchor.note, head_of(head.origin, anchor)) else None


def _known(head: Tree) -> str | None:
    """The note over just this head that is kept beside the key: its row is gone, and what it says is not said anew."""
    kept = _kept(head)
    same = kept is not None and (kept.size, kept.root) == (head.size, bytes(head.root).hex())
    return kept.note if kept is not None and same else None


def _before(head: Tree, newest: Checkpoint | None) -> tuple[int | None, str]:
    """Size and hash of the checkpoint before the head's: the newest row, or what is kept, where rows are gone."""
    kept = _kept(head)
    if kept is not None and (newest.size if newest else 0) < kept.size < head.size:
        return kept.size, linked(kept.note, str(head))
    return (newest.size, linked(newest.note, str(head))) if newest else (None, "")


def _extension(note: str) -> Extension | None:
    """What a note says besides its head."""
    lines = TreeHead.parse(Note.parse(note).text).extensions
    return Extension.read(lines[0]) if len(lines) == 1 else None


def linked(note: str, origin: str) -> str:
    """The hash by which a later checkpoint names this one: of its text and our own signature, without cosignatures."""
    try:
        parsed = Note.parse(note)
        ours = tuple(signature for signature in parsed.signatures if signature.name == origin)
        note = str(Note(parsed.text, ours))
    except NoteError:
        pass  # altered since: what stands there is named, so that it cannot be put right unseen either
    return b64encode(sha256(note.encode(errors="replace")).digest()).decode()


def moment(at: datetime) -> str:
    """A moment as entries and checkpoints hold it: UTC, six decimals, 27 characters."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def sign_left(*, now: datetime) -> int:
    """Sign the heads whose signature was lost, as in a crash right after the commit; returns how many.

    A head that this installation did not write is not signed, and is told to the log once.

    Raises:
        KeyMissingError: there is no `ledger.key` in settings.KOKOROE_KEYS.
    """
    signed = Checkpoint.objects.filter(tree=OuterRef("pk"), epoch=OuterRef("epoch"), size=OuterRef("size"))
    done = 0
    for head in Tree.objects.filter(~Exists(signed), size__gt=0):
        if not (type(head.epoch) is type(head.size) is int):
            continue  # `ledger verify` names it
        last = Entry.objects.filter(tree=head, epoch=head.epoch, seq=head.size - 1).first()
        at = read_moment(read_body(last.body).get("at")) if last else None
        if at is not None and now - LEFT < at <= now:
            continue
        try:
            checkpoint(head, now)
        except UnsealedError as error:
            if (head.pk, head.epoch, head.size) not in _refused:
                _refused.add((head.pk, head.epoch, head.size))
                log.error("%s; see `kokoroe ledger verify`", error)  # noqa: TRY400 (there is nothing to trace)
            continue
        done += 1
    return done


def latest_checkpoint(tree: Tree) -> Checkpoint | None:
    """The newest checkpoint of a tree; None before the first."""
    return Checkpoint.objects.filter(tree=tree).select_related("tree").order_by("epoch", "size").last()


def key_of(checkpoint: Checkpoint) -> NoteKey:
    """The verifier key under which this installation signs the tree. Raises KeyMissingError."""
    origin = checkpoint.tree.origin_in(checkpoint.epoch)
    return note_key(origin, load_key(settings.KOKOROE_KEYS))


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
