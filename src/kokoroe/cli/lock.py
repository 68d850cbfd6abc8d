"""The lock of a data folder: held by the server that runs on it, and by a restore while it replaces what is there."""

import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kokoroe.outside.turns import try_lock

FILE = "server.lock"
ORPHANS = 15.0  # seconds that processes have to end whose parent was killed
LOOK = 0.2


class Held(Exception):  # noqa: N818 (a state, not a fault)
    """Another process holds the lock; as text, what it says of itself.

    `is_dead`: it has ended, but what it began has not.
    """

    def __init__(self, note: Mapping[str, object]) -> None:
        super().__init__(", ".join(f"{name} {value}" for name, value in note.items()))
        self.is_dead = not is_alive(note.get("pid"))


@contextmanager
def lock(file: Path, **note: object) -> Iterator[None]:
    """Hold the lock while the block runs. The operating system lets go of it when the process dies.

    A server that was killed leaves it to its web processes, which end by themselves: they are waited for.

    Raises:
        Held: somebody else has it.
        OSError: the file cannot be made.
    """
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+", encoding="utf-8") as opened:
        until = time.monotonic() + ORPHANS
        while not try_lock(opened.fileno()):
            held = Held(holder_of(opened))
            if not held.is_dead or time.monotonic() > until:
                raise held
            time.sleep(LOOK)
        opened.truncate(0)
        json.dump({"pid": os.getpid(), **note}, opened)
        opened.flush()
        yield


def is_alive(pid: object) -> bool:
    """Whether the process runs; one that nobody named, or that cannot be asked about, does."""
    if not isinstance(pid, int) or sys.platform == "win32":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def holder_of(opened: IO[str]) -> dict[str, object]:
    """What the holder wrote about itself."""
    try:
        note = json.load(opened)
    except ValueError:
        return {}
    return note if isinstance(note, dict) else {}
