"""A hard end to an attempt: socket time-outs alone start anew with every byte that a slow server sends."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

AGAIN = 0.5  # seconds: the connection may be made, or wrapped in TLS, just after the end


@contextmanager
def limited(seconds: float, sever: Callable[[], None]) -> Iterator[threading.Event]:
    """Call `sever` when the block takes longer than this, again and again until it ends; the event tells that it did.

    `sever` runs in another thread, closes whatever is open and does not raise.
    """
    done, expired = threading.Event(), threading.Event()

    def watch() -> None:
        if done.wait(seconds):
            return
        expired.set()
        while True:
            sever()
            if done.wait(AGAIN):
                return

    watcher = threading.Thread(target=watch, name="kokoroe-limit", daemon=True)
    watcher.start()
    try:
        yield expired
    finally:
        done.set()
