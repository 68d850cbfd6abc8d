"""`kokoroe clock`: the clock alone, beside any number of others; it ends on SIGTERM or Ctrl-C."""

import argparse
import os
import signal
import threading
from pathlib import Path

from kokoroe.annex.days import spoken
from kokoroe.annex.text import Text
from kokoroe.cli.installed import open_installation
from kokoroe.cli.lock import lock
from kokoroe.cli.outcome import DONE
from kokoroe.groups.commands import Command, flag

PREFIX = "clock-"
ENDING = 8.0  # seconds for what is being sent; what hangs longer is sent again by whoever runs next


def run_clock(arguments: argparse.Namespace) -> int:
    """Fire and send until told to stop; with --confirm only say that the clock is right.

    Raises:
        Refused: there is no installation, or its database is not at this version's state.
    """
    folder = open_installation(arguments.language).folder
    if arguments.confirm:
        return confirm(arguments)
    file = file_of(folder)
    try:
        with lock(file, clock=True):
            return watch(arguments, folder)
    finally:
        file.unlink(missing_ok=True)


def confirm(arguments: argparse.Namespace) -> int:
    """Let this machine's clock count from now on, and say what that has mended. Raises NotPossible."""
    from kokoroe.clock.confirming import confirm_clock

    done = confirm_clock()
    now = spoken(done.at)
    print(
        arguments.say(
            f"いまの時刻 {now.ja}（日本時間）を正しいものとしました。動いているサーバーも数秒で従います。"
            f"直したもの：先の時刻の鼓動 {done.ticks} 件、誤って出た警報 {done.alarms} 件（期限が来れば出ます）、"
            f"止まっていた通知 {done.messages} 件。",
            f"The time {now.en} counts from now on; running servers follow within seconds. Mended: {done.ticks} ticks "
            f"that lay ahead, {done.alarms} alarms that had fired wrongly (they fire when it is time), "
            f"{done.messages} messages that were stuck.",
        )
    )
    return DONE


def watch(arguments: argparse.Namespace, folder: Path) -> int:
    """Run the loop until a signal comes."""
    from kokoroe.clock.loop import Loop

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    loop = Loop()
    loop.start()
    print(
        arguments.say(
            f"{folder} の時計を動かしています。止めるには Ctrl+C。",
            f"The clock of {folder} is running. Ctrl+C stops it.",
        ),
        flush=True,
    )
    while not stop.wait(1.0):
        pass
    if not loop.stop(within=ENDING):
        file_of(folder).unlink(missing_ok=True)
        os._exit(DONE)  # a thread hangs in a channel: as after a crash, its message is sent again
    return DONE


def file_of(folder: Path) -> Path:
    """The lock by which a restore knows of this process."""
    return folder / f"{PREFIX}{os.getpid()}.lock"


COMMAND = Command(
    "clock",
    Text(
        "期限の時計だけを動かす（kokoroe run の中でも動いている。いくつ並べてもよい）",
        "run the deadlines’ clock alone (`kokoroe run` has one, too; any number may run)",
    ),
    run_clock,
    (
        flag(
            "--confirm",
            Text(
                "動かさずに、この機械の時計がいま正しいことを確かめたと伝える（狂った時計が残したものも直す）",
                "run nothing: say that this machine's clock is right now, and mend what a wrong one has left",
            ),
        ),
    ),
)
