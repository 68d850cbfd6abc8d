"""Papers as PDF/A-2b: a template, data, and the moment; equal input gives equal bytes."""

import json
import os
import re
import struct
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import IO, Any

from django.apps import apps

from kokoroe.annex.text import Text
from kokoroe.papers.printable import unprintable

HERE = Path(__file__).parent
PACKAGE = HERE.parent
# Seconds for which the typesetter waits for another paper, and within which one paper must be done.
IDLE = 5.0
PATIENCE = 120.0
# Bytes of data (about 160 people) above which the typesetter is dropped at once: it then holds up to 180 MiB.
LONG = 100_000
# Bytes of data (some two thousand pages) above which a paper is refused: nobody reads it, and it takes a minute.
MOST = 4_000_000

_REQUEST = struct.Struct(">HqI")
_ANSWER = struct.Struct(">?I")
_REFUSED = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


class PaperError(Exception):
    """A paper could not be made. `text` says why and what to do, in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.ja)
        self.text = text


class UnprintableText(PaperError):  # noqa: N818 - it names what was found
    """The data has characters that no font of the papers has; `characters` are they, in order."""

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters = tuple(sorted(set(characters)))
        named = "、".join(describe(each) for each in self.characters)
        super().__init__(
            Text(
                ja=f"書面に印刷できない文字があります: {named}。別の字か仮名で入れてください。",
                en=f"These characters cannot be printed: {named}. Enter another form of them, or kana.",
            )
        )


def describe(characters: str) -> str:
    """A character for an error's sentence: itself where it can be seen, and its code points."""
    codes = " ".join(f"U+{ord(each):04X}" for each in characters)
    return f"「{characters}」({codes})" if characters.isprintable() else codes


def render(template: str, data: Mapping[str, Any], *, now: datetime) -> bytes:
    """The paper as PDF/A-2b.

    `template` names a file that `template_path` finds; `data` comes from `kokoroe.papers.data.to_json`;
    `now` (aware) becomes the document's date, in whole seconds.

    Raises:
        UnprintableText: a character that no font has.
        PaperError: the template refused the data, there is more than `MOST` of it, or the typesetter failed twice.
    """
    path = template_path(template)
    content = json.dumps(data, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
    if len(content) > MOST:
        raise PaperError(
            Text(
                ja=f"書面に載せる内容が多すぎます（{len(content):,}バイト。{MOST:,}バイトまで）。短くするか、添付してください。",
                en=f"This is too much for a paper ({len(content):,} of {MOST:,} bytes). Shorten or attach it.",
            )
        )
    if refused := unprintable("\n".join(_strings(data))):
        raise UnprintableText(refused)
    name = path.encode()
    request = _REQUEST.pack(len(name), int(now.timestamp()), len(content)) + name + content
    done, answer = _typesetter.set(request)
    if done:
        return answer
    message, diagnostic = json.loads(answer)
    if found := _REFUSED.findall(diagnostic):
        raise UnprintableText(_ESCAPED.sub(lambda m: chr(int(m[1], 16)), each) for each in found)
    raise PaperError(
        Text(
            ja=f"書面「{template}」を作れませんでした: {message}",
            en=f"The paper “{template}” could not be made: {message}",
        )
    )


@cache
def template_path(template: str) -> str:
    """A template's path from the package's folder: `papers/NAME.typ` of an app, or `templates/NAME.typ` here.

    The folder is what typst reads from: an app's template imports `/papers/templates/style.typ`, or its neighbour.

    Raises:
        ValueError: there is none of this name, or two apps have one.
    """
    folders = [HERE / "templates", *(Path(app.path) / "papers" for app in apps.get_app_configs())]
    paths = [path for folder in folders for path in folder.glob("*.typ") if path.stem == template]
    inside = [path for path in paths if path.is_relative_to(PACKAGE)]
    if len(inside) != 1:
        raise ValueError(f"{template!r} names {len(inside)} templates")
    return inside[0].relative_to(PACKAGE).as_posix()


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _strings(each)


class _Typesetter:
    """The process that runs `typesetter.py`: started for a paper, ended when idle, started anew if dead."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._idle: threading.Timer | None = None

    def set(self, request: bytes) -> tuple[bool, bytes]:
        with self._lock:
            if self._idle:
                self._idle.cancel()
            try:
                try:
                    return self._ask(request)
                except OSError:  # it died while it waited, or over this paper: one more try, with a new one
                    self._end()
                    return self._ask(request)
            except OSError as error:
                self._end()
                raise PaperError(
                    Text(
                        ja="書面を組む処理が止まりました。もう一度試し、続くようなら管理者に知らせてください。",
                        en="The typesetter stopped. Try again; if it goes on, tell the administrator.",
                    )
                ) from error
            finally:
                self._idle = threading.Timer(IDLE, self._end_idle)
                self._idle.daemon = True
                self._idle.start()

    def _ask(self, request: bytes) -> tuple[bool, bytes]:
        process = self._process or self._start()
        assert process.stdin
        assert process.stdout
        limit = threading.Timer(PATIENCE, process.kill)
        limit.daemon = True
        limit.start()
        try:
            process.stdin.write(request)
            process.stdin.flush()
            done, length = _ANSWER.unpack(_exactly(process.stdout, _ANSWER.size))
            answer = _exactly(process.stdout, length)
        finally:
            limit.cancel()
        if len(request) > LONG:
            self._end()
        return done, answer

    def _start(self) -> subprocess.Popen[bytes]:
        # -P keeps this folder's modules out of the script's way.
        command = [sys.executable, "-P", str(HERE / "typesetter.py")]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603
        return self._process

    def _end_idle(self) -> None:
        with self._lock:
            if self._idle is threading.current_thread():
                self._end()

    def _end(self) -> None:
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None


def _exactly(source: IO[bytes], length: int) -> bytes:
    found = source.read(length)
    if len(found) < length:
        raise OSError("the typesetter's answer ended early")
    return found


def _forget_parent() -> None:
    # A forked child shares its parent's pipes; two writers on one pipe would mix two papers.
    global _typesetter  # noqa: PLW0603
    _typesetter = _Typesetter()


_typesetter = _Typesetter()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_parent)
