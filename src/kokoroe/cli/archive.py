"""A backup's file: one .tar.gz that `tar` opens, with a manifest that names every file's SHA-256.

manifest.json       {"format", "kokoroe", "made_at", "engine", "files": {name: {"sha256", "bytes"}}}
database            the SQLite file itself, or what pg_dump --format=custom wrote
keys/…              the installation's keys; not the anchors beside them, which go on while it is written
packs/…             annexes of the installation's own
"""

import hashlib
import io
import json
import os
import tarfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import IO, Any

from kokoroe.cli.outcome import Refused, refusal
from kokoroe.ledger.keys import ANCHORS

FORMAT = "kokoroe-backup-1"
MANIFEST = "manifest.json"
DATABASE = "database"
FOLDERS = ("keys", "packs")
LARGEST_MANIFEST = 10 << 20  # bytes; thousands of packs would fit
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Content:
    """What the manifest says about one file."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in a backup, of which kokoroe, made when (ISO 8601, UTC), from which database (sqlite, postgresql)."""

    kokoroe: str
    made_at: str
    engine: str
    files: Mapping[str, Content]


def write(target: Path, *, database: Path, folder: Path, kokoroe: str, made_at: str, engine: str) -> Manifest:
    """Write a backup of the database's copy and the folder's keys and packs; the file is new, mode 0600, and on disk.

    Raises:
        FileExistsError: there is a file of this name; it is left as it is.
        OSError: it cannot be written; nothing is left of it.
    """
    sources = {DATABASE: database} | {
        path.relative_to(folder).as_posix(): path
        for name in FOLDERS
        for path in sorted((folder / name).rglob("*"))
        if path.is_file() and not path.name.startswith((ANCHORS, f".{ANCHORS}"))
    }
    files = {name: content_of(path) for name, path in sources.items()}
    manifest = Manifest(kokoroe=kokoroe, made_at=made_at, engine=engine, files=files)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as raw:
            with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as tar:
                said = json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1).encode()
                add(tar, MANIFEST, io.BytesIO(said), len(said))
                for name, path in sources.items():
                    with path.open("rb") as file:
                        add(tar, name, file, files[name].bytes)
            raw.flush()
            os.fsync(raw.fileno())
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return manifest


def add(tar: tarfile.TarFile, name: str, content: IO[bytes], size: int) -> None:
    """One file, without owner and time: they say nothing about the installation."""
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    tar.addfile(entry, content)


def content_of(path: Path) -> Content:
    """A file's hash and size."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Content(sha256=digest, bytes=path.stat().st_size)


def unpack(source: Path, into: Path) -> Manifest:
    """Write a backup's files into an empty folder, each compared with the manifest.

    Raises:
        Refused: it is no backup, a file is missing, altered or not announced, or a name leads elsewhere.
        OSError: it cannot be read, or the folder cannot be written.
    """
    try:
        with tarfile.open(source, mode="r:gz") as tar:
            manifest = read_manifest(tar)
            written = set()
            for entry in islice(tar, 1, None):
                take(tar, entry, manifest, into)
                written.add(entry.name)
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError, zlib.error) as error:
        raise broken(source, str(error)) from error
    missing = manifest.files.keys() - written
    if missing:
        raise broken(source, f"{', '.join(sorted(missing))}: missing")
    return manifest


def read_manifest(tar: tarfile.TarFile) -> Manifest:
    """The manifest, which comes first. Raises ValueError, KeyError, TypeError for another kind of file."""
    first = tar.next()
    if first is None or first.name != MANIFEST or first.size > LARGEST_MANIFEST:
        raise ValueError(f"{MANIFEST}: missing")
    said: dict[str, Any] = json.loads(reader(tar, first).read())
    if said.pop("format") != FORMAT:
        raise ValueError(f"{MANIFEST}: another format")
    files = {name: Content(**content) for name, content in said.pop("files").items()}
    return Manifest(files=files, **said)


def take(tar: tarfile.TarFile, entry: tarfile.TarInfo, manifest: Manifest, into: Path) -> None:
    """Write one announced file and compare it. Raises ValueError."""
    announced, path = manifest.files.get(entry.name), PurePosixPath(entry.name)
    if announced is None or path.is_absolute() or ".." in path.parts or not entry.isfile():
        raise ValueError(f"{entry.name}: not announced")
    if path.parts[0] not in {DATABASE, *FOLDERS}:
        raise ValueError(f"{entry.name}: not a backup's file")
    target = into / path
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, content = hashlib.sha256(), reader(tar, entry)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if digest.hexdigest() != announced.sha256:
        raise ValueError(f"{entry.name}: SHA-256 {digest.hexdigest()}, {announced.sha256} announced")


def reader(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    """An entry's bytes. Raises ValueError for what is no file."""
    content = tar.extractfile(entry)
    if content is None:
        raise ValueError(f"{entry.name}: no file")
    return content


def broken(source: Path, why: str) -> Refused:
    """The sentence for a file that cannot be restored from."""
    return refusal(
        f"{source} はバックアップとして読めません（{why}）。別のバックアップを指定してください。",
        f"{source} cannot be read as a backup ({why}). Please choose another one.",
    )
