"""Installations of their own for tests that need fresh processes: a folder, and a database on the server under test."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit, urlunsplit

TESTS = Path(__file__).parent
Environment = dict[str, str]


@contextmanager
def empty_installation(folder: Path) -> Iterator[Environment]:
    """The environment of an installation that is not there yet, on the kind of database under test."""
    with new_database() as address:
        yield environment_of(folder, address)


@contextmanager
def copied_installation(original: Environment, folder: Path) -> Iterator[Environment]:
    """A copy of an installation that nobody has open, with a database of its own."""
    shutil.copytree(original["KOKOROE_DATA"], folder)
    with new_database(original.get("KOKOROE_DATABASE")) as address:
        yield environment_of(folder, address)


def environment_of(folder: Path, address: str | None) -> Environment:
    """What a command is started with."""
    environment = os.environ | {
        "KOKOROE_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "kokoroe.site.settings",
        "LANG": "ja_JP.UTF-8",
        "PYTHONIOENCODING": "utf-8",
        "KOKOROE_SECOND_FACTOR": "off",
    }
    environment.pop("LC_ALL", None)
    return environment | ({"KOKOROE_DATABASE": address} if address else {})


@contextmanager
def new_database(template: str | None = None) -> Iterator[str | None]:
    """The address of a new database, empty or a copy, on the server under test; None where there is none."""
    address = os.environ.get("KOKOROE_DATABASE")
    if not address:
        yield None
        return
    import psycopg

    name = f"test_{secrets.token_hex(6)}"
    copying = f" TEMPLATE {urlsplit(template).path.strip('/')}" if template else ""
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}{copying}")
        try:
            yield urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
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


@contextmanager
def serving(
    environment: Environment, *arguments: object, host: str = "127.0.0.1", port: int | None = None
) -> Iterator["Server"]:
    """`kokoroe run` on a free port of this machine, until the block ends; waits for its first answer."""
    port = port or free_port()
    command = [sys.executable, "-m", "kokoroe", "run", "--port", str(port), *map(str, arguments)]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        process = subprocess.Popen(command, env=environment, stdout=said, stderr=subprocess.STDOUT)
        server = Server(f"http://{host}:{port}", process, said)
        try:
            server.wait()
            yield server
        finally:
            process.terminate()
            process.wait(timeout=60)


@dataclass(frozen=True)
class Server:
    """A running `kokoroe run`."""

    url: str
    process: subprocess.Popen[bytes]
    said: IO[str]

    @property
    def output(self) -> str:
        """Everything it has printed."""
        self.said.seek(0)
        return self.said.read()

    @property
    def link(self) -> str:
        """The link for the first account."""
        return next(line.strip() for line in self.output.splitlines() if "/invitation/" in line)

    def status(self, path: str) -> int:
        """The status of an answer; 0 where there is none."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=30) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def wait(self, seconds: float = 120) -> None:
        """Wait for the first answer. Raises AssertionError when it ends, or does not answer in time."""
        until = time.monotonic() + seconds
        while self.status("/healthz") != 200:
            assert self.process.poll() is None, self.output
            assert time.monotonic() < until, self.output
            time.sleep(0.05)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
