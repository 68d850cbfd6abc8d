"""The installation's signing key: one Ed25519 key in a file that only its owner reads. Pure."""

import hmac
import os
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from kokoroe.annex.text import Text

FILE = "ledger.key"
ANCHORS = "anchors.json"  # beside it: see `anchors`
SWORN = "sworn.json"  # see `first`


class KeyMissingError(Exception):
    """There is no usable signing key where it is expected; `text` says where and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def ensure_keys(folder: Path) -> Path:
    """Make `ledger.key` (PKCS #8 PEM, mode 0600) in the folder unless it is there; returns its path.

    An existing key is never touched: the checkpoints it signed could no longer be checked.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / FILE
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    return path


def load_key(folder: Path) -> Ed25519PrivateKey:
    """Read the signing key. While its file cannot be read, who has read it before goes on with it.

    Raises:
        KeyMissingError: there is none, or none that can be used.
    """
    path = folder / FILE
    try:
        stands = path.stat()
        key = _read(path, stands.st_mtime_ns, stands.st_ino)
    except (OSError, ValueError) as error:
        if path in _last:
            return _last[path]
        reason, whose = getattr(error, "strerror", None) or error, owners(path)
        raise KeyMissingError(
            Text(
                f"{path}: 署名鍵を読めません（{reason}。{whose.ja}）。"
                "所有者と権限を直すか、バックアップから戻してください。"
                "なくしたときだけ「kokoroe ledger epoch --reason 理由」が新しい鍵を作ります。",
                f"{path}: no signing key can be read ({reason}; {whose.en}). "
                "Set its owner and permissions right, or bring it back from a backup. "
                "Only where it is lost, `kokoroe ledger epoch --reason WHY` makes a new one.",
            )
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyMissingError(
            Text(
                f"{path}: Ed25519 の鍵ではありません。バックアップから戻してください。",
                f"{path}: an Ed25519 key is expected; restore the file from a backup",
            )
        )
    _last[path] = key
    return key


def owners(path: Path) -> Text:
    """Whose the file or its folder is, with its permissions, and as whom this process runs."""
    there = next(one for one in (path, *path.parents) if one.exists())
    process = os.geteuid() if hasattr(os, "geteuid") else 0  # Windows knows no such numbers
    try:
        found = there.stat()
    except OSError as error:
        return Text(str(error), str(error))
    mode = f"{found.st_mode & 0o777:o}"
    return Text(
        f"{there} の所有者 {found.st_uid}、権限 {mode}、このプロセスの利用者 {process}",
        f"{there} belongs to user {found.st_uid}, mode {mode}; this process runs as user {process}",
    )


_last: dict[Path, Ed25519PrivateKey] = {}  # by file


@lru_cache(maxsize=4)
def _read(path: Path, changed: int, inode: int) -> PrivateKeyTypes:  # noqa: ARG001 (a changed file is read again)
    return load_pem_private_key(path.read_bytes(), password=None)


def write_beside(path: Path, text: str) -> None:
    """Write a file beside the key, for its owner alone: in one step, and on disk before it stands. Raises OSError."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def mark_of(key: Ed25519PrivateKey, statement: bytes) -> bytes:
    """32 bytes that only who holds the key can make of a statement (HMAC-SHA-256 with a key of its own)."""
    return hmac.digest(sha256(b"kokoroe head" + key.private_bytes_raw()).digest(), statement, "sha256")


def fingerprint(key: Ed25519PrivateKey) -> str:
    """SHA-256 of the public key's 32 bytes, in hex; belongs in the contract's papers."""
    return sha256(key.public_key().public_bytes_raw()).hexdigest()
