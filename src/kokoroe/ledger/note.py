"""Signed notes (https://c2sp.org/signed-note) and checkpoints (https://c2sp.org/tlog-checkpoint). No Django.

A key carries its signature type: cosignatures (https://c2sp.org/tlog-cosignature, Ed25519 0x04; 0x06 is not checked
here) are further lines of the same note. A reader passes over the lines of keys that it does not know.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kokoroe.ledger.merkle import HASH_SIZE

ED25519 = 0x01
COSIGNATURE = 0x04
TIME_SIZE = 8  # bytes of a cosignature before the signature itself: when it was made, in seconds since 1970
MOST_SIGNATURES = 100
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f]")
_DASH = "— "


class NoteError(ValueError):
    """The note, key or checkpoint is malformed, or nobody known has signed it."""


@dataclass(frozen=True, slots=True)
class NoteKey:
    """Who may sign: a name, a signature type and the public key's bytes."""

    name: str
    kind: int
    public: bytes

    def __post_init__(self) -> None:
        if not self.name or "+" in self.name or any(c.isspace() for c in self.name):
            raise NoteError(
                f"the key name {self.name!r} must be non-empty, without spaces and without a plus sign"
            )

    @classmethod
    def parse(cls, vkey: str) -> Self:
        """Read `name+hash+base64`, the form in which a key is handed to the other party."""
        name, _, rest = vkey.partition("+")
        key_id, _, encoded = rest.partition("+")
        data = _unbase64(encoded)
        if not data:
            raise NoteError(f"{vkey!r} is no verifier key; expected name+8 hex digits+base64")
        key = cls(name, data[0], data[1:])
        if key.id.hex() != key_id:
            raise NoteError(
                f"the key of {name!r} has the id {key.id.hex()}, not {key_id!r}: ask for it again"
            )
        return key

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{_base64(bytes([self.kind]) + self.public)}"

    @property
    def id(self) -> bytes:
        """Four bytes that tell keys of one name apart."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def signed(self, text: str, signature: bytes) -> bool:
        """Whether this key made the signature over the text. A type this code cannot check is never right."""
        if self.kind == COSIGNATURE:
            text, signature = cosigned(text, seconds_of(signature)), signature[TIME_SIZE:]
        elif self.kind != ED25519:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signature:
    """One line below a note: the signer's name, key id, and the bytes its type gives meaning to."""

    name: str
    key_id: bytes
    data: bytes

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {_base64(self.key_id + self.data)}"

    @classmethod
    def parse(cls, line: str) -> Self:
        """Read a line, which stands without its newline. Raises NoteError."""
        name, space, encoded = line.removeprefix(_DASH).partition(" ")
        data = _unbase64(encoded)
        if not line.startswith(_DASH) or not name or not space or len(data) <= 4:  # noqa: PLR2004
            raise NoteError(f"{line!r} is no signature line; expected an em dash, a name and base64")
        return cls(name, data[:4], data[4:])


@dataclass(frozen=True, slots=True)
class Note:
    """A text, ending in a newline, and the signatures under it, checked or not."""

    text: str
    signatures: tuple[Signature, ...]

    @classmethod
    def parse(cls, note: str) -> Self:
        """Split a note; its signatures are not checked yet. Raises NoteError."""
        text, blank, lines = note.rpartition("\n\n")
        if not blank or not lines.endswith("\n") or _CONTROLS.search(note):
            raise NoteError(
                "not a signed note: text, an empty line and signature lines are expected, without controls"
            )
        signatures = tuple(map(Signature.parse, lines[:-1].split("\n")))
        if len(signatures) > MOST_SIGNATURES:
            raise NoteError(f"{len(signatures)} signatures under one note; {MOST_SIGNATURES} are the most")
        return cls(text + "\n", signatures)

    def __str__(self) -> str:
        return "\n".join([self.text, *map(str, self.signatures), ""])

    def signers(self, keys: Iterable[NoteKey]) -> list[NoteKey]:
        """Those of `keys` who signed. Raises NoteError if none did, or if the signature of one is wrong."""
        known = {(key.name, key.id): key for key in keys}
        found = [(known[s.name, s.key_id], s) for s in self.signatures if (s.name, s.key_id) in known]
        for key, signature in found:
            if not key.signed(self.text, signature.data):
                raise NoteError(f"the signature of {key.name} does not fit the text")
        if not found:
            raise NoteError(f"none of the known keys has signed: {', '.join(name for name, _ in known)}")
        return [key for key, _ in found]


def note_key(name: str, private: Ed25519PrivateKey) -> NoteKey:
    """The public side of an Ed25519 key under a name."""
    return NoteKey(name, ED25519, private.public_key().public_bytes_raw())


def sign(text: str, name: str, private: Ed25519PrivateKey) -> Note:
    """Sign a text that ends in a newline with Ed25519 (type 0x01), under a name."""
    if not text.endswith("\n") or _CONTROLS.search(text):
        raise NoteError("the text of a note ends in a newline and has no other control characters")
    signature = Signature(name, note_key(name, private).id, private.sign(text.encode()))
    return Note(text, (signature,))


def cosigner_key(name: str, private: Ed25519PrivateKey) -> NoteKey:
    """The public side of a witness's key, which signs nothing but cosignatures."""
    return NoteKey(name, COSIGNATURE, private.public_key().public_bytes_raw())


def cosign(text: str, name: str, private: Ed25519PrivateKey, *, seconds: int) -> Signature:
    """A witness's line below a checkpoint's text; `seconds` since 1970 say when it was seen."""
    signature = private.sign(cosigned(text, seconds).encode())
    return Signature(name, cosigner_key(name, private).id, seconds.to_bytes(TIME_SIZE) + signature)


def cosigned(text: str, seconds: int) -> str:
    """What a cosignature signs."""
    return f"cosignature/v1\ntime {seconds}\n{text}"


def seconds_of(data: bytes) -> int:
    """When a cosignature was made, from the bytes of its line: seconds since 1970."""
    return int.from_bytes(data[:TIME_SIZE])


@dataclass(frozen=True, slots=True)
class TreeHead:
    """What a checkpoint states: that this tree had this root at this size."""

    origin: str
    size: int
    root: bytes
    extensions: Sequence[str] = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the text of a checkpoint's note. Raises NoteError."""
        lines = text.split("\n")
        if len(lines) < 4 or lines.pop() or not all(lines):  # noqa: PLR2004
            raise NoteError(
                "a checkpoint has an origin, a size and a root, each on its line, and no empty line"
            )
        origin, size, encoded, *extensions = lines
        root = _unbase64(encoded)
        if not re.fullmatch(r"0|[1-9][0-9]*", size) or len(root) != HASH_SIZE:
            raise NoteError(
                f"{size!r} and {encoded!r} are not a size and the base64 of a root of {HASH_SIZE} bytes"
            )
        return cls(origin, int(size), root, tuple(extensions))

    def __str__(self) -> str:
        return "".join(f"{line}\n" for line in (self.origin, self.size, _base64(self.root), *self.extensions))


def _base64(data: bytes) -> str:
    return b64encode(data).decode()


def _unbase64(text: str) -> bytes:
    """The bytes of strict base64; nothing for anything else, a second spelling of the same bytes included."""
    try:
        data = b64decode(text, validate=True)
    except ValueError:
        return b""
    return data if _base64(data) == text else b""
