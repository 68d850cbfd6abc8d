"""The process that parses strangers' files for `kokoroe.outside.apart`, one after the other, until its input ends."""

import importlib
import json
import signal
import struct
import sys
import warnings
from contextlib import suppress
from typing import Any

from kokoroe.annex.text import Text
from kokoroe.outside.refused import FileRefused, too_much, unread

FRAME = struct.Struct(">II")
"""Before every question and every answer: how long its two parts are."""
MEMORY = 768 << 20  # bytes of addresses, this program's own 100 MiB among them
WRITTEN = 64 << 20  # bytes of one file: openpyxl writes sheets to temporary ones
OPEN_FILES = 64


def main() -> None:
    """Answer until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server; this ends with its input
    warnings.simplefilter("ignore")  # what openpyxl thinks of a stranger's file is nobody's business
    bound()
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while frame := source.read(FRAME.size):
        first, second = FRAME.unpack(frame)
        head, content = source.read(first), source.read(second)
        found, made = answered(head, content)
        sink.write(FRAME.pack(len(found), len(made)) + found)
        sink.write(made)
        sink.flush()


def bound() -> None:
    """Take from this process all memory beyond what a file of people needs. Windows has no such limits."""
    with suppress(ImportError):
        import resource

        for kind, most in (
            (resource.RLIMIT_AS, MEMORY),
            (resource.RLIMIT_FSIZE, WRITTEN),
            (resource.RLIMIT_NOFILE, OPEN_FILES),
            (resource.RLIMIT_CORE, 0),
        ):
            with suppress(ValueError, OSError):
                resource.setrlimit(kind, (most, most))


def hurry(seconds: int) -> None:
    """End this process once it has used so many more seconds of the processor."""
    with suppress(ImportError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime) + 1 + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def answered(head: bytes, content: bytes) -> tuple[bytes, bytes]:
    """What the task makes of the file, or why it is refused."""
    task, seconds, said = json.loads(head)
    hurry(seconds)
    module, _, function = task.partition(":")
    try:
        found, made = getattr(importlib.import_module(module), function)(content, said)
        return json.dumps(found).encode(), made
    except FileRefused as error:
        return refused(error.text), b""
    except MemoryError:
        return refused(too_much().text), b""
    except Exception as error:  # noqa: BLE001 (a fault of ours must not look like a long file)
        print(f"{task} failed: {type(error).__name__}", file=sys.stderr, flush=True)  # noqa: T201 (no value of the file)
        return refused(unread().text), b""


def refused(text: Text) -> bytes:
    """The answer that says why."""
    answer: dict[str, Any] = {"refused": [text.ja, text.en]}
    return json.dumps(answer).encode()
