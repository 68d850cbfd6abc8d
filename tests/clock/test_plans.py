"""An idle look reads the end of a partial index and nothing else, however many alarms wait."""

from datetime import timedelta

import pytest
from django.db import connection

from kokoroe.clock import rounds
from kokoroe.clock.models import UNFIRED, UNSENT, Alarm, Deadline, Message
from people import NOW

SIZE = 3000
MINUTE = timedelta(minutes=1)


@pytest.fixture
def many(party):
    """Alarms and messages enough for a planner to care, with half of them done."""
    deadlines = Deadline.objects.bulk_create(
        Deadline(
            contract=party.contract,
            kind="sample",
            ref=str(n),
            runs_from=NOW,
            due_at=NOW + n * MINUTE,
            created_at=NOW,
        )
        for n in range(SIZE)
    )
    alarms = Alarm.objects.bulk_create(
        Alarm(
            deadline=row,
            due_at=row.due_at,
            rung=0,
            fire_at=row.due_at,
            armed_at=NOW,
            fired_at=NOW if n % 2 else None,
        )
        for n, row in enumerate(deadlines)
    )
    Message.objects.bulk_create(
        Message(
            contract=party.contract,
            alarm=alarm,
            kind="sample",
            key=f"a:{alarm.pk}",
            recipient_key="account:1",
            channel="email",
            subject="",
            body="",
            urgent=n % 4 < 2,
            created_at=NOW,
            next_at=NOW + n * MINUTE,
            sent_at=NOW if n % 2 else None,
        )
        for n, alarm in enumerate(alarms)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize(
    ("query", "indexes"),
    [(rounds.ALARMS, ["alarm_waiting"]), (rounds.MESSAGES, ["message_urgent", "message_waiting"])],
    ids=["alarms", "messages"],
)
def test_the_look_that_finds_nothing_uses_partial_indexes(query, indexes):
    moment = connection.ops.adapt_datetimefield_value(NOW - MINUTE)
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {query}", [moment] * len(indexes))
        said = str(cursor.fetchall())
    assert [index for index in indexes if index not in said] == []


def plan(rows) -> str:
    return rows.explain()


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize(
    ("rows", "index"),
    [
        (Alarm.objects.filter(UNFIRED, fire_at__lte=NOW).order_by("fire_at")[:500], "alarm_waiting"),
        (
            Message.objects.filter(UNSENT, urgent=True, next_at__lte=NOW).order_by("next_at")[:1],
            "message_urgent",
        ),
        (
            Message.objects.filter(UNSENT, urgent=False, next_at__lte=NOW).order_by("next_at")[:1],
            "message_waiting",
        ),
    ],
    ids=["alarms", "urgent messages", "other messages"],
)
def test_an_idle_look_uses_its_partial_index(rows, index):
    assert index in plan(rows)
    assert "SCAN" not in plan(rows).upper().replace("INDEX SCAN", "").replace("INDEX ONLY SCAN", "").replace(
        "BITMAP HEAP SCAN", ""
    )
