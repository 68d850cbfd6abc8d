"""The clock: what an idle look costs, how soon an alarm is handed over, and how fast a standstill is caught up with.

On SQLite in the scratch folder, or on the PostgreSQL that KOKOROE_DATABASE names (it must be a scratch database).
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from datetime import datetime, timedelta
from statistics import median, quantiles

from django.db import connection, transaction

from bench import samples
from bench.measure import Figure, seconds
from kokoroe.annex.text import Text
from kokoroe.clock import kinds, sending
from kokoroe.clock.deadlines import set_deadline
from kokoroe.clock.firing import BATCH, fire
from kokoroe.clock.loop import Loop
from kokoroe.clock.models import Alarm, Deadline, Message
from kokoroe.clock.moments import database_now
from kokoroe.clock.recipients import Recipient, Words, of_contact
from kokoroe.clock.senders import SENDERS
from kokoroe.contracts.models import Contract

OPEN, PER_DEADLINE = 1_000_000, 4
LOOKS = 500
A_MINUTE, DURATION = 1000, 30  # alarms, and seconds of the run
PREPARED = 20  # seconds until the first of them
OVERDUE, CHUNK = 100_000, 10_000

WORDS = Words(
    Text("第一報の期限まで15分です", "15 minutes to the first report"),
    Text("保育業務支援システム運用保守業務\n第一報を提出してください。", "Please submit the first report."),
    "/contracts/abcdefghjk/incidents/1/",
)
TARO = of_contact(name="見本 太郎", party="contractor", email="taro@contractor.example")


def recipients(*_: object) -> Sequence[Recipient]:
    return [TARO]


def words(*_: object) -> Words:
    return WORDS


def figures() -> Iterator[Figure]:
    kinds.register(kinds.Kind("bench", recipients=recipients, words=words))
    contract = samples.party(people=2).contract
    opened(
        contract,
        "open",
        OPEN // PER_DEADLINE,
        due_at=database_now() + timedelta(days=365),
        rungs=PER_DEADLINE,
    )
    yield from idle()
    yield promptness(contract)
    yield catching_up(contract)


def opened(contract: Contract, name: str, count: int, *, due_at: datetime, rungs: int) -> None:
    """That many open deadlines with their alarms, by bare inserts; the last rung is at the due time."""
    now = database_now()
    moment = connection.ops.adapt_datetimefield_value
    said_now, said_due = moment(now), moment(due_at)
    fires = [moment(due_at - timedelta(minutes=15 * step)) for step in reversed(range(rungs))]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO clock_deadline (contract_id, kind, ref, stage, runs_from, due_at, urgent, drill, void_reason,"
            " created_at) VALUES (%s, 'bench', %s, '', %s, %s, %s, %s, '', %s)",
            [(contract.pk, f"{name}-{n}", said_now, said_due, True, False, said_now) for n in range(count)],
        )
        rows = Deadline.objects.filter(ref__startswith=f"{name}-").values_list("pk", flat=True)
        cursor.executemany(
            "INSERT INTO clock_alarm (deadline_id, due_at, rung, fire_at, armed_at, void_reason)"
            " VALUES (%s, %s, %s, %s, %s, '')",
            [
                (key, said_due, -900 * (rungs - 1 - step), at, said_now)
                for key in rows
                for step, at in enumerate(fires)
            ],
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def idle() -> Iterator[Figure]:
    """A look that finds nothing, among a million alarms that wait; and one of a sender."""
    now = database_now()
    looks: tuple[tuple[str, Callable[[], object]], ...] = (
        ("alarms", lambda: fire(now=now)),
        ("messages", lambda: sending.claim(now=now)),
    )
    for name, look in looks:
        taken = []
        for _ in range(LOOKS):
            begun = time.perf_counter()
            found = look()
            taken.append((time.perf_counter() - begun) * 1000)
            assert not found
        yield Figure(
            f"clock: an idle look for {name}, {OPEN:,} alarms open", median(taken), 1, "ms",
            note=f"longest {max(taken):.2f} ms, {connection.vendor}",
        )  # fmt: skip


def promptness(contract: Contract) -> Figure:
    """A loop, a channel that answers at once, and alarms that fall due one after the other."""
    handed: dict[int, datetime] = {}
    done = threading.Event()
    count = A_MINUTE * DURATION // 60

    class Channel:
        def deliver(self, message: Message) -> str:
            handed[message.alarm_id or 0] = database_now()
            if len(handed) == count:
                done.set()
            return "taken"

    SENDERS["email"] = Channel()
    first = database_now() + timedelta(seconds=PREPARED)
    with transaction.atomic():
        for number in range(count):
            set_deadline(
                contract=contract, kind="bench", ref=f"prompt-{number}", runs_from=first,
                due_at=first + timedelta(seconds=number * 60 / A_MINUTE), rungs=[timedelta(0)], now=first,
            )  # fmt: skip
    assert database_now() < first, "the machine is too slow to begin in time"
    loop = Loop()
    loop.start()
    done.wait(PREPARED + DURATION + 60)
    loop.stop(within=10)
    fired = dict(Alarm.objects.filter(pk__in=handed).values_list("pk", "fire_at"))
    assert len(fired) == count, f"{len(fired)} of {count} were handed over"
    taken = [(at - fired[key]).total_seconds() for key, at in handed.items()]
    return Figure(
        f"clock: due to handed over, 99th percentile, {A_MINUTE:,}/min", quantiles(taken, n=100)[98], 2, "s",
        note=f"median {median(taken):.2f} s, {connection.vendor}",
    )  # fmt: skip


def catching_up(contract: Contract) -> Figure:
    """Overdue alarms fired, against bare inserts of the same outbox rows in as many transactions."""
    ours = peer = 0.0
    past = database_now() - timedelta(hours=2)
    for part in range(OVERDUE // CHUNK):
        opened(contract, f"late-{part}", CHUNK, due_at=past, rungs=1)
        now = database_now()
        ours += seconds(lambda now=now: fire(now=now))  # type: ignore[misc]
        rows = [copy(row) for row in Message.objects.filter(ref__startswith=f"late-{part}-")]
        assert len(rows) == CHUNK
        for row in rows:
            row.pk, row.key = None, f"bare:{row.key}"
            row._state.adding = True  # noqa: SLF001

        def insert(rows: list[Message] = rows) -> None:
            for start in range(0, CHUNK, BATCH):
                with transaction.atomic():
                    Message.objects.bulk_create(rows[start : start + BATCH])

        peer += seconds(insert)
        Message.objects.filter(kind="bench", sent_at__isnull=True).update(sent_at=now)
    return Figure(
        f"clock: {OVERDUE:,} overdue fired", ours / peer, 3, "×",
        note=f"of bare inserts of their outbox rows, {ours:.1f} s / {peer:.1f} s, {connection.vendor}",
    )  # fmt: skip
