"""タイムスタンプ: one stamp a day over the newest checkpoints of all trees that changed, and each tree's path to it.

The authority is asked once, however many contracts there are; it sees one digest. From a tree's checkpoint a path of
hashes (RFC 6962, 2.1.1) leads to the root that was stamped, so that what a party is given tells nothing of other trees.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery

from kokoroe.annex.days import date_in_japan
from kokoroe.annex.text import Text
from kokoroe.ledger.bodies import read_moment
from kokoroe.ledger.keys import fingerprint, load_key
from kokoroe.ledger.merkle import leaf_hash, node_hash
from kokoroe.ledger.models import Checkpoint, Stamped, TimeStamp, Tree
from kokoroe.ledger.note import Note, NoteError
from kokoroe.ledger.proofs import Range, inclusion_ranges
from kokoroe.ledger.proving import cosigned_note
from kokoroe.ledger.report import Finding, Problem, Report
from kokoroe.ledger.stamp_files import HEADER, README, certificates_of, leads, pack
from kokoroe.ledger.stored import rows_of
from kokoroe.ledger.timestamps import Stamp, StampError, new_nonce, read, request

APART = timedelta(seconds=60)  # that two clocks may differ
PAGE = 500  # rows written at a time


def roots() -> tuple[x509.Certificate, ...]:
    """The certificates of authorities that the operator trusts (KOKOROE_TSA_CA), none where none are named.

    Raises:
        StampError: the file cannot be read, or holds none.
    """
    named: Path | None = settings.KOKOROE_TSA_CA
    return certificates_of(named) if named is not None else ()


def stamp_heads(ask: Callable[[bytes], bytes], *, now: datetime) -> TimeStamp | None:
    """Have what changed since the last stamp stamped, unless this day (JST) has its stamp; returns the new one.

    `ask` sends a query to the authority and gives its answer. Of two processes that ask at once one is kept.

    Raises:
        StampError: the answer is no time stamp of this.
        KeyMissingError: there is no `ledger.key` in settings.KOKOROE_KEYS.
    """
    day = date_in_japan(now)
    if TimeStamp.objects.filter(day=day).exists():
        return None
    marks = unstamped()
    if not marks:
        return None
    leaves = [leaf_hash(Note.parse(mark.note).text.encode()) for mark in marks]
    subtree = _subtrees(leaves)
    text = stamped_text(day, len(leaves), subtree((0, len(leaves))))
    nonce = new_nonce()
    answer = ask(request(text.encode(), nonce))
    stamp = read(answer, text.encode(), nonce=nonce, policy=settings.KOKOROE_TSA_POLICY, roots=roots())
    if stamp.trusted is False:
        raise StampError(NOT_TRUSTED)
    try:
        with transaction.atomic():
            made = TimeStamp.objects.create(day=day, text=text, answer=answer, at=now)
            Stamped.objects.bulk_create(
                [
                    Stamped(
                        stamp=made,
                        checkpoint=mark,
                        number=number,
                        path=b"".join(map(subtree, inclusion_ranges(number, len(leaves)))),
                    )
                    for number, mark in enumerate(marks)
                ],
                PAGE,
            )
    except IntegrityError:
        if TimeStamp.objects.filter(day=day).exists():
            return None
        raise
    return made


NOT_TRUSTED = Text(
    "署名した証明書が、KOKOROE_TSA_CA の認証局につながりません。",
    "The certificate that has signed does not lead to an authority in KOKOROE_TSA_CA.",
)


def unstamped() -> list[Checkpoint]:
    """The newest checkpoint of each tree that has none stamped, in the trees' order."""
    newest = Checkpoint.objects.filter(tree=OuterRef("pk")).order_by("-epoch", "-size").values("pk")[:1]
    keys = Tree.objects.annotate(newest=Subquery(newest)).values("newest")
    rows = Checkpoint.objects.filter(pk__in=keys, stamps__isnull=True).order_by("tree_id")
    return [row for row in rows if _text_of(row.note)]


def _text_of(note: object) -> str:
    try:
        return Note.parse(str(note)).text
    except NoteError:
        return ""


def _subtrees(leaves: Sequence[bytes]) -> Callable[[Range], bytes]:
    """The roots over ranges of leaves as RFC 6962 divides a tree; each is made once."""

    @cache
    def root(part: Range) -> bytes:
        first, end = part
        if end - first == 1:
            return leaves[first]
        middle = first + (1 << (end - first - 1).bit_length() - 1)
        return node_hash(root((first, middle)), root((middle, end)))

    return root


def stamped_text(day: date, size: int, root: bytes) -> str:
    """What is stamped. It looks like no checkpoint, so that nobody takes it for one."""
    installation = fingerprint(load_key(settings.KOKOROE_KEYS))[:16]
    return f"{HEADER}\ninstallation {installation}\nday {day.isoformat()}\nsize {size}\nroot {root.hex()}\n"


@dataclass(frozen=True, slots=True)
class Shown:
    """A tree's stamp as it is told: `size` entries were there at `at` (UTC); `trusted` as in `timestamps.Stamp`."""

    row: Stamped
    day: date
    size: int
    epoch: int
    at: datetime
    signer: str
    policy: str
    trusted: bool | None


def stamps_of(tree: Tree, day: date | None = None) -> Iterator[Shown]:
    """The stamps of a tree, of a day or of all, that hold, the newest first; what does not is for verification to name.

    Raises:
        StampError: the file of trusted certificates cannot be read.
    """
    trusted = roots()
    rows = Stamped.objects.filter(checkpoint__tree=tree).select_related("stamp", "checkpoint__tree")
    for row in (rows.filter(stamp__day=day) if day else rows).order_by("-stamp__day"):
        mark, made = row.checkpoint, row.stamp
        stamp = _holding(mark.note, (row.number, bytes(row.path), made.text, bytes(made.answer)), trusted)
        if stamp is not None:
            yield Shown(
                row, made.day, mark.size, mark.epoch, stamp.at, stamp.signer, stamp.policy, stamp.trusted
            )


def newest_stamp(tree: Tree) -> Shown | None:
    """The newest stamp of a tree that holds; None where there is none, or the trusted certificates cannot be read."""
    try:
        return next(stamps_of(tree), None)
    except StampError:
        return None


def packed(shown: Shown) -> bytes:
    """Everything that proves a stamp anywhere, as a zip."""
    row = shown.row
    about = README.format(day=shown.day, at=shown.at, signer=shown.signer)
    return pack(
        about,
        note=str(cosigned_note(row.checkpoint)),
        number=row.number,
        path=bytes(row.path),
        text=row.stamp.text,
        answer=bytes(row.stamp.answer),
    )


def look_at_stamps(head: Tree, report: Report) -> None:
    """Check every stamp of a tree again: the signature, the chain where certificates are named, the path, the time."""
    rows = rows_of(
        "SELECT m.epoch, m.size, m.note, CAST(m.at AS text), s.number, s.path, t.text, t.answer"
        " FROM ledger_stamped s JOIN ledger_checkpoint m ON m.id = s.checkpoint_id"
        " JOIN ledger_timestamp t ON t.id = s.stamp_id WHERE m.tree_id = %s ORDER BY m.epoch, m.size",
        head.pk,
    )
    report.stamps = len(rows)
    try:
        trusted = roots() if rows else ()
    except StampError as error:
        report.note(Problem(Finding.STAMP_ROOTS, head.epoch, what=error.text.ja))
        trusted = ()
    for epoch, size, note, at, *proof in rows:
        named = epoch if type(epoch) is int else head.epoch
        stamp = _holding(note, proof, trusted)
        if stamp is None:
            report.add(Finding.STAMP, named, what=size)
            continue
        report.stamps_unknown += stamp.trusted is None
        signed_at = read_moment(at)
        if signed_at is None or signed_at > stamp.at + APART:
            report.note(Problem(Finding.STAMP_EARLIER, named, what=str(size)))


def _holding(note: object, proof: Sequence[object], trusted: tuple[x509.Certificate, ...]) -> Stamp | None:
    """The stamp, if it holds and the checkpoint is among what was stamped; columns may be of any kind."""
    number, path, text, answer = proof
    if not (type(number) is int and isinstance(path, bytes) and isinstance(answer, bytes)):
        return None
    try:
        stamp = read(answer, str(text).encode(errors="replace"), roots=trusted)
    except StampError:
        return None
    return stamp if stamp.trusted is not False and leads(str(note), number, path, str(text)) else None
