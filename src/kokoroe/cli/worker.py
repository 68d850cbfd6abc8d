"""What runs in each web process: the application, the clock, and a thread that keeps cached standings up to date."""

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from multiprocessing.util import Finalize
from typing import Any

from kokoroe.cli.lock import Held, lock
from kokoroe.site.installation import Installation

PAUSE = (
    5.0  # seconds between looks; pages are exact without it, since what is stale is evaluated for the page
)
RETRY = 30.0  # seconds until a process asks again for the part of another one that may have died
ERASING = timedelta(days=1)
SETTLING = timedelta(hours=1)
SELDOM = timedelta(minutes=10)
ENDING = 5.0  # seconds; granian kills after ten
LOCK = "worker.lock"

log = logging.getLogger(__name__)
turns: dict[str, datetime] = {}


def application() -> Callable[..., Any]:
    """The WSGI application, with clock and background thread started; called once in every web process."""
    from kokoroe.site.wsgi import application as wsgi

    threading.Thread(target=end_with_parent, name="kokoroe-parent", daemon=True).start()
    start_clock()
    threading.Thread(target=work, name="kokoroe-worker", daemon=True).start()
    return wsgi


def end_with_parent() -> None:
    """End this process once the one is gone that began it: nobody would watch it, stop it or know of it any more."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    parent.join()
    log.warning("the server's first process has ended; this one ends too")
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(2 * ENDING)
    os._exit(1)  # it hangs: as after a crash


def start_clock() -> None:
    """Start the loop; when the process ends, what is being sent gets a moment to be marked."""
    from kokoroe.clock.loop import Loop

    loop = Loop()
    loop.start()
    # A web process is a child of multiprocessing's, which runs these at its end, but not atexit's.
    Finalize(None, partial(loop.stop, within=ENDING), exitpriority=10)


def work() -> None:
    """Do the background work wherever no other process of this folder does it, until the process ends."""
    stop = threading.Event()
    while True:
        try:
            with lock(Installation.from_environment().folder / LOCK):
                while True:
                    step()
                    stop.wait(PAUSE)
        except (Held, OSError):  # a full disk takes no note of who holds it
            stop.wait(RETRY)


def step() -> None:
    """One round: whatever fails is logged and tried again in the next."""
    from django.db import close_old_connections

    from kokoroe import clock
    from kokoroe.desk.standings import rebuild
    from kokoroe.groups.registry import groups

    close_old_connections()
    try:
        rebuild(now=clock.now())
        erase_daily(clock.now())
        mail_checkpoints(clock.now())
        for group in groups():
            for loop in group.loops:
                loop(clock.now())
    except Exception:
        log.exception("the background work failed; it is tried again in %s s", PAUSE)
    finally:
        close_old_connections()


def mail_checkpoints(now: datetime) -> None:
    """Queue the day's mails with checkpoints; whether something has changed is looked up now and then."""
    from kokoroe.clock.daily_checkpoints import tell_checkpoints

    if "checkpoints" not in turns or not timedelta(0) <= now - turns["checkpoints"] < SELDOM:
        turns["checkpoints"] = now
        tell_checkpoints(now=now)


def erase_daily(now: datetime) -> None:
    """Erase what has had its time: an hour after the start, then once a day.

    A clock that has jumped by more than an hour may be wrong, and what is erased does not come back: then another hour
    passes first.
    """
    from kokoroe.keeping.erasing import erase_due

    jumped = "seen" not in turns or abs(now - turns["seen"]) > SETTLING
    turns["seen"] = now
    if jumped:
        turns["next"] = now + SETTLING
    elif now >= turns["next"]:
        turns["next"] = now + ERASING
        for due in erase_due(now=now):
            if due.goes_on is None:
                log.warning("personal data erased, its time was over: %s %s", due.what, due.name)
            else:
                log.warning("both parties were told: personal data of %s go on %s", due.name, due.goes_on)
