"""Seals: every head bears a mark that needs the server's key, written in the transaction that moves the head.

Signatures follow after the commit. Whoever has the database alone can append an entry and make the head fit, but not
seal it: no process signs such a head, and what is recorded on top of it stays unsigned as well, so that it is found.
"""

import hmac
from dataclasses import replace

from django.conf import settings

from kokoroe.ledger.keys import load_key, mark_of
from kokoroe.ledger.merkle import EMPTY_ROOT
from kokoroe.ledger.models import Checkpoint, Tree
from kokoroe.ledger.note import Note, NoteError, TreeHead, note_key


class UnsealedError(Exception):
    """The head was not written by this installation; it is not signed. The message names it."""


def seal_of(head: Tree) -> bytes:
    """The seal of a head as it stands in memory.

    Raises:
        KeyMissingError: there is no `ledger.key` in settings.KOKOROE_KEYS.
    """
    root = head.root if isinstance(head.root, bytes | memoryview) else b""  # SQLite takes any value
    statement = f"{head}\n{head.size}\n".encode() + bytes(root)
    return mark_of(load_key(settings.KOKOROE_KEYS), statement)


def is_sealed(head: Tree) -> bool:
    """Whether this installation wrote the head; of one without a seal, from before, whether it was signed or is empty.

    Raises:
        KeyMissingError: there is no `ledger.key` in settings.KOKOROE_KEYS.
    """
    if head.seal:
        return isinstance(head.seal, bytes | memoryview) and hmac.compare_digest(
            bytes(head.seal), seal_of(head)
        )
    if head.size == 0:
        return head.root == EMPTY_ROOT
    signed = Checkpoint.objects.filter(tree=head, epoch=head.epoch, size=head.size).first()
    return signed is not None and is_signed(signed.note, TreeHead(str(head), head.size, bytes(head.root)))


def is_signed(note: str, stated: TreeHead) -> bool:
    """Whether this installation signed the note, and it states just that, whatever its extensions say.

    Raises:
        KeyMissingError: there is no `ledger.key` in settings.KOKOROE_KEYS.
    """
    try:
        signed = Note.parse(note)
        signed.signers([note_key(stated.origin, load_key(settings.KOKOROE_KEYS))])
        return replace(TreeHead.parse(signed.text), extensions=()) == stated
    except NoteError:
        return False
