"""Workers that are killed while they fire and send: `python chaos.py FOLDER SECONDS`, in an environment of its own.

Two processes run the loop. They are killed by the signal at random moments, and one after the other at each named
point; on PostgreSQL the server, which is this program's own, is stopped like by a power cut as well. The channel is a
file to which each delivery appends a line. At the end two undisturbed workers get time to finish, and what is left is
printed as JSON.
"""

import json
import logging
import os
import random
import signal
import sys
import time
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

DEADLINES, WORKERS = 150, 2
POINTS = ("fire", "claim", "send", "mark")
LEASE = timedelta(seconds=3)
FINISH = 90.0  # seconds


def main(folder: Path, seconds: float) -> None:
    with ExitStack() as stack:
        server = None
        if os.environ.get("KOKOROE_TEST_DATABASE") == "postgresql":
            from postgres import started_server

            server = stack.enter_context(started_server())
            os.environ["KOKOROE_DATABASE"] = server.get_uri()
        prepare(folder)
        told = run(folder, seconds, server)
        sys.stdout.write(json.dumps(told | look(folder)) + "\n")


def prepare(folder: Path) -> None:
    os.environ["KOKOROE_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "kokoroe.site.settings"
    from kokoroe.cli.installed import prepare_installation

    prepare_installation("ja")
    logging.disable(logging.CRITICAL)
    from kokoroe.clock import kinds, sending
    from kokoroe.clock.senders import SENDERS

    kinds.register(kinds.Kind("chaos", recipients=recipients, words=words))
    SENDERS["email"] = ToAFile(folder / "sent.txt")
    sending.LEASE = LEASE


def recipients(*_):
    from kokoroe.clock.recipients import of_contact

    return [
        of_contact(name="見本 太郎", party="contractor", email="taro@contractor.example"),
        of_contact(name="市役 一子", party="client", email="ichiko@city.example"),
    ]


def words(deadline, alarm, _now):
    from kokoroe.annex.text import Text
    from kokoroe.clock.recipients import Words

    return Words(Text(f"期限 {deadline.ref}", f"Due {deadline.ref}"), Text("本文", "Body"))


class ToAFile:
    """A channel that takes everything, and writes down each time that it did."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def deliver(self, message):
        from kokoroe import clock
        from kokoroe.clock.wording import compose

        body = compose(message, clock.now()).body
        line = json.dumps({"key": message.key, "repeat": body.startswith("再送")})
        handle = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(handle, f"{line}\n".encode())
        os.close(handle)
        return "written"


def run(folder: Path, seconds: float, server) -> dict[str, int]:
    """Set the deadlines, let the workers run and kill them, then let them finish."""
    set_deadlines(seconds)
    kills = Counter()
    random.seed(20261124)
    begun = time.monotonic()
    workers = {start(): "" for _ in range(WORKERS)}
    points = [*POINTS, *POINTS]
    crashed = server is None
    while (spent := time.monotonic() - begun) < seconds:
        time.sleep(random.uniform(0.4, 1.0))
        if not crashed and spent > seconds / 2:
            from postgres import crash

            crash(server)
            crashed = True
        victim = random.choice(list(workers))
        if not workers[victim]:
            os.kill(victim, signal.SIGKILL)
        for pid in list(workers):
            ended, _ = os.waitpid(pid, os.WNOHANG if workers[pid] or pid != victim else 0)
            if ended:
                kills[workers.pop(pid) or "signal"] += 1
                point = points.pop(0) if points else ""
                workers[start(point)] = point
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        kills["signal"] += 1
    workers = [start() for _ in range(WORKERS)]
    until = time.monotonic() + FINISH
    while time.monotonic() < until and unfinished():
        time.sleep(0.5)
    for pid in workers:
        os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)
    return {"kills": sum(kills.values()), "by": dict(kills), "unfinished": unfinished()}


def set_deadlines(seconds: float) -> None:
    """Due one after the other over the first two thirds of the time, each with a rung before it."""
    from kokoroe.clock.deadlines import set_deadline
    from kokoroe.clock.moments import database_now
    from people import people

    contract = people().contract
    now = database_now()
    for number in range(DEADLINES):
        set_deadline(
            contract=contract,
            kind="chaos",
            ref=str(number),
            runs_from=now,
            due_at=now + timedelta(seconds=number * seconds / 1.5 / DEADLINES),
            rungs=[timedelta(seconds=-2), timedelta(0)],
            now=now,
        )


def start(point: str = "") -> int:
    """A worker in a child of its own, which runs the loop until it is killed."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child:
        return child
    try:
        if point:
            os.environ["KOKOROE_CLOCK_DIE_AFTER"] = point
        from kokoroe.clock.loop import Loop

        Loop().start()
        while True:
            time.sleep(60)
    finally:
        os._exit(1)


def unfinished() -> int:
    """How many alarms and messages still wait."""
    from kokoroe.clock.models import UNFIRED, UNSENT, Alarm, Message

    return Alarm.objects.filter(UNFIRED).count() + Message.objects.filter(UNSENT).count()


def look(folder: Path) -> dict[str, object]:
    """What was written down on both sides."""
    from django.db.models import Count

    from kokoroe.clock.models import Alarm, Message
    from kokoroe.clock.moments import database_now
    from kokoroe.clock.pulse import missed_alarms

    lines = [json.loads(line) for line in (folder / "sent.txt").read_text().splitlines()]
    times = Counter(line["key"] for line in lines)
    seen: set[str] = set()
    unmarked = 0
    for line in lines:
        unmarked += line["key"] in seen and not line["repeat"]
        seen.add(line["key"])
    keys = set(Message.objects.values_list("key", flat=True))
    told_twice = Message.objects.values("alarm", "recipient_key").annotate(n=Count("pk")).filter(n__gt=1)
    return {
        "alarms": Alarm.objects.count(),
        "fired": Alarm.objects.filter(fired_at__isnull=False).count(),
        "superseded": Alarm.objects.filter(void_reason="superseded").count(),
        "messages": len(keys),
        "lost": len(keys - times.keys()),
        "unknown": len(times.keys() - keys),
        "doubled": told_twice.count(),
        "repeats": sum(times.values()) - len(times),
        "most": max(times.values()),
        "unmarked": unmarked,
        "missed": len(missed_alarms(now=database_now())),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
