"""Only so many at once on this machine, whichever process asks: a turn is a locked file.

The operating system lets go of the lock when the process that holds it ends, however it ends.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LOOK = 0.05  # seconds between two looks for a turn that is free
PREFIX = "turn-"
_HELD_BYTE = 1 << 30  # beyond what a file says: on Windows a locked byte cannot be read


@contextmanager
def turn(folder: Path, name: str, *, most: int, wait: float) -> Iterator[bool]:
    """Hold one of the `most` turns of this name while the block runs; False after `wait` seconds without one.

    Raises:
        OSError: the folder cannot be written to.
    """
    until = time.monotonic() + wait
    while (descriptor := _taken(folder, name, most)) is None and time.monotonic() < until:
        time.sleep(LOOK)
    try:
        yield descriptor is not None
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _taken(folder: Path, name: str, most: int) -> int | None:
    for number in range(most):
        file = folder / f"{PREFIX}{name}-{number}.lock"
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        if try_lock(descriptor):
            return descriptor
        os.close(descriptor)
    return None


if sys.platform == "win32":
    import msvcrt

    def try_lock(descriptor: int) -> bool:
        """Lock an open file until it is closed; False when another one has it."""
        os.lseek(descriptor, _HELD_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
        return True
else:
    import fcntl

    def try_lock(descriptor: int) -> bool:
        """Lock an open file until it is closed; False when another one has it."""
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False
