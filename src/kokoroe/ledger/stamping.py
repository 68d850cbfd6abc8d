"""タイムスタンプ: one stamp a day over the newest checkpoints of all trees that changed, and each tree's path to it.

The authority is asked once, however many contracts there are; it sees one digest. From a tree's checkpoint a path of
hashes (RFC 6962, 2.1.1) leads to the root that was stamped, so that what a party is given tells nothing of other trees.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from cryptography import x509
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery

from kokoroe.annex.days import date_in_japan
from kokoroe.annex.text import Text
from kokoroe.ledger.bodies import read_moment
from kokoroe.ledger.keys import fingerprint, load_key
from kokoroe.ledger.merkle import HASH_SIZE, leaf_hash, node_hash
from kokoroe.ledger.models import Checkpoint, Stamped, TimeStamp, Tree
from kokoroe.ledger.note import Note, NoteError
from kokoroe.ledger.proofs import ProofError, Range, inclusion_ranges, root_by_inclusion
from kokoroe.ledger.proving import cosigned_note
from kokoroe.ledger.report import Finding, Problem, Report
from kokoroe.ledger.stored import rows_of
from kokoroe.ledger.timestamps import Stamp, StampError, certificates_in, new_nonce, read, request

HEADER = "kokoroe ledger heads v1"
APART = timedelta(seconds=60)  # that two clocks may differ
PARTS = ("checkpoint.txt", "path.txt", "stamped.txt", "stamp.tsr")
MOST_UNPACKED = 1 << 20  # bytes of a part
PAGE = 500  # rows written at a time
README = """\
{day}  {at:%Y-%m-%dT%H:%M:%SZ}  {signer}

checkpoint.txt  台帳の検証点 / the ledger's checkpoint (C2SP tlog-checkpoint)
path.txt        検証点から stamped.txt のルートまでの道 / hashes from the checkpoint's text to the root (RFC 6962)
stamped.txt     タイムスタンプを押した文字 / what was stamped
stamp.tsr       タイムスタンプ / the time stamp (RFC 3161)

openssl ts -verify -data stamped.txt -in stamp.tsr -CAfile ca.pem
kokoroe ledger stamped FILE.zip --ca ca.pem
"""


def roots() -> tuple[x509.Certificate, ...]:
    """The certificates of authorities that the operator trusts (KOKOROE_TSA_CA), none where none are named.

    Raises:
        StampError: the file cannot be read, or holds none.
    """
    named: Path | None = settings.KOKOROE_TSA_CA
    return certificates_of(named) if named is not None else ()


def certificates_of(path: Path) -> tuple[x509.Certificate, ...]:
    """The certificates in a file. Raises StampError where it cannot be read, or holds none."""
    try:
        return certificates_in(path.read_bytes())
    except (OSError, ValueError) as error:
        raise StampError(
            Text(
                f"{path} から証明書（PEM）を読めません。",
                f"There are no certificates (PEM) to be read in {path}.",
            )
        ) from error


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


def leads(note: str, number: int, path: bytes, text: str) -> bool:
    """Whether the path leads from a checkpoint to the root that the text states."""
    try:
        lines = dict(line.split(" ", 1) for line in text.split("\n")[1:-1])
        size, root = int(lines["size"]), bytes.fromhex(lines["root"])
        hashes = [path[start : start + HASH_SIZE] for start in range(0, len(path), HASH_SIZE)]
        leaf = leaf_hash(Note.parse(note).text.encode())
        return text.startswith(f"{HEADER}\n") and root_by_inclusion(number, size, leaf, hashes) == root
    except (ProofError, NoteError, ValueError, KeyError):
        return False


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
    path = bytes(row.path)
    lines = [
        f"index {row.number}",
        *(path[at : at + HASH_SIZE].hex() for at in range(0, len(path), HASH_SIZE)),
        "",
    ]
    made = BytesIO()
    with ZipFile(made, "w") as file:
        file.writestr("README.txt", README.format(day=shown.day, at=shown.at, signer=shown.signer))
        file.writestr("checkpoint.txt", str(cosigned_note(row.checkpoint)))
        file.writestr("path.txt", "\n".join(lines))
        file.writestr("stamped.txt", row.stamp.text)
        file.writestr("stamp.tsr", bytes(row.stamp.answer))
    return made.getvalue()


def unpacked(data: bytes, trusted: tuple[x509.Certificate, ...] = ()) -> tuple[str, Stamp]:
    """The checkpoint's text in such a zip, and its stamp. Raises StampError where they do not hold together."""
    try:
        with ZipFile(BytesIO(data)) as file:
            parts = {name: file.open(name).read(MOST_UNPACKED) for name in PARTS}
        note, text = parts["checkpoint.txt"].decode(), parts["stamped.txt"].decode()
        index, *hashes = parts["path.txt"].decode().split()[1:]
        fits = leads(note, int(index), b"".join(map(bytes.fromhex, hashes)), text)
    except Exception as error:  # whatever a file holds that is none of ours
        raise StampError(
            Text(
                "心得のタイムスタンプの zip として読めません。", "It is no zip of a time stamp of kokoroe's."
            )
        ) from error
    if not fits:
        raise StampError(
            Text(
                "検証点は、押されたルートにつながりません。",
                "The checkpoint does not lead to the stamped root.",
            )
        )
    return Note.parse(note).text, read(parts["stamp.tsr"], parts["stamped.txt"], roots=trusted)


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
