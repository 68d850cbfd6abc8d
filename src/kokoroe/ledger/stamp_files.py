"""The files of a time stamp: what is handed over, and checked on any machine. No Django.

A path of hashes (RFC 6962, 2.1.1) leads from a tree's checkpoint to the root that stands in what was stamped.
"""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from cryptography import x509

from kokoroe.annex.text import Text
from kokoroe.ledger.merkle import HASH_SIZE, leaf_hash
from kokoroe.ledger.note import Note, NoteError
from kokoroe.ledger.proofs import ProofError, root_by_inclusion
from kokoroe.ledger.timestamps import Stamp, StampError, certificates_in, read

HEADER = "kokoroe ledger heads v1"
PARTS = ("checkpoint.txt", "path.txt", "stamped.txt", "stamp.tsr")
MOST_UNPACKED = 1 << 20  # bytes of a part
README = """\
{day}  {at:%Y-%m-%dT%H:%M:%SZ}  {signer}

checkpoint.txt  台帳の検証点 / the ledger's checkpoint (C2SP tlog-checkpoint)
path.txt        検証点から stamped.txt のルートまでの道 / hashes from the checkpoint's text to the root (RFC 6962)
stamped.txt     タイムスタンプを押した文字 / what was stamped
stamp.tsr       タイムスタンプ / the time stamp (RFC 3161)

openssl ts -verify -data stamped.txt -in stamp.tsr -CAfile ca.pem
kokoroe ledger stamped FILE.zip --ca ca.pem
"""


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


def pack(about: str, *, note: str, number: int, path: bytes, text: str, answer: bytes) -> bytes:
    """A checkpoint's note, its number and path among what was stamped, that text, and the answer, as a zip."""
    hashes = [path[at : at + HASH_SIZE].hex() for at in range(0, len(path), HASH_SIZE)]
    made = BytesIO()
    with ZipFile(made, "w") as file:
        file.writestr("README.txt", about)
        file.writestr("checkpoint.txt", note)
        file.writestr("path.txt", "\n".join([f"index {number}", *hashes, ""]))
        file.writestr("stamped.txt", text)
        file.writestr("stamp.tsr", answer)
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
