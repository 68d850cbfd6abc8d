"""Seals: every head bears a mark that needs the server's key, written in the transaction that moves the head.

Signatures follow after the commit. Whoever has the database alone can append an entry and make the head fit, but not
seal it: no process signs such a head, and what is recorded on top of it stays unsigned as well, so that it is found.
"""

import hmac
import re
from dataclasses import replace

from django.conf import settings

from kokoroe.ledger.keys import load_key, mark_of
from kokoroe.ledger.models import Tree
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
    """Whether this installation wrote the head. One without a seal it did not: `seal_older` has sealed all of before.

    Raises:
        KeyMissingError: there is no `ledger.key` in settings.KOKOROE_KEYS.
    """
    return isinstance(head.seal, bytes | memoryview) and hmac.compare_digest(bytes(head.seal), seal_of(head))


def seal_older() -> int:
    """Seal the heads that a version without seals wrote, as they stand; returns how many. Done once (see `first`).

    Raises:
        KeyMissingError: there is no `ledger.key` in settings.KOKOROE_KEYS.
    """
    older = [head for head in Tree.objects.all() if not head.seal]
    for head in older:
        head.seal = seal_of(head)
    Tree.objects.bulk_update(older, ["seal"], batch_size=500)
    return len(older)


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


def is_ours(note: str, origin: str) -> bool:
    """Whether this installation signed the note as a checkpoint of this tree, in whatever epoch.

    Raises:
        KeyMissingError: there is no `ledger.key` in settings.KOKOROE_KEYS.
    """
    try:
        head = TreeHead.parse(Note.parse(note).text)
    except ValueError:
        return False
    named = (
        head.origin == origin or re.fullmatch(re.escape(origin) + r"/e[0-9]{1,10}", head.origin) is not None
    )
    return named and is_signed(note, replace(head, extensions=()))
