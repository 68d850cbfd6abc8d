"""The verb that mends what a wrong clock has left: the clock is right now, and what is ahead of it was wrong."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import CharField, F, Max, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from kokoroe import clock
from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import spoken
from kokoroe.clock.deadlines import SUPERSEDED
from kokoroe.clock.models import UNSENT, Alarm, Confirmation, Message, Notice
from kokoroe.clock.moments import forget_ticks_after, look
from kokoroe.clock.reckoning import LIKELY, RELEASED, TOLERANCE, Reckoned
from kokoroe.ledger.models import Entry

WRONG_CLOCK = "wrong clock"
"""Why a message is void that a wrong clock has brought about."""


@dataclass(frozen=True, slots=True)
class Mended:
    """What was done: the moment that counts from now on (UTC), and how many rows were put right."""

    at: datetime
    ticks: int
    alarms: int
    messages: int


def confirm_clock() -> Mended:
    """Let the clock's word count from now on; running processes follow within seconds.

    Ticks ahead of it are forgotten, alarms that had fired ahead of it wait again, and what was put off for longer than
    anything waits is due. What the ledger says stays as it is, but is no measure of the time any more.

    Raises:
        NotPossible: the clocks differ among themselves, or this one is before there was any kokoroe.
    """
    clocks, _ = look()
    now = clocks.said[0]
    refuse_unlikely(clocks.said)
    with transaction.atomic():
        newest = Entry.objects.aggregate(newest=Max("pk"))["newest"] or 0
        Confirmation.objects.create(at=now, entry=newest, steady=clocks.steady, boot=clocks.boot)
        mended = Mended(now, forget_ticks_after(now), arm_again(now), free(now))
    clock.reckoner.reckoned = Reckoned(now, clocks.steady)
    return mended


def refuse_unlikely(said: tuple[datetime, ...]) -> None:
    """Raises NotPossible for a time that cannot be right."""
    if max(said) - min(said) > TOLERANCE:
        raise NotPossible(
            "この機械の時計（{machine}）とデータベースの時計（{database}）が違います。"
            "時刻合わせ（NTP）を直してから、もう一度実行してください。",
            "This machine's clock ({machine}) and the database's ({database}) differ. Put them right (NTP) first.",
            machine=spoken(said[-1]),
            database=spoken(said[0]),
        )
    if said[0] < RELEASED:
        raise NotPossible(
            "時計は {now} です。正しくありません。時刻合わせ（NTP）を直してから、もう一度実行してください。",
            "The clock says {now}, which cannot be. Put it right (NTP), then try again.",
            now=spoken(said[0]),
        )


def arm_again(now: datetime) -> int:
    """Let alarms wait again that fired ahead of `now`, or that such a one took the place of; returns how many.

    What was told of them keeps its rows under other keys, so that they can be told when it is time; what has not left
    yet is void.
    """
    keys = list(fired_ahead(now).values_list("pk", flat=True))
    for rows in (Message.objects.filter(alarm__in=keys), Notice.objects.filter(alarm__in=keys)):
        rows.update(key=Concat(F("key"), Value(":wrong:"), Cast("pk", CharField()), output_field=CharField()))
    Message.objects.filter(UNSENT, alarm__in=keys).update(void_at=now, void_reason=WRONG_CLOCK)
    return Alarm.objects.filter(pk__in=keys).update(fired_at=None, void_at=None, void_reason="")


def fired_ahead(now: datetime) -> QuerySet[Alarm]:
    """Alarms that a clock ahead of `now` has fired, and those that it left out for them."""
    later = now + TOLERANCE
    return Alarm.objects.filter(
        Q(fired_at__gt=later) | Q(void_at__gt=later, void_reason=SUPERSEDED),
        deadline__met_at=None,
        deadline__void_at=None,
    )


def free(now: datetime) -> int:
    """Make due what a wrong clock has leased or put off until a time that is far away; returns how many messages."""
    late = Message.objects.filter(UNSENT, next_at__gt=now + LIKELY)
    return late.update(next_at=now, leased_until=None, lease_token="")
