import os
import shutil
import signal
import sys
import time
from pathlib import Path

import pytest

from installations import empty_installation, free_port, kokoroe, serving
from kokoroe.cli.lock import lock
from kokoroe.cli.serve import public_address

posix = pytest.mark.skipif(sys.platform == "win32", reason="modes and signals of POSIX")


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    """A server on a new installation, for tests that only look."""
    folder = tmp_path_factory.mktemp("served") / "data"
    with empty_installation(folder) as environment, serving(environment) as server:
        yield folder, environment, server


def test_the_first_start_makes_everything_and_prints_a_link(started):
    folder, _, server = started

    assert server.status(server.link.removeprefix(server.url)) == 200
    assert server.status("/accounts/login/") == 200
    assert f"データフォルダー: {folder}" in server.output


@posix
def test_what_it_makes_is_its_owners_alone(started):
    folder, _, _ = started
    made = [folder / "keys" / "secret.key", folder / "keys" / "ledger.key", *folder.glob("kokoroe.sqlite3")]

    assert [oct(path.stat().st_mode & 0o777) for path in made] == ["0o600"] * len(made)
    assert folder.stat().st_mode & 0o077 == 0


def test_a_second_server_on_the_folder_is_refused(started):
    folder, environment, server = started

    ended = kokoroe(environment, "run", "--port", free_port(), "--lang", "en")

    assert ended.returncode == 2
    assert ended.stderr.startswith(
        f"A server runs on {folder} already (pid {server.process.pid}, url {server.url})."
    )


def test_a_restore_is_refused_while_it_runs(started, tmp_path):
    _, environment, server = started
    assert kokoroe(environment, "backup", tmp_path / "backup.tar.gz").returncode == 0

    ended = kokoroe(environment, "restore", tmp_path / "backup.tar.gz", "--replace")

    assert ended.returncode == 2
    assert ended.stderr.startswith(f"サーバーが動いています（pid {server.process.pid}, url {server.url}）。")
    assert server.status("/healthz") == 200


def test_a_port_that_is_taken_is_refused_before_anything_is_made(started, installation):
    _, _, server = started
    port = server.url.rpartition(":")[2]

    ended = kokoroe(installation, "run", "--port", port, "--lang", "en")

    assert ended.returncode == 2
    assert ended.stderr.startswith(f"Port {port} of 127.0.0.1 cannot be listened on")
    assert not (Path(installation["KOKOROE_DATA"]) / "keys").exists()


def test_a_port_that_is_none_is_bad_input(command):
    assert command("run", "--port", "70000").code == 2
    assert command("run", "--port", "http").code == 2


def test_each_start_prints_a_new_link_until_one_is_used(prepared):
    with serving(prepared) as server:
        first = server.link.removeprefix(server.url)
    with serving(prepared) as server:
        second = server.link.removeprefix(server.url)

        assert server.status(first) == 404
        assert server.status(second) == 200


@posix
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_when_told_to_and_nothing_is_left_of_it(prepared, sent):
    with serving(prepared, "--workers", 2) as server:
        group = [pid for pid in children() if parent(pid) == server.process.pid]
        assert len(group) == 2
        server.process.send_signal(sent)

        assert server.process.wait(timeout=30) == 0
        assert "Traceback" not in server.output
        assert server.status("/healthz") == 0
    assert [pid for pid in group if Path(f"/proc/{pid}").exists()] == []


@posix
def test_web_processes_end_by_themselves_when_their_parent_is_killed_and_a_new_start_is_free(prepared):
    with serving(prepared, "--workers", 2) as server:
        group = [pid for pid in children() if parent(pid) == server.process.pid]
        server.process.kill()
        server.process.wait()
        until = time.monotonic() + 60
        while any(runs(pid) for pid in group) and time.monotonic() < until:
            time.sleep(0.1)
        assert [pid for pid in group if runs(pid)] == []
    with serving(prepared) as again:
        assert again.status("/healthz") == 200


def runs(pid: int) -> bool:
    """Whether a process has not ended; one that nobody has asked about since has."""
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def children() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def parent(pid: int) -> int:
    try:
        return int((Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def test_a_lock_left_by_a_dead_server_is_nobodys(installation):
    folder = Path(installation["KOKOROE_DATA"])
    folder.mkdir()
    with lock(folder / "server.lock", url="http://127.0.0.1:1"):
        pass

    assert kokoroe(installation, "restore", "nowhere.tar.gz").stderr.startswith("nowhere.tar.gz: ")


class Arguments:
    port = 8001

    def __init__(self, host: str) -> None:
        self.host = host

    def say(self, _ja: str, en: str) -> str:
        return en


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8001"),
        ("::1", "http://[::1]:8001"),
        ("0.0.0.0", "http://127.0.0.1:8001"),
    ],
)
def test_the_public_address_is_this_machines_unless_it_is_set(monkeypatch, capsys, host, address):
    monkeypatch.delenv("KOKOROE_URL", raising=False)
    monkeypatch.setattr(os, "environ", dict(os.environ))

    assert public_address(Arguments(host)) == address
    assert ("set KOKOROE_URL" in capsys.readouterr().err) == (host == "0.0.0.0")


@posix
def test_a_key_that_has_signed_is_never_made_anew_on_the_quiet(started, tmp_path):
    folder, environment, _ = started
    copied = shutil.copytree(folder, tmp_path / "copy")
    other = {**environment, "KOKOROE_DATA": str(copied)}
    (copied / "keys" / "ledger.key").rename(copied / "lost.key")

    ended = kokoroe(other, "run", "--port", free_port(), "--lang", "en")
    assert (ended.returncode, (copied / "keys" / "ledger.key").exists()) == (2, False)
    assert "ledger.key: no signing key can be read" in ended.stderr
    assert "belongs to user" in ended.stderr
