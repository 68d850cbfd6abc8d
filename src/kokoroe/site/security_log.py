"""Where the security log goes: lines of JSON in the data folder, or syslog.

KOKOROE_SECURITY_LOG is empty for `logs/security.jsonl` in the data folder, else a file's path, `syslog` for this
machine's (/dev/log), or `syslog://host:514` (UDP) for another's.
"""

import json
import logging
import logging.handlers
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from kokoroe.outside.turns import try_lock

LARGEST = 10 << 20  # bytes of a file before the next is begun
KEPT = 20  # files beside the one being written
LOCAL = "/dev/log"
SYSLOG = "syslog"
PORT = 514


class Line(logging.Formatter):
    """One event as one line of ASCII: whatever a fact holds, it can neither end the line nor colour a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told = getattr(record, "told", {})
        return json.dumps(
            {**told, "time": at.replace("+00:00", "Z"), "event": record.getMessage()}, sort_keys=True
        )


class Lines(logging.Handler):
    """A file that several processes append to.

    Each line is one write of its own to a file opened for it: whoever rotates the file from outside need tell nobody.
    Past LARGEST it becomes .1, the former .1 becomes .2, and the oldest of KEPT goes.
    """

    def __init__(self, path: Path, *, largest: int = LARGEST, kept: int = KEPT) -> None:
        super().__init__()
        self.path, self.largest, self.kept = path, largest, kept

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = f"{self.format(record)}\n".encode()
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with suppress(OSError):
                if self.is_full():
                    self.rotate()
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(descriptor, line)
            finally:
                os.close(descriptor)
        except Exception:  # noqa: BLE001 (what cannot be logged stops nobody; stderr tells)
            self.handleError(record)

    def is_full(self) -> bool:
        """Whether the next line belongs into the next file."""
        return self.path.exists() and self.path.stat().st_size >= self.largest

    def rotate(self) -> None:
        """Move the files on, unless another process is doing so or has just done it."""
        descriptor = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if not try_lock(descriptor) or not self.is_full():
                return
            for number in range(self.kept - 1, 0, -1):
                with suppress(FileNotFoundError):
                    self.numbered(number).replace(self.numbered(number + 1))
            self.path.replace(self.numbered(1))
        finally:
            os.close(descriptor)

    def numbered(self, number: int) -> Path:
        """The file that was full `number` files ago."""
        return self.path.with_name(f"{self.path.name}.{number}")


def place(folder: Path, chosen: str) -> Path | tuple[str, int] | str:
    """Where the log goes: a file, syslog's socket, or a syslog server.

    Raises:
        ValueError: `chosen` (KOKOROE_SECURITY_LOG) names no place.
    """
    if not chosen:
        return folder / "logs" / "security.jsonl"
    if chosen == SYSLOG:
        return LOCAL
    parts = urlsplit(chosen)
    if parts.scheme == SYSLOG and parts.hostname:
        return parts.hostname, parts.port or PORT
    if "://" in chosen:
        raise ValueError(chosen)
    return Path(chosen).expanduser().absolute()


def handler(folder: Path, chosen: str) -> logging.Handler:
    """What writes the log. Where syslog cannot be found it goes to the folder: a server starts without its syslog."""
    try:
        found = place(folder, chosen)
        if isinstance(found, Path):
            return Lines(found)
        to_syslog = logging.handlers.SysLogHandler(found, logging.handlers.SysLogHandler.LOG_AUTHPRIV)
    except (OSError, ValueError):
        return Lines(folder / "logs" / "security.jsonl")
    to_syslog.ident, to_syslog.append_nul = "kokoroe: ", False
    return to_syslog
