"""Installations of their own for tests that need fresh processes: an empty folder, and a new database where one is a server's."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

TESTS = Path(__file__).parent
Environment = dict[str, str]


@contextmanager
def empty_installation(folder: Path) -> Iterator[Environment]:
    """The environment of an installation that is not there yet, on the kind of database under test."""
    environment = os.environ | {
        "KOKOROE_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "kokoroe.site.settings",
        "LANG": "ja_JP.UTF-8",
        "PYTHONIOENCODING": "utf-8",
    }
    environment.pop("LC_ALL", None)
    address = os.environ.get("KOKOROE_DATABASE")
    if not address:
        yield environment
        return
    import psycopg

    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield environment | {"KOKOROE_DATABASE": urlunsplit(urlsplit(address)._replace(path=f"/{name}"))}
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def kokoroe(environment: Environment, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run one command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "kokoroe", *map(str, arguments)],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
