"""What keeps the server from writing or reading for a while: not a fault of the program, and over without it.

Found in what a database or the system raised; pages, operations and commands say the same of it.
"""

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import Error as DatabaseError

from kokoroe.annex.text import Text
from kokoroe.ledger.keys import KeyMissingError

LEAST_FREE = 4 << 20  # bytes; with less, whatever SQLite says of its files is for want of room
PRIMARY = 0xFF  # of SQLite's extended result codes


@dataclass(frozen=True, slots=True)
class Trouble:
    """One kind of it: after how many seconds to try again, what it is, and what may be done."""

    name: str
    seconds: int
    heading: Text
    words: Text


BUSY = Trouble(
    "busy",
    30,
    Text("データベースが使用中で、記録できませんでした", "The database was in use, and nothing was recorded"),
    Text(
        "ほかの処理が終わるのを待ちましたが、間に合いませんでした。何も変わっていません。少し待って、もう一度送ってください。",
        "We waited for something else to end, not long enough. Nothing has changed. Send it again in a little while.",
    ),
)
FULL = Trouble(
    "full",
    300,
    Text(
        "サーバーのディスクに空きがなく、記録できません",
        "The server's disk is full, and nothing can be recorded",
    ),
    Text(
        "何も変わっていません。サーバーの運用者に知らせてください。空きができれば、そのまま使えます。",
        "Nothing has changed. Please tell whoever runs the server: once there is room, everything goes on.",
    ),
)
AWAY = Trouble(
    "away",
    60,
    Text("データベースにつながりません", "The database cannot be reached"),
    Text(
        "データベースが戻れば、そのまま使えます。続くときは、サーバーの運用者に知らせてください。"
        "送った直後に切れたときは、記録されていることがあります。送り直す前に、前の画面で確かめてください。",
        "Once it is back, everything goes on. If this lasts, please tell whoever runs the server. "
        "What was being sent may have been recorded: look before you send it again.",
    ),
)

KEYLESS = Trouble(
    "keyless",
    300,
    Text(
        "サーバーが台帳の鍵を読めず、記録できません",
        "The server cannot read the ledger's key, and nothing can be recorded",
    ),
    Text(
        "何も変わっていません。サーバーの運用者に知らせてください（「kokoroe check」が理由を示します）。"
        "急ぎの報告は、電話などでも伝えてください。",
        "Nothing has changed. Please tell whoever runs the server (`kokoroe check` says why). "
        "What is urgent should be told by telephone as well.",
    ),
)

OF_SQLITE = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: AWAY,
    sqlite3.SQLITE_CANTOPEN: AWAY,
    sqlite3.SQLITE_READONLY: AWAY,
}
# Classes of SQLSTATE, and those that say something else than their class.
OF_POSTGRESQL = {"08": AWAY, "57": AWAY, "53": AWAY, "40": BUSY, "53100": FULL, "55P03": BUSY}


def trouble_of(error: BaseException | None) -> Trouble | None:
    """The trouble behind an error; None where it is none, but a fault."""
    for one in chain_of(error):
        if isinstance(one, OSError) and one.errno in {errno.ENOSPC, errno.EDQUOT}:
            return FULL
        if isinstance(one, KeyMissingError):
            return KEYLESS
        if isinstance(one, sqlite3.Error):
            return of_sqlite(one)
        if isinstance(one, DatabaseError):
            found = of_postgresql(one)
            if found is not None:
                return found
    return None


def chain_of(error: BaseException | None) -> Iterator[BaseException]:
    """An error and what it came of, the cause last."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def of_sqlite(error: sqlite3.Error) -> Trouble | None:
    """What SQLite's result code says; where it cannot use its files, perhaps that there is no room for them."""
    found = OF_SQLITE.get(getattr(error, "sqlite_errorcode", 0) & PRIMARY)
    return FULL if found is AWAY and disk_is_full() else found


def disk_is_full() -> bool:
    """Whether nothing more can be written where the data are."""
    try:
        return shutil.disk_usage(settings.KOKOROE_DATA).free < LEAST_FREE
    except OSError:
        return False


def of_postgresql(error: DatabaseError) -> Trouble | None:
    """What PostgreSQL's code says; without one, that there was no server to say it."""
    cause = error.__cause__
    if not type(cause).__module__.startswith("psycopg"):
        return None
    code = getattr(cause, "sqlstate", None)
    if code is None:
        return AWAY if type(error).__name__ in {"OperationalError", "InterfaceError"} else None
    return OF_POSTGRESQL.get(code) or OF_POSTGRESQL.get(code[:2])
