"""The witness's two files: its key, and of each ledger what it has countersigned last."""

import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kokoroe.annex.text import Text
from kokoroe.ledger.note import COSIGNATURE, NoteError, NoteKey, cosigner_key

PRIVATE = "PRIVATE+KEY+"
SEED = 32


class WitnessError(Exception):
    """The witness cannot go on. `text` says why and what to do, in both languages."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(ja)
        self.text = Text(ja, en)


@dataclass(frozen=True, slots=True)
class WitnessKey:
    """A name and the private key that signs under it, as golang.org/x/mod/sumdb/note writes it down."""

    name: str
    private: Ed25519PrivateKey

    @property
    def public(self) -> NoteKey:
        """What the other side is told."""
        return cosigner_key(self.name, self.private)


@dataclass(frozen=True, slots=True)
class Seen:
    """The checkpoint that was countersigned last: the note with both signatures, and what was refused since."""

    origin: str
    size: int
    root: str
    note: str
    refused: str = ""


def new_key(path: Path, name: str) -> WitnessKey:
    """Make a key file (mode 0600) under a name such as city.example/kokoroe.

    Raises:
        WitnessError: the file is there already, or the name cannot be one.
    """
    seed = secrets.token_bytes(SEED)
    key = WitnessKey(name, Ed25519PrivateKey.from_private_bytes(seed))
    try:
        public = key.public
    except NoteError as error:
        raise WitnessError(
            f"名前「{name}」は使えません。空白と + のない、city.example/kokoroe のような名前にしてください。",
            f"The name {name!r} cannot be used. Take one without spaces and plus signs, such as city.example/kokoroe.",
        ) from error
    line = f"{PRIVATE}{name}+{public.id.hex()}+{b64encode(bytes([COSIGNATURE]) + seed).decode()}\n"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise WitnessError(
            f"{path} はすでにあります。鍵は作り直しません。別の名前にするか、いまの鍵を使ってください。",
            f"{path} is there already, and is not replaced. Take another name, or use the key that is there.",
        ) from error
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
    return key


def read_key(path: Path) -> WitnessKey:
    """Read a key file. Raises WitnessError."""
    try:
        text = path.read_text("utf-8").strip()
        name, key_id, encoded = text.removeprefix(PRIVATE).split("+", 2)
        data = b64decode(encoded, validate=True)
        key = WitnessKey(name, Ed25519PrivateKey.from_private_bytes(data[1:]))
        sound = text.startswith(PRIVATE) and data[0] == COSIGNATURE and key.public.id.hex() == key_id
    except (OSError, ValueError) as error:
        raise _no_key(path) from error
    if not sound:
        raise _no_key(path)
    return key


def _no_key(path: Path) -> WitnessError:
    return WitnessError(
        f"{path} を副署の鍵として読めません。控えから戻すか、kokoroe witness init で作ってください。",
        f"{path} is no witness's key. Bring it back from a copy, or make one with `kokoroe witness init`.",
    )


def read_state(path: Path) -> dict[str, Seen]:
    """What was seen last, by the ledger's origin without its epoch; nothing where there is no file yet.

    Raises:
        WitnessError: the file is damaged. It is not begun anew: a fork would pass as a first look.
    """
    try:
        found = json.loads(path.read_text("utf-8"))
        return {base: Seen(**each) for base, each in found["ledgers"].items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise WitnessError(
            f"{path} が壊れています。控えから戻してください。消すと、それまでに見た検証点との照合ができなくなります。",
            f"{path} is damaged. Bring it back from a copy: without it what was seen before cannot be compared.",
        ) from error


def write_state(path: Path, seen: Mapping[str, Seen]) -> None:
    """Write it so that after a crash there is either the old or the new one."""
    found = {"v": 1, "ledgers": {base: asdict(each) for base, each in seen.items()}}
    text = json.dumps(found, ensure_ascii=False, indent=1)
    beside = path.with_name(f"{path.name}.new")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
