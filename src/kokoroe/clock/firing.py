"""Due alarms become notices and messages: each once, in one transaction, whoever else looks at the same time.

A deadline's row is locked first (rows that others have are left to them), then what is due is read again. Of several
rungs that have passed, the highest is told and the others are void: after a standstill nobody gets a storm.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from kokoroe.clock import kinds
from kokoroe.clock.deadlines import ANSWERED, MET, MOVED, SUPERSEDED, VOID
from kokoroe.clock.models import UNFIRED, Acknowledgement, Alarm, Deadline
from kokoroe.clock.outbox import News, Rows
from kokoroe.clock.recipients import Recipient, Words, acting_recipients
from kokoroe.clock.rounds import alarms_wait, die_after, turn
from kokoroe.clock.wording import late_line, plain

BATCH = 500  # alarms looked at in one transaction
LATEST = 2**31 - 1  # seconds late that the databases can keep: 68 years
AGAIN = timedelta(minutes=1)  # until one that could not be fired is tried again

log = logging.getLogger(__name__)


def fire(*, now: datetime, aside: dict[int, datetime] | None = None) -> int:
    """Fire every alarm that is due at `now`, the due instant included; returns how many were told.

    `aside` keeps, between calls, the deadlines that could not be fired and until when they wait: one that is broken
    holds up no other.
    """
    if not alarms_wait(now):
        return 0
    waiting = {} if aside is None else aside
    for key in [key for key, until in waiting.items() if until <= now]:
        del waiting[key]
    fired = 0
    while keys := due(now=now, without=waiting):
        told, seen = _fire_all(keys, now, waiting)
        fired += told
        if not seen:  # what is left is in other hands
            break
    return fired


def due(*, now: datetime, without: Collection[int] = ()) -> list[int]:
    """Deadlines with alarms that are due, the longest waiting first (some of them, where there are many)."""
    alarms = Alarm.objects.filter(UNFIRED, fire_at__lte=now).order_by("fire_at")
    if without:
        alarms = alarms.exclude(deadline__in=without)
    return list(dict.fromkeys(alarms.values_list("deadline_id", flat=True)[:BATCH]))


def _fire_all(keys: list[int], now: datetime, aside: dict[int, datetime]) -> tuple[int, int]:
    """How many were told, and how many were done with in any way."""
    _prepare(keys, now)
    try:
        with turn():
            counts = _fire_batch(keys, now, careful=False)
    except Exception:
        log.exception("%s deadlines could not be fired together; each is fired alone", len(keys))
    else:
        die_after("fire")
        return counts
    told = seen = 0
    for key in keys:
        try:
            with turn():
                one, done = _fire_batch([key], now, careful=True)
        except Exception:
            log.exception("the alarm of deadline %s could not be fired; it is tried again", key)
            aside[key] = now + AGAIN
            one, done = 0, 1
        told, seen = told + one, seen + done
    return told, seen


def _prepare(keys: list[int], now: datetime) -> None:
    """Let each kind do what takes long while nothing is locked."""
    for kind in kinds.kinds_with_preparation():
        rows = list(Deadline.objects.filter(pk__in=keys, kind=kind.name).select_related("contract"))
        try:
            if rows:
                kind.prepare(rows, now)
        except Exception:
            log.exception("%s deadlines of the kind %s are fired unprepared", len(rows), kind.name)


def _stands(deadline: Deadline, alarm: Alarm, now: datetime, *, careful: bool) -> bool:
    """Whether the deadline is still about something; where that cannot be had, it is."""
    kind = kinds.kind_named(deadline.kind)
    if kind is None:
        return True
    if not careful:
        return kind.stands(deadline, alarm, now)
    try:
        with transaction.atomic():
            return kind.stands(deadline, alarm, now)
    except Exception:
        log.exception("whether %s %s still stands cannot be had; it is told", deadline.kind, deadline.ref)
        return True


@transaction.atomic
def _fire_batch(keys: list[int], now: datetime, *, careful: bool) -> tuple[int, int]:
    locked = Deadline.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
    deadlines = {row.pk: row for row in locked.filter(pk__in=keys).select_related("contract").order_by("pk")}
    passed: dict[int, list[Alarm]] = defaultdict(list)
    waiting = Alarm.objects.filter(UNFIRED, deadline__in=deadlines, fire_at__lte=now)
    for alarm in waiting.order_by("deadline", "fire_at", "pk"):
        passed[alarm.deadline_id].append(alarm)
    acknowledged = set(
        Acknowledgement.objects.filter(deadline__in=deadlines).values_list(
            "deadline", "due_at", "recipient_key"
        )
    )
    rows, fired = Rows(now), list[Alarm]()
    ended: dict[str, list[Alarm]] = defaultdict(list)
    for key, alarms in passed.items():
        deadline = deadlines[key]
        if not deadline.is_open:
            ended[MET if deadline.met_at else VOID] += alarms
            continue
        ended[MOVED] += [alarm for alarm in alarms if alarm.due_at != deadline.due_at]
        standing = [alarm for alarm in alarms if alarm.due_at == deadline.due_at]
        if not standing:
            continue
        *lower, highest = standing
        if not _stands(deadline, highest, now, careful=careful):
            ended[ANSWERED] += standing
            continue
        ended[SUPERSEDED] += lower
        fired.append(highest)
        noted = {who for of, due_at, who in acknowledged if of == key and due_at == deadline.due_at}
        rows.tell(_news(deadline, highest, noted, now, careful=careful))
    rows.write()
    _set(fired, fired_at=now)
    for reason, alarms in ended.items():
        _set(alarms, void_at=now, void_reason=reason)
    return len(fired), sum(map(len, passed.values()))


def _set(alarms: Iterable[Alarm], **values: object) -> None:
    if keys := [alarm.pk for alarm in alarms]:
        Alarm.objects.filter(pk__in=keys).update(**values)


def _news(deadline: Deadline, alarm: Alarm, noted: Collection[str], now: datetime, *, careful: bool) -> News:
    """What an alarm says, and to whom: not to those who have taken note, unless all have and the time is up."""
    recipients, words = _carefully(deadline, alarm, now) if careful else _asked(deadline, alarm, now)
    left = [one for one in recipients if one.key not in noted]
    if not left and alarm.rung >= 0:
        left = list(recipients)
    since = max(alarm.fire_at, alarm.armed_at)
    return News(
        contract=deadline.contract,
        kind=deadline.kind,
        ref=deadline.ref,
        key=f"alarm:{alarm.pk}",
        words=words,
        to=left,
        urgent=deadline.urgent,
        held=not deadline.urgent and alarm.rung >= 0,
        drill=deadline.drill,
        deadline=deadline,
        alarm=alarm,
        late_s=min(max(0, int((now - since).total_seconds())), LATEST),
        late=late_line(since, now),
    )


def _asked(deadline: Deadline, alarm: Alarm, now: datetime) -> tuple[Sequence[Recipient], Words]:
    kind = kinds.kind(deadline.kind)
    recipients = kind.recipients(deadline, alarm, now)
    if not recipients:
        log.error("%s %s names nobody to be told; its contractor's people are", deadline.kind, deadline.ref)
        recipients = acting_recipients(deadline.contract, party="contractor", at=now)
    return recipients, kind.words(deadline, alarm, now)


def _carefully(deadline: Deadline, alarm: Alarm, now: datetime) -> tuple[Sequence[Recipient], Words]:
    """As the kind says; where that fails, plain words to the contractor's people: no deadline passes in silence."""
    try:
        with transaction.atomic():
            return _asked(deadline, alarm, now)
    except Exception:
        log.exception("%s %s has no words of its own; plain ones are sent", deadline.kind, deadline.ref)
        subject, body = plain(deadline)
        return acting_recipients(deadline.contract, party="contractor", at=now), Words(subject, body)
