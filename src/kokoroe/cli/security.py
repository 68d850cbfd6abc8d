"""`kokoroe check`: can the security log be written, and do others read it?"""

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

from kokoroe.annex.text import Text
from kokoroe.groups.findings import Seen, failure, ok
from kokoroe.site.installation import Installation
from kokoroe.site.security_log import place

OPEN = 0o077


def security_log(installation: Installation) -> Iterator[Seen]:
    """The place that KOKOROE_SECURITY_LOG names, tried without leaving anything in it."""
    try:
        found = place(installation.folder, installation.security_log)
    except ValueError:
        yield failure(
            Text(
                f"KOKOROE_SECURITY_LOG={installation.security_log} がどこを指すのか分かりません。"
                "セキュリティログはデータフォルダーに書いています。",
                f"KOKOROE_SECURITY_LOG={installation.security_log} names no place. "
                "The security log goes to the data folder.",
            ),
            "空（データフォルダー）、ファイルの名前、syslog、syslog://ホスト:514 のどれかにしてください。",
            "Leave it empty (the data folder), or give a file, syslog, or syslog://host:514.",
        )
        return
    if isinstance(found, Path):
        yield from file(found)
        return
    try:
        reach(found)
    except OSError as error:
        yield failure(
            Text(
                f"syslog（{place_text(found)}）に届きません（{error.strerror or error}）。"
                "セキュリティログはデータフォルダーに書いています。",
                f"Syslog ({place_text(found)}) cannot be reached ({error.strerror or error}). "
                "The security log goes to the data folder.",
            ),
            "名前を直すか syslog を動かし、サーバーを起動し直してください。",
            "Correct the name or start syslog, then start the server again.",
        )
        return
    yield ok(
        f"セキュリティログは syslog（{place_text(found)}）に送ります。",
        f"The security log goes to syslog ({place_text(found)}).",
    )


def file(path: Path) -> Iterator[Seen]:
    """A file that the server makes when there is something to write."""
    there = next(each for each in (path, *path.parents) if each.exists())
    if path.is_dir() or not os.access(there, os.W_OK) or (there != path and not there.is_dir()):
        yield failure(
            Text(f"セキュリティログ {path} に書けません。", f"The security log {path} cannot be written."),
            "フォルダーの所有者と権限を確かめてください。",
            "Check the owner and the permissions of its folder.",
        )
        return
    if there == path and sys.platform != "win32" and path.stat().st_mode & OPEN:
        said = Text(
            f"セキュリティログ {path} をほかの利用者が読めます。",
            f"Other users can read the security log {path}.",
        )
        yield failure(said, f"chmod 600 {path}", f"chmod 600 {path}")
        return
    yield ok(f"セキュリティログ {path} に書けます。", f"The security log {path} can be written.")


def reach(found: tuple[str, int] | str) -> None:
    """Raises OSError where the socket is not there, or the name leads nowhere."""
    if isinstance(found, tuple):
        socket.getaddrinfo(*found, type=socket.SOCK_DGRAM)
    elif not Path(found).exists():
        raise FileNotFoundError(2, "not there")


def place_text(found: tuple[str, int] | str) -> str:
    """The place as people write it."""
    return found if isinstance(found, str) else f"{found[0]}:{found[1]}"
