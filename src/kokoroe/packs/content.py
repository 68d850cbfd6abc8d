"""The bytes of a pack: what is kept of it, sworn to, and named by its SHA-256.

Of a folder that declares `pack.yaml` alone they are that file's own, as they always were. With more files they are one
text: a first line, then of each file, by name, a line with its name and size, its bytes, and the end of a line.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from kokoroe.annex.text import say
from kokoroe.packs.problems import PackError, Problem

PACK = "pack.yaml"
DECLARED = ("forms.yaml", PACK)
"""What a folder may declare, by which a contract then goes. Worked examples prove a pack and are no part of it."""

_FIRST = b"kokoroe-pack/1\n"
_ENTRY = re.compile(rb"([a-z][a-z0-9-]{0,39}\.yaml) (0|[1-9][0-9]{0,8})\n")


def content_of(files: Mapping[str, bytes]) -> bytes:
    """The bytes of a pack that declares these files. Raises PackError where a `pack.yaml` looks like several files."""
    if files[PACK].startswith(_FIRST):
        raise _unreadable()
    if set(files) == {PACK}:
        return files[PACK]
    parts = (f"{name} {len(files[name])}\n".encode() + files[name] + b"\n" for name in sorted(files))
    return _FIRST + b"".join(parts)


def read_content(path: Path) -> bytes:
    """The bytes of the pack whose `pack.yaml` this is. Raises OSError where that cannot be read."""
    beside = {name: path.with_name(name) for name in DECLARED if name != PACK}
    files = {name: file.read_bytes() for name, file in beside.items() if file.is_file()}
    return content_of({**files, PACK: path.read_bytes()})


def stamp_of(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """By what it is seen that a folder's files were written anew. Raises OSError where it has no `pack.yaml`."""
    found = [(name, (folder / name).stat()) for name in DECLARED if name == PACK or (folder / name).is_file()]
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in found)


def files_of(content: bytes) -> dict[str, bytes]:
    """The files in a pack's bytes, `pack.yaml` among them. Raises PackError for what `content_of` never makes."""
    if not content.startswith(_FIRST):
        return {PACK: content}
    found: dict[str, bytes] = {}
    place = len(_FIRST)
    while place < len(content):
        entry = _ENTRY.match(content, place)
        if entry is None:
            raise _unreadable()
        name, size = entry[1].decode(), int(entry[2])
        start, end = entry.end(), entry.end() + size
        if content[end : end + 1] != b"\n":
            raise _unreadable()
        found[name] = content[start:end]
        place = end + 1
    if PACK not in found or content_of(found) != content:
        raise _unreadable()
    return found


def _unreadable() -> PackError:
    return PackError(
        [
            Problem(
                PACK,
                1,
                None,
                say("別記の控えとして読めません。", "These are not the bytes of a pack."),
                say(
                    "pack.yaml（様式があれば forms.yaml も）のファイルを選んでください。",
                    "Give the pack.yaml, and the forms.yaml where there is one.",
                ),
            )
        ]
    )
