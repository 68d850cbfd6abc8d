import json
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest

from installations import kokoroe, serving
from kokoroe import clock
from kokoroe.clock.models import Heartbeat

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


@pytest.fixture
def opened(monkeypatch):
    """The command's own look at the folder is not what is tested here."""
    monkeypatch.setattr("kokoroe.cli.checkup.open_installation", lambda _language: None)


@pytest.mark.usefixtures("opened")
class TestCheckClock:
    def test_it_is_well_while_the_clock_runs_and_nothing_is_missed(self, command, db):
        Heartbeat.objects.create(worker="w", started_at=clock.now(), tick_at=clock.now())
        ended = command("check", "--clock")
        assert ended.code == 0
        assert ended.out.splitlines() == [
            "OK 時計は動いています。",
            "OK 期限が来たのに出ていない警報はありません。",
        ]

    def test_a_clock_that_never_ran_fails(self, command, db):
        ended = command("check", "--clock", "--json", "--lang", "en")
        assert ended.code == 1
        assert [(one["level"], one["message"]) for one in json.loads(ended.out)] == [
            ("failure", "The clock has never run."),
            ("ok", "No due alarm is unfired."),
        ]

    def test_a_clock_that_has_stopped_fails_with_the_alarms_it_missed(self, command, party):
        from kokoroe.clock.deadlines import set_deadline

        now = clock.now()
        stopped = now - timedelta(minutes=20)
        Heartbeat.objects.create(worker="w", started_at=stopped, tick_at=stopped)
        set_deadline(
            contract=party.contract,
            kind="sample",
            ref="9",
            stage="first",
            runs_from=stopped,
            due_at=now,
            rungs=[timedelta(minutes=minutes) for minutes in (-10, 10)],
            now=stopped,
        )
        ended = command("check", "--clock", "--lang", "en")
        assert ended.code == 1
        said = [line for line in ended.out.splitlines() if line.startswith("NG")]
        assert said[0].startswith("NG The clock has stopped (it last ticked at ")
        assert said[1].startswith(
            f"NG An alarm did not fire: {party.contract.code} sample 9 first (rung -600 s, "
        )
        assert len(said) == 2


@posix
def test_the_clock_runs_alone_and_ends_when_told_to(prepared, tmp_path):
    assert kokoroe(prepared, "check", "--clock").returncode in {0, 1}
    process = subprocess.Popen(
        [sys.executable, "-m", "kokoroe", "clock"], env=prepared, stdout=subprocess.PIPE, text=True
    )
    try:
        assert "時計を動かしています" in process.stdout.readline()
        until = time.monotonic() + 60
        while True:
            time.sleep(0.5)
            ended = kokoroe(prepared, "check", "--clock")
            if ended.returncode == 0 or time.monotonic() > until:
                break
        assert ended.returncode == 0, ended.stdout
        assert kokoroe(prepared, "backup", tmp_path / "backup.tar.gz").returncode == 0
        refused = kokoroe(prepared, "restore", tmp_path / "backup.tar.gz", "--replace")
        assert refused.returncode == 2
        assert refused.stderr.startswith(f"サーバーが動いています（pid {process.pid}, clock True）。")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
        assert kokoroe(prepared, "restore", tmp_path / "backup.tar.gz", "--replace").returncode == 0
    finally:
        if process.poll() is None:
            process.kill()
        process.stdout.close()


def test_it_needs_an_installation(installation):
    ended = kokoroe(installation | {"LANG": "en_GB.UTF-8"}, "clock")
    assert ended.returncode == 2
    assert ended.stderr.startswith("There is nothing in ")


def test_every_web_process_runs_a_clock(prepared):
    with serving(prepared, "--workers", 2) as server:
        assert server.status("/healthz") == 200
        until = time.monotonic() + 60
        while kokoroe(prepared, "check", "--clock").returncode and time.monotonic() < until:
            time.sleep(0.5)
        ended = kokoroe(prepared, "check", "--clock")
        assert ended.returncode == 0, ended.stdout
