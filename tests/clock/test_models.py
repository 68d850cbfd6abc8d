"""What the database itself refuses, whatever a program does."""

from copy import deepcopy

import pytest
from django.db import IntegrityError, transaction

from kokoroe.clock.models import Acknowledgement, Alarm, Deadline, Heartbeat, Message, Notice
from people import NOW


def rows(party):
    """One row of each kind that there may be but once."""
    deadline = Deadline.objects.create(
        contract=party.contract, kind="k", ref="1", runs_from=NOW, due_at=NOW, created_at=NOW
    )
    yield deadline
    yield Alarm.objects.create(deadline=deadline, due_at=NOW, rung=0, fire_at=NOW, armed_at=NOW)
    yield Acknowledgement.objects.create(
        deadline=deadline, due_at=NOW, recipient_key="account:1", at=NOW, how="page"
    )
    yield Message.objects.create(
        key="a", recipient_key="account:1", channel="email", created_at=NOW, next_at=NOW
    )
    yield Notice.objects.create(key="a", recipient_key="account:1", words={}, at=NOW)
    yield Heartbeat.objects.create(worker="w", started_at=NOW, tick_at=NOW)


def test_what_there_may_be_but_once_is_refused_a_second_time(party):
    refused = []
    for row in rows(party):
        again = deepcopy(row)
        again.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            again.save(force_insert=True)
        refused.append(type(row).__name__)
    assert refused == ["Deadline", "Alarm", "Acknowledgement", "Message", "Notice", "Heartbeat"]
