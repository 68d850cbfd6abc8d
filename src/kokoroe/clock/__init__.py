"""The one place where the time is read. Everything else is given `now`.

A process that runs the loop, or a command, reckons (`reckoning`): where this machine's clock jumps, `now` goes on by
the time before until the jump is believed. What has not looked at the database yet takes the machine's word.
"""

import time
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from kokoroe.clock.reckoning import Clocks, Reckoned, follow

BOOT = Path("/proc/sys/kernel/random/boot_id")


class Reckoner:
    """What this process reckons; `moments.read_clock` sets it from all the clocks there are."""

    def __init__(self) -> None:
        self.reckoned: Reckoned | None = None
        self.confirmed = 0  # the newest confirmation that was there when the clocks began to disagree


reckoner = Reckoner()


def now() -> datetime:
    """This moment (UTC, aware)."""
    before = reckoner.reckoned
    if before is None:
        return said()
    clocks = Clocks((said(),), steady())
    found = follow(before, clocks)
    if before.is_sure and found.is_sure:
        reckoner.reckoned = found
    return found.now


def said() -> datetime:
    """What this machine's clock says (UTC, aware), be it right or wrong."""
    return datetime.now(UTC)  # noqa: TID251


def steady() -> float:
    """Seconds of a clock that nobody sets; where the system has one, it goes on while the machine sleeps."""
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boottime is None else time.clock_gettime(boottime)


@cache
def boot() -> str:
    """The start of the machine since which `steady` counts; empty where the system does not name it."""
    try:
        return BOOT.read_text().strip()
    except OSError:
        return ""


def off() -> timedelta | None:
    """How far this process finds the clock to be from the time that it acts by; None while they agree."""
    return None if reckoner.reckoned is None else reckoner.reckoned.off
