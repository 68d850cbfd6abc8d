"""Copies of the database: SQLite through its online backup, PostgreSQL through pg_dump and pg_restore."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from kokoroe.cli.outcome import refusal

PAGES = 4096  # copied between two looks at the lock: writers wait for milliseconds, never for the whole copy


def copy_sqlite(source: Path, target: Path) -> None:
    """A consistent copy while others write. Raises Refused when there is no database, or it is damaged."""
    if not source.exists():
        raise refusal(f"{source}: データベースがありません。", f"{source}: there is no database.")
    try:
        with (
            closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)) as origin,
            closing(sqlite3.connect(target)) as copy,
        ):
            origin.backup(copy, pages=PAGES)
            copy.execute("PRAGMA journal_mode=DELETE")  # the copy is one file
    except sqlite3.Error as error:
        raise refusal(
            f"{source}: データベースを読み出せません（{error}）。",
            f"{source}: the database cannot be read ({error}).",
        ) from error


def dump_postgresql(database: dict[str, Any], target: Path) -> None:
    """pg_dump in its custom format. Raises Refused when pg_dump is not installed, or fails."""
    postgresql_tool(
        "pg_dump", ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}"], database
    )


def restore_postgresql(database: dict[str, Any], source: Path) -> None:
    """pg_restore in one transaction, in place of what is there. Raises Refused when it is not installed, or fails."""
    options = [
        "--clean",
        "--if-exists",
        "--no-owner",
        "--no-privileges",
        "--single-transaction",
        "--exit-on-error",
    ]
    name = f"--dbname={database['NAME']}"
    postgresql_tool("pg_restore", [*options, name, str(source)], database)


def postgresql_tool(tool: str, arguments: Sequence[str], database: dict[str, Any]) -> None:
    """Run a client program of PostgreSQL on the database; the password goes by the environment, not the arguments."""
    program = shutil.which(tool)
    if program is None:
        raise refusal(
            f"{tool} が見つかりません。PostgreSQL のクライアント（postgresql-client）を入れてください。",
            f"{tool} is not there. Please install PostgreSQL's client programs (postgresql-client).",
        )
    known = {
        "PGDATABASE": "NAME",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGHOST": "HOST",
        "PGPORT": "PORT",
    }
    environment = os.environ | {variable: database[key] for variable, key in known.items() if database[key]}
    ended = subprocess.run(  # noqa: S603 (a fixed program; nothing typed by a user is among its arguments but a path)
        [program, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if ended.returncode:
        said = ended.stderr.strip().splitlines()[-1:] or [str(ended.returncode)]
        raise refusal(f"{tool} が失敗しました（{said[0]}）。", f"{tool} failed ({said[0]}).")


ROWS_A_SECOND = 10
"""More than any table gets for long."""
LEAST_GAP = 1000


def leave_a_gap(*, made_at: datetime, now: datetime) -> None:
    """Let the ids of new rows begin after those that may have been given since the backup was made.

    Mail, webhooks and programs know rows by their ids: one that is lost here must not come again as something else.
    """
    from django.db import connection

    gap = max(LEAST_GAP, ROWS_A_SECOND * int((now - made_at).total_seconds()))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass, coalesce(last_value, 0) + %s) "
                "FROM pg_sequences WHERE schemaname = current_schema() AND data_type = 'bigint'::regtype",
                [gap],
            )
            return
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s", [gap])
        cursor.execute(
            "INSERT INTO sqlite_sequence (name, seq) SELECT name, %s FROM sqlite_master WHERE type = 'table' "
            "AND sql LIKE '%%AUTOINCREMENT%%' AND name NOT IN (SELECT name FROM sqlite_sequence)",
            [gap],
        )
