"""The loop: one thread fires, three send, so that a mail server that hangs delays neither alarms nor other channels.

It runs in every web process and in `kokoroe clock`, in any number: rows are locked and leased, so that nobody does
what another one does. Whatever fails is logged and tried again.
"""

import logging
import os
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import close_old_connections, connections

from kokoroe.clock import sending
from kokoroe.clock.firing import fire
from kokoroe.clock.models import Message
from kokoroe.clock.moments import database_now, read_clock
from kokoroe.clock.pulse import EVERY, SILENT, Pulse
from kokoroe.clock.senders import deliver
from kokoroe.clock.sending import send
from kokoroe.clock.stamping import stamp_today
from kokoroe.ledger import anchors
from kokoroe.ledger.checkpoints import sign_left
from kokoroe.ledger.timestamps import StampError
from kokoroe.outside.reaching import Unreached, ask

__all__ = ["Loop", "database_now", "fire", "running", "send"]

TICK = 0.5  # seconds between looks for due alarms
SENDERS = 3
MOST = SENDERS - 1  # threads that one channel may keep busy, and one only while it is in trouble
LONGEST = 120.0  # seconds that one handing-over may take before another process tries as well
FOLLOW = 60.0
SIGN = 10.0  # seconds between looks for heads whose signature was lost, and for checkpoints to keep beside the keys
STAMP = 900.0  # seconds between tries for the day's time stamp
DEADMAN = "KOKOROE_DEADMAN_URL"
PING = 60.0
PING_TIMEOUT = 5

log = logging.getLogger(__name__)
_running: list["Loop"] = []


def running() -> bool:
    """Whether this process runs a loop."""
    return bool(_running)


class Loop:
    """The threads of one process. `start` returns at once; `stop` waits for what is being sent."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._news = threading.Event()
        self._pulse = Pulse()
        self._aside: dict[int, datetime] = {}
        self._claiming = threading.Lock()
        self._busy = threading.Lock()
        self._leases: dict[str, float] = {}  # token: since when, monotonic
        self._channels: Counter[str] = Counter()
        self._patient = 0  # threads that send what is not urgent
        self._troubled: set[str] = set()
        self._ticked = 0.0  # monotonic
        self._sure = True  # whether the clocks agreed at the last tick
        self._kept = True  # whether the newest checkpoints could be kept beside the keys
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Start the threads."""
        steps = {"fire": self._fire, "follow": self._follow, "sign": self._sign}
        steps |= {f"send-{number}": self._send for number in range(1, SENDERS + 1)}
        if settings.KOKOROE_TSA_URL:
            steps["stamp"] = self._stamp
        if url := os.environ.get(DEADMAN, ""):
            steps["deadman"] = lambda: self._ping(url)
        _running.append(self)
        for name, step in steps.items():
            thread = threading.Thread(
                target=self._repeat, args=(step,), name=f"kokoroe-clock-{name}", daemon=True
            )
            self._threads.append(thread)
            thread.start()

    def stop(self, *, within: float) -> bool:
        """End the threads; whether all had ended within so many seconds. What is left is as if it had crashed."""
        self._stop.set()
        self._news.set()
        until = time.monotonic() + within
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        if self in _running:
            _running.remove(self)
        return not any(thread.is_alive() for thread in self._threads)

    def _repeat(self, step: Callable[[], float]) -> None:
        """Do a step again and again; it says how many seconds to rest."""
        while not self._stop.is_set():
            close_old_connections()
            try:
                rest = step()
            except Exception:
                log.exception("the clock stumbled; it goes on")
                rest = 1.0
            if rest:
                self._stop.wait(rest)
        connections.close_all()

    def _fire(self) -> float:
        reading = read_clock()
        if fire(now=reading.now, aside=self._aside):
            self._news.set()
        self._pulse.beat(reading)
        with self._busy:
            held = [token for token, since in self._leases.items() if time.monotonic() - since < LONGEST]
        sending.renew(held, now=reading.now)
        self._ticked, self._sure = time.monotonic(), reading.off is None
        return TICK

    def _send(self) -> float:
        with self._claiming:  # one thread looks; each message that it finds frees the next
            if self._stop.is_set():
                return 0.0
            now = database_now()
            message = self._claim(now)
            if message is None:
                self._news.wait(TICK)
                self._news.clear()
                return 0.0
        sent = False
        try:
            sent = self._settle(message, sending.try_delivery(message, now=now, deliver=deliver))
        finally:
            self._release(message, sent=sent)
        return 0.0

    def _release(self, message: Message, *, sent: bool) -> None:
        """The thread is free again; where the message was not sent, its channel is in trouble."""
        with self._busy:
            del self._leases[message.lease_token]
            self._channels[message.channel] -= 1
            self._patient -= not message.urgent
            (self._troubled.discard if sent else self._troubled.add)(message.channel)

    def _claim(self, now: datetime) -> Message | None:
        """The next message; the caller holds `_claiming`.

        A channel that hangs leaves a thread for the rest, and channels with what is not urgent one for what is.
        """
        with self._busy:
            without = {
                channel
                for channel, threads in self._channels.items()
                if threads >= (1 if channel in self._troubled else MOST)
            }
            only_urgent = self._patient >= MOST
        message = sending.claim(now=now, without=without, only_urgent=only_urgent)
        if message is not None:
            with self._busy:
                self._leases[message.lease_token] = time.monotonic()
                self._channels[message.channel] += 1
                self._patient += not message.urgent
        return message

    def _settle(self, message: Message, outcome: sending.Outcome) -> bool:
        """Write down what came of it, for as long as it takes: the database may be away for a while."""
        while True:
            try:
                return sending.record_outcome(message, outcome, now=database_now())
            except DatabaseError:
                log.exception("what came of message %s is not written down yet", message.number)
                close_old_connections()
                if self._stop.wait(1.0):
                    raise

    def _follow(self) -> float:
        sending.follow(now=database_now())
        return FOLLOW

    def _sign(self) -> float:
        sign_left(now=database_now())
        try:
            anchors.keep(settings.KOKOROE_KEYS)
            self._kept = True
        except OSError as error:
            if self._kept:  # said once, until it can be kept again
                log.error("the newest checkpoints are not kept (%s); see `kokoroe check`", error)  # noqa: TRY400
            self._kept = False
        return SIGN

    def _stamp(self) -> float:
        """Have the day's checkpoints stamped; where the authority is away, it is asked again after a while."""
        if not self._sure:
            return STAMP
        try:
            stamp_today(now=database_now())
        except StampError as error:
            log.warning("no time stamp: %s; see `kokoroe ledger stamp`", error.text.en)
        return STAMP

    def _ping(self, url: str) -> float:
        """Tell a watcher outside that the clock runs, and runs right; it raises the alarm when this stays away."""
        if not self._sure or time.monotonic() - self._ticked > SILENT.total_seconds():
            return float(EVERY.total_seconds())
        try:
            answer = ask("GET", url, b"", {"User-Agent": "kokoroe"}, seconds=PING_TIMEOUT, operators_own=True)
        except Unreached as error:
            log.warning("the dead-man ping failed: %s", error.text.en)
        else:
            if not 200 <= answer.status < 300:  # noqa: PLR2004 (RFC 9110, 15.3)
                log.warning(
                    "the dead-man ping to %s was answered with %d", urlsplit(url).hostname, answer.status
                )
        return PING
