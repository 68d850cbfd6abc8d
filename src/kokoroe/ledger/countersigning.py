"""副署, looked at again: rows prove themselves, under their checkpoint and with a key that the ledger itself names."""

from collections.abc import Iterator
from datetime import UTC, datetime

from kokoroe.ledger.bodies import read_body, read_moment
from kokoroe.ledger.models import Tree
from kokoroe.ledger.note import Note, NoteError, NoteKey, Signature, seconds_of
from kokoroe.ledger.report import Finding, Report
from kokoroe.ledger.stored import rows_of

NAMED, ENDED, REFUSED = "ledger.witness_named", "ledger.witness_ended", "ledger.witness_refused"


def is_sound(line: object, note: object, key: NoteKey, seen_at: datetime | None) -> bool:
    """Whether the line is the key's, under the checkpoint's note, of the time that is told beside it."""
    try:
        signature, text = Signature.parse(str(line)), Note.parse(str(note)).text
        signed_at = datetime.fromtimestamp(seconds_of(signature.data), UTC)
    except (NoteError, ValueError, OverflowError, OSError):
        return False
    return key.signed(text, signature.data) and seen_at == signed_at


def look_at_cosignatures(head: Tree, report: Report) -> None:
    """Check every cosignature that is kept; that one was deleted, only whoever made it can show."""
    rows = rows_of(
        "SELECT m.epoch, m.size, m.note, c.key, c.line, CAST(c.seen_at AS text) FROM ledger_cosignature c"
        " JOIN ledger_checkpoint m ON m.id = c.checkpoint_id WHERE m.tree_id = %s ORDER BY m.epoch, m.size",
        head.pk,
    )
    report.cosignatures = len(rows)
    keys = {str(key): key for key in _ever_named(head)} if rows else {}
    for epoch, size, note, key, line, seen_at in rows:
        known = keys.get(str(key))
        if known is None or not is_sound(line, note, known, read_moment(seen_at)):
            report.add(Finding.COSIGNATURE, epoch if type(epoch) is int else head.epoch, what=size)


def _ever_named(head: Tree) -> Iterator[NoteKey]:
    """The keys that were ever named, in whatever epoch; an entry that somebody edited is found as such."""
    found = rows_of("SELECT body FROM ledger_entry WHERE tree_id = %s AND act = %s", head.pk, NAMED)
    for (body,) in found:
        public = read_body(body).get("public")
        key = public.get("key") if isinstance(public, dict) else None
        try:
            yield NoteKey.parse(str(key))
        except NoteError:
            continue
