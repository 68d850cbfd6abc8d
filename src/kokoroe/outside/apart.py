"""Strangers' files are parsed apart: by a process of its own that has limits of time and memory, and no secrets.

A fresh interpreter, not a fork: the server has threads. It is started for a file, kept while files keep coming, ended
when idle or after one that was large, and killed when it takes too long. Two files at once on a machine, however
many processes serve; whoever comes third waits.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from kokoroe.annex.text import Text
from kokoroe.outside.child import FRAME
from kokoroe.outside.refused import FileRefused, too_much
from kokoroe.outside.turns import turn

ROOT = Path(__file__).parents[2]
AT_ONCE = 2  # on this machine
IDLE = 5.0  # seconds for which it waits for another file
WAIT = 20.0  # seconds that a file waits for its turn
SECONDS = 20  # of the processor that one file may take; the largest roster that is taken needs about five
PATIENCE = 120.0  # seconds after which it is killed however busy the machine is
LARGE = 300_000  # bytes of a file after which the process is dropped, so that its memory is
KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT")
"""What it sees of the server's environment: nothing of databases, keys and mail servers."""

Plain = Mapping[str, Any]


def apart(task: str, content: bytes, said: Plain) -> tuple[Plain, bytes]:
    """What a task makes of a file: plain values and bytes.

    `task` is `module:function` of kokoroe; it gets the file and what is `said` beside it (as JSON has it), and returns
    plain values and bytes. A new process imports no more than that module.

    Raises:
        FileRefused: the task says so, it took too long or too much memory, or two others are still being read.
    """
    return _readers.ask(json.dumps([task, SECONDS, said]).encode(), content)


class Reader:
    """One process, and the talk with it: two frames of bytes there, two back."""

    def __init__(self) -> None:
        begin = "import sys; sys.path.append(sys.argv[1]); from kokoroe.outside.child import main; main()"
        command = [sys.executable, "-P", "-c", begin, str(ROOT)]
        seen = {name: os.environ[name] for name in KEPT if name in os.environ}
        self.process = subprocess.Popen(  # noqa: S603 (our own program)
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=seen
        )

    def ask(self, head: bytes, content: bytes) -> tuple[bytes, bytes]:
        """The answer's two parts. Raises OSError where the process died, or was killed because it took too long."""
        assert self.process.stdin
        assert self.process.stdout
        limit = threading.Timer(PATIENCE, self.process.kill)
        limit.daemon = True
        limit.start()
        try:
            self.process.stdin.write(FRAME.pack(len(head), len(content)) + head)
            self.process.stdin.write(content)
            self.process.stdin.flush()
            first, second = FRAME.unpack(exactly(self.process.stdout, FRAME.size))
            return exactly(self.process.stdout, first), exactly(self.process.stdout, second)
        finally:
            limit.cancel()

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


def exactly(source: IO[bytes], length: int) -> bytes:
    """So many bytes. Raises OSError where they end before."""
    found = source.read(length)
    if len(found) < length:
        raise OSError("it ended in mid-answer")
    return found


class Readers:
    """The processes of this process of the server; two files at once on this machine, whoever reads them."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.idle: list[Reader] = []
        self.timer: threading.Timer | None = None

    def ask(self, head: bytes, content: bytes) -> tuple[Plain, bytes]:
        with turn(settings.KOKOROE_DATA, "file", most=AT_ONCE, wait=WAIT) as taken:
            if not taken:
                raise FileRefused(
                    Text(
                        "ほかの大きなファイルを読んでいます。1分ほど待って、もう一度送ってください。",
                        "Other large files are being read. Please wait for a minute and send it again.",
                    )
                )
            answer, made = self.answer(head, content)
        found = json.loads(answer)
        if "refused" in found:
            raise FileRefused(Text(*found["refused"]))
        return found, made

    def answer(self, head: bytes, content: bytes) -> tuple[bytes, bytes]:
        """From a process that waits, or else a new one. One that dies over a file is not asked again."""
        reader = self.taken()
        if reader is not None and reader.process.poll() is not None:
            reader.end()  # it died while it waited
            reader = None
        reader = reader or Reader()
        try:
            found = reader.ask(head, content)
        except OSError as error:
            reader.end()
            raise too_much() from error
        except BaseException:
            reader.end()
            raise
        if len(content) + len(found[0]) > LARGE:
            reader.end()
        else:
            self.kept(reader)
        return found

    def taken(self) -> Reader | None:
        with self.lock:
            return self.idle.pop() if self.idle else None

    def kept(self, reader: Reader) -> None:
        """Let it wait for another file for a while."""
        with self.lock:
            self.idle.append(reader)
            if self.timer is not None:
                self.timer.cancel()
            self.timer = threading.Timer(IDLE, self.end_idle)
            self.timer.daemon = True
            self.timer.start()

    def end_idle(self) -> None:
        with self.lock:
            ended: Sequence[Reader] = self.idle
            self.idle = []
        for reader in ended:
            reader.end()


def _forget_parents() -> None:
    # A forked child shares its parent's pipes; two writers on one pipe would mix two files.
    global _readers  # noqa: PLW0603
    _readers = Readers()


_readers = Readers()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_parents)
