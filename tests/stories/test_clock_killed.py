"""A clock that was killed and starts again late: what it missed goes out at once, once, and says that it is late."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from clock.channels.servers import silent, smtp, web
from installations import kokoroe, prepared_installation
from kokoroe.annex.days import spoken
from stories.scenes import mailing, mails, staged, until

MINUTE = timedelta(minutes=1)
AT_ONCE = 5.0  # seconds from the clock's first word to the mail server
CHAIN = ["hanako@contractor.example", "taro@contractor.example"]


@pytest.fixture
def standstill(tmp_path):
    """An installation whose clock was killed 50 minutes after an incident became known, 80 minutes ago."""
    with smtp() as box, prepared_installation(tmp_path / "data") as empty:
        environment = empty | mailing(box)
        yield environment, box, datetime.fromisoformat(staged(environment, "standstill")["aware"])


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


@pytest.mark.story
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_mail_server_that_hangs_holds_up_no_other_channel(tmp_path):
    with web() as hook, smtp() as box, silent() as port, prepared_installation(tmp_path / "data") as empty:
        inside = {"KOKOROE_WEBHOOK_PRIVATE": "1", "STORY_WEBHOOK": hook.url}
        environment = empty | inside | mailing(box)
        staged(environment, "standstill")
        hook.got.clear()
        box.port = port
        with ticking(environment | mailing(box)):
            took = until(lambda: hook.got)
            assert took < AT_ONCE
            assert hook.got[0].json["data"]["subject"].startswith("期限を15分過ぎています")
