"""What people have kept of a ledger outside the server, read out of whatever they kept it in. Pure.

A mail or a saved page, a `.tlog-proof`, a checkpoint's note, one of our papers as PDF, or a root that was typed in: all
of them say that a tree had a root, or what one begins with, and most of them at which size.
"""

import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy

from kokoroe.ledger.merkle import HASH_SIZE
from kokoroe.ledger.note import Note, NoteError, TreeHead
from kokoroe.ledger.receipts import HEADER, Receipt

DIGITS = 2 * HASH_SIZE
FEWEST = 12  # hex digits of a root: as many as papers of earlier versions print
PDF = b"%PDF-"
LARGEST = 50_000_000  # bytes of a file

_RECEIPT = re.compile(
    re.escape(HEADER)
    + r"\nextra \S+\nindex [0-9]+\n(?:[A-Za-z0-9+/]{43}=\n)*\n(?:\S+\n){3}(?:at [^\n]+\n)?\n(?:— \S+ \S+\n)+"
)
_NOTE = re.compile(
    r"^[^\s/]+/\S+\n[0-9]+\n[A-Za-z0-9+/]{43}=\n(?:(?:at [^\n]+\n)?\n(?:— \S+ \S+\n)+)?", re.MULTILINE
)
_PRINTED = re.compile(r"(kokoroe/[0-9A-Za-z._/-]+)\s+No\.\s*([0-9]+)\s+((?:[0-9a-f]{8}\s*){8})")
_SHORT = re.compile(
    r"(?:第([0-9]+)期\s*)?No\.\s*([0-9]+)\s+([0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4})(?![0-9a-f-])"
)


@dataclass(frozen=True, slots=True)
class Copy:
    """That a tree had a root at a size. What is not known is empty, or None; `root` is hex, or how it begins.

    `note` is the checkpoint with its signatures where they were kept as well, `receipt` the proof of an entry.
    """

    root: str
    size: int | None = None
    origin: str = ""
    epoch: int = 1
    note: Note | None = None
    receipt: Receipt | None = None

    @property
    def base(self) -> str:
        """The tree's origin without the epoch."""
        return re.sub(r"/e[0-9]+$", "", self.origin)


def typed(text: str) -> Copy | None:
    """A root as somebody types it: hex from paper, in groups or not, or base64; None for anything else."""
    if found := _PRINTED.fullmatch(text.strip()):
        return _printed(found)
    if found := _SHORT.fullmatch(text.strip().removeprefix("台帳").strip()):
        return _short(found)
    digits = re.sub(r"[\s:-]", "", text).lower()
    if re.fullmatch(rf"[0-9a-f]{{{FEWEST},{DIGITS}}}", digits):
        return Copy(digits)
    if re.fullmatch(r"[A-Za-z0-9+/]{43}=", text.strip()):
        return Copy(b64decode(text).hex())
    return None


def copies_in(content: bytes) -> list[Copy]:
    """Everything of the kind in a file's bytes, each once; an empty list where there is none."""
    found = dict[tuple[object, ...], Copy]()
    for text in _texts(content):
        for copy in _found_in(text) if not content.startswith(PDF) else _stated_by_paper(text):
            index = copy.receipt.index if copy.receipt else None
            found.setdefault((copy.origin, copy.epoch, copy.size, copy.root, index), copy)
    return list(found.values())


def _texts(content: bytes) -> Iterator[str]:
    """The texts of a file: those of a mail's parts, and the file itself."""
    if content.startswith(PDF):
        yield content.decode("latin-1")
        return
    if re.match(rb"[!-9;-~]+:[ \t]", content):
        for part in message_from_bytes(content, policy=policy.default).walk():
            if not part.is_multipart():
                payload = part.get_payload(decode=True)
                yield _lines(payload if isinstance(payload, bytes) else b"")
    yield _lines(content)


def _lines(content: bytes) -> str:
    """Text with plain line ends, and without the marks of an answer that quotes it."""
    text = content.decode("utf-8", "replace").replace("\r\n", "\n").replace("\ufeff", "")
    return re.sub(r"(?m)^(?:> ?)+|[ \t\u3000]+$", "", text) + "\n"


def _found_in(text: str) -> Iterator[Copy]:
    for match in _RECEIPT.finditer(text):
        try:
            receipt = Receipt.parse(match[0])
            yield _of_note(receipt.note, receipt)
        except (NoteError, ValueError):
            continue
    for match in _NOTE.finditer(_RECEIPT.sub("\n", text)):
        try:
            signed = "\n\n" in match[0]
            yield _of_note(Note.parse(match[0]) if signed else Note(match[0], ()), None)
        except (NoteError, ValueError):
            continue
    printed = list(_PRINTED.finditer(text))
    yield from map(_printed, printed)
    if not printed:
        yield from map(_short, _SHORT.finditer(text))


def _stated_by_paper(text: str) -> Iterator[Copy]:
    """What a paper's own description of itself says, which is not compressed (ISO 19005-2, 6.6.2.1)."""
    return map(_printed, _PRINTED.finditer(text))


def _of_note(note: Note, receipt: Receipt | None) -> Copy:
    head = TreeHead.parse(note.text)
    return Copy(head.root.hex(), head.size, head.origin, _epoch_in(head.origin), note, receipt)


def _printed(match: re.Match[str]) -> Copy:
    return Copy(re.sub(r"\s", "", match[3]), int(match[2]), match[1], _epoch_in(match[1]))


def _short(match: re.Match[str]) -> Copy:
    return Copy(match[3].replace("-", ""), int(match[2]), epoch=int(match[1] or 1))


def _epoch_in(origin: str) -> int:
    found = re.search(r"/e([0-9]{1,9})$", origin)
    return int(found[1]) if found else 1
