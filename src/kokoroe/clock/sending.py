"""Messages go out at least once: a row is leased, sent outside any transaction, and only then marked.

Marking first would lose the message of whoever dies in between. So a sender that dies after sending leaves a row whose
lease ends, and another sends it again, marked as a repeat.
"""

import logging
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from kokoroe.clock import digests, kinds
from kokoroe.clock.channels.setup import hours
from kokoroe.clock.digests import after_quiet
from kokoroe.clock.models import UNSENT, Message
from kokoroe.clock.outbox import DIGEST, fall_back
from kokoroe.clock.restoring import brought_about_before, waiting_restoration
from kokoroe.clock.rounds import die_after, messages_wait, turn
from kokoroe.clock.secrets import TOO_OLD, WIPED, too_old
from kokoroe.clock.senders import Undelivered
from kokoroe.clock.senders import deliver as hand_over
from kokoroe.ledger.unit import unit

LEASE = timedelta(seconds=30)  # renewed while its holder lives (loop.py)
BACK_OFF = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 60, 180, 420, 900))
SEEN = "seen"
FAILURES = 2  # until the next channel steps in

Clock = Callable[[], datetime]
Deliver = Callable[[Message], str]

log = logging.getLogger(__name__)


def send(*, now: datetime, deliver: Deliver = hand_over) -> int:
    """Send everything that waits at `now`, one after the other; returns how many were handed over."""
    sent = 0
    while message := claim(now=now):
        sent += attempt(message, clock=lambda: now, deliver=deliver)
    return sent


def claim(*, now: datetime, without: Collection[str] = (), only_urgent: bool = False) -> Message | None:
    """Lease the message that waits longest, what is urgent first; None when none waits.

    Channels in `without` are left out. Until the lease ends nobody else takes the message.
    """
    for urgent, some in messages_wait(now).items():
        if not some or (only_urgent and not urgent):  # so that an idle look takes no lock
            continue
        waiting = Message.objects.filter(UNSENT, urgent=urgent, next_at__lte=now).order_by("next_at")
        if restoration := waiting_restoration():
            waiting = waiting.exclude(brought_about_before(restoration))
        if without:
            waiting = waiting.exclude(channel__in=without)
        with turn(), transaction.atomic():
            message = waiting.select_for_update(skip_locked=True, no_key=True, of=("self",)).first()
            if message is None:
                continue
            message.attempts += 1
            message.lease_token = secrets.token_hex(16)
            message.leased_until = message.next_at = now + LEASE
            message.save(update_fields=["attempts", "lease_token", "leased_until", "next_at"])
        die_after("claim")
        return message
    return None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of handing a message over: the channel's reference, or why not; `moot` when nothing was left to say."""

    reference: str | None = None
    reason: str = ""
    wait: timedelta | None = None
    moot: bool = False
    why: str = SEEN


def attempt(message: Message, *, clock: Clock, deliver: Deliver = hand_over) -> bool:
    """Hand a leased message over and mark it, or put it off; whether it was handed over.

    Raises what the database raises, when the outcome cannot be written down.
    """
    return record_outcome(message, try_delivery(message, now=clock(), deliver=deliver), now=clock())


def try_delivery(message: Message, *, now: datetime, deliver: Deliver = hand_over) -> Outcome:
    """Hand a message to its channel, outside any transaction."""
    try:
        if message.kind == DIGEST and not digests.fill(message, now=now):
            return Outcome(moot=True)
        if too_old(message, now):
            return Outcome(moot=True, why=TOO_OLD)
        reference = deliver(message)
    except Undelivered as undelivered:
        return Outcome(reason=undelivered.reason, wait=undelivered.retry_after)
    except Exception as error:
        log.exception("message %s could not be handed over; it is tried again", message.number)
        return Outcome(reason=repr(error))
    die_after("send")
    return Outcome(reference=reference)


def record_outcome(message: Message, outcome: Outcome, *, now: datetime) -> bool:
    """Write down what came of it; whether it was handed over. Raises what the database raises: then call it again."""
    if outcome.moot:
        drop(message, reason=outcome.why, now=now)
    elif outcome.reference is None:
        put_off(message, reason=outcome.reason, wait=outcome.wait, now=now)
    else:
        mark(message, reference=outcome.reference, now=now)
        die_after("mark")
        return True
    return False


def mark(message: Message, *, reference: str, now: datetime) -> None:
    """Record that the channel took the message, with what follows from it; only the first time counts."""
    taken: dict[str, Any] = {
        "sent_at": now,
        "provider_ref": reference[:300],
        "leased_until": None,
        "lease_token": "",
        "sealed": WIPED,
    }
    kind = kinds.kind_named(message.kind)
    row = Message.objects.filter(pk=message.pk, sent_at__isnull=True)
    try:
        with turn(), unit(now=now):
            if row.update(**taken) and kind is not None:
                message.sent_at, message.provider_ref = now, taken["provider_ref"]
                kind.delivered(message, now)
    except Exception:
        # It was sent, whatever follows: unmarked it would be sent again and again.
        log.exception("what follows from message %s has failed; it is tried again", message.number)
        row.update(**taken, unfollowed=kind is not None)


def follow(*, now: datetime) -> int:
    """Try again what should have followed from messages that were sent; returns how many came through."""
    done = 0
    for key in Message.objects.filter(unfollowed=True).order_by("sent_at").values_list("pk", flat=True)[:100]:
        try:
            with turn(), unit(now=now):
                rows = Message.objects.select_for_update(skip_locked=True, no_key=True)
                message = rows.filter(pk=key, unfollowed=True).first()
                if message is None:
                    continue
                kinds.kind(message.kind).delivered(message, now)
                Message.objects.filter(pk=key).update(unfollowed=False)
        except Exception:
            log.exception("what follows from message %s has failed again", key)
        else:
            done += 1
    return done


def put_off(message: Message, *, reason: str, wait: timedelta | None, now: datetime) -> None:
    """Note a failure and when to try again; after the second one the organisation's other channels step in.

    Never given up: the longest pause is a quarter of an hour.
    """
    kind = kinds.kind_named(message.kind)
    with turn(), unit(now=now):
        rows = Message.objects.select_for_update(no_key=True, of=("self",)).select_related("contract")
        row = rows.get(pk=message.pk)
        if row.sent_at is not None or row.lease_token != message.lease_token:
            return  # in other hands by now
        row.failures += 1
        row.last_error = reason[:2000]
        pause = BACK_OFF[min(row.failures, len(BACK_OFF)) - 1]
        row.next_at = now + min(max(pause, wait or pause), BACK_OFF[-1])
        if not row.urgent and row.disturbs:
            row.next_at = after_quiet(row.next_at, hours())
        row.lease_token, row.leased_until = "", None
        if row.failures >= FAILURES and row.failed_at is None:
            row.failed_at = now
            fall_back(row, now=now)
        row.save()
        if kind is not None:
            kind.failed(row, now)


def drop(message: Message, *, reason: str, now: datetime) -> None:
    """End a message that has nothing left to say."""
    Message.objects.filter(pk=message.pk, sent_at__isnull=True).update(
        void_at=now, void_reason=reason, sealed=WIPED
    )


def renew(tokens: Collection[str], *, now: datetime) -> None:
    """Keep the leases of what is being sent right now."""
    if tokens:
        until = now + LEASE
        Message.objects.filter(UNSENT, lease_token__in=tokens).update(leased_until=until, next_at=until)
