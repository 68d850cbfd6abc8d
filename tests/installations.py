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
RUN = "KOKOROE_TEST_RUN"  # names the folder that the processes of one test run share
Environment = dict[str, str]
QUICK = {"DJANGO_SETTINGS_MODULE": "quick_settings", "PYTHONPATH": str(TESTS)}
REAL = {"DJANGO_SETTINGS_MODULE": "kokoroe.site.settings"}


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


@contextmanager
def prepared_installation(folder: Path) -> Iterator[Environment]:
    """An installation on which everything is prepared and nothing was done: a copy of one that a test run makes once."""
    with copied_installation(prepared(Path(os.environ[RUN])), folder) as environment:
        yield environment


def prepared(run: Path) -> Environment:
    """The installation that the processes of a test run copy. The first that asks makes it, the others wait."""
    made = run / "made"
    try:
        (run / "making").mkdir()
    except FileExistsError:
        until = time.monotonic() + 300
        while not made.exists():
            assert time.monotonic() < until, "the process that prepares an installation has not ended"
            time.sleep(0.1)
        return environment_of(run / "data", made.read_text() or None)
    address = create_database()
    environment = environment_of(run / "data", address)
    code = "from kokoroe.cli.prepare import prepare; prepare('ja')"
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True)
    (run / "written").write_text(address or "")
    (run / "written").rename(made)
    return environment


def forget(run: Path) -> None:
    """Remove what a test run has made."""
    made = run / "made"
    if made.exists() and (address := made.read_text()):
        drop_database(address)
    shutil.rmtree(run, ignore_errors=True)


def environment_of(folder: Path, address: str | None) -> Environment:
    """What a command is started with: the product's settings with passwords quick to check; `REAL` has its own."""
    environment = os.environ | {
        **QUICK,
        "KOKOROE_DATA": str(folder),
        "LANG": "ja_JP.UTF-8",
        "PYTHONIOENCODING": "utf-8",
        "KOKOROE_SECOND_FACTOR": "off",
    }
    environment.pop("LC_ALL", None)
    return environment | ({"KOKOROE_DATABASE": address} if address else {})


@contextmanager
def new_database(template: str | None = None) -> Iterator[str | None]:
    """The address of a new database, empty or a copy, on the server under test; None where there is none."""
    address = create_database(template)
    try:
        yield address
    finally:
        if address:
            drop_database(address)


def create_database(template: str | None = None) -> str | None:
    """The same without an end."""
    server = os.environ.get("KOKOROE_DATABASE")
    if not server:
        return None
    name = f"test_{secrets.token_hex(6)}"
    copying = f" TEMPLATE {name_of(template)}" if template else ""
    tell_server(f"CREATE DATABASE {name}{copying}")
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def drop_database(address: str) -> None:
    """Remove a database of the server under test, whoever has it open."""
    tell_server(f"DROP DATABASE {name_of(address)} WITH (FORCE)")


def name_of(address: str) -> str:
    """The database in an address."""
    return urlsplit(address).path.strip("/")


def tell_server(statement: str) -> None:
    """Have the server under test do something outside any transaction."""
    import psycopg

    with psycopg.connect(os.environ["KOKOROE_DATABASE"], autocommit=True) as server:
        server.execute(statement)


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
