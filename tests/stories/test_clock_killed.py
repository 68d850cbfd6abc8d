"""A clock that was killed and starts again late: what it missed goes out at once, once, and says that it is late."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes, policy

import pytest

from clock.channels.servers import smtp
from installations import TESTS, empty_installation, kokoroe
from kokoroe.annex.days import spoken

MINUTE = timedelta(minutes=1)
AT_ONCE = 5.0  # seconds from the clock's first word to the mail server
CHAIN = ["hanako@contractor.example", "taro@contractor.example"]


@pytest.fixture
def standstill(tmp_path):
    """An installation whose clock was killed 50 minutes after an incident became known, 80 minutes ago."""
    with smtp() as box, empty_installation(tmp_path / "data") as environment:
        environment |= {
            "PYTHONPATH": os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")]),
            "KOKOROE_SMTP_URL": f"smtp://127.0.0.1:{box.port}?from=kokoroe@city.example&security=none",
            "KOKOROE_URL": "https://kokoroe.example",
        }
        made = subprocess.run(
            [sys.executable, TESTS / "stories" / "backstage.py", "standstill"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert made.returncode == 0, made.stderr
        yield environment, box, datetime.fromisoformat(json.loads(made.stdout)["aware"])


@contextmanager
def ticking(environment):
    """`kokoroe clock` in a process of its own, from its first word on; killed at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kokoroe", "clock"], env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert "時計を動かしています" in process.stdout.readline()
        yield process
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait(timeout=30)
        process.stdout.close()


def until(found, seconds: float = 30) -> float:
    """How many seconds it takes until something is so."""
    began = time.monotonic()
    while not found():
        assert time.monotonic() - began < seconds, "it did not come about"
        time.sleep(0.02)
    return time.monotonic() - began


@pytest.mark.story
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_what_a_killed_clock_missed_goes_out_at_once_and_says_that_it_is_late_and_why(standstill):
    environment, box, aware = standstill
    assert [subject.partition("：")[0] for _, subject, _ in mails(box)] == [
        *["インシデントの報告"] * 2, *["期限まで30分"] * 2, *["期限まで15分"] * 2,
    ]  # fmt: skip
    box.got.clear()

    ended = kokoroe(environment, "check", "--clock")
    missed = [line for line in ended.stdout.splitlines() if line.startswith("NG")]
    assert ended.returncode == 1
    assert "時計が止まっています" in missed[0]
    assert [line.rpartition("段 ")[2].split()[0] for line in missed[1:]] == ["0", "900"]

    with ticking(environment):
        took = until(lambda: len(box.got) == 2)
        assert took < AT_ONCE
        time.sleep(2)  # a second one would have come by now
        assert sorted(to for to, _, _ in mails(box)) == CHAIN
        for _, subject, body in mails(box):
            assert subject.startswith("期限を15分過ぎています：インシデント")
            (said,) = [line for line in body.splitlines() if line.startswith("本来")]
            assert said.startswith(
                f"本来 {spoken(aware + 75 * MINUTE).ja} に出すべき通知です。システム停止のため"
            )
        until(lambda: kokoroe(environment, "check", "--clock").returncode == 0)

    box.got.clear()
    with ticking(environment):
        time.sleep(2)
        assert box.got == [], "killed again, it tells nobody anew"


def mails(box) -> list[tuple[str, str, str]]:
    """To whom, about what, and what was said."""
    found = [message_from_bytes(each.content, policy=policy.default) for each in box.got]
    return [(str(each["To"]), str(each["Subject"]).strip(), each.get_content()) for each in found]
