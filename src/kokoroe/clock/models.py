"""Deadlines and their alarms, who acknowledged them, the inbox, the outbox, and the proof that the clock runs.

Whether a deadline is overdue is read from `due_at` and `met_at`; nothing here is a status. Rows are written in the
transaction that causes them: a process that dies loses none.
"""

from datetime import datetime
from typing import TypeAlias

from django.db import models
from django.db.models import Q

from kokoroe.accounts.models import Account
from kokoroe.clock.channels.models import Channel, Setup
from kokoroe.clock.events.models import WEBHOOK, Subscription
from kokoroe.contracts.models import Contract

__all__ = [
    "Acknowledgement",
    "Alarm",
    "Channel",
    "Confirmation",
    "Deadline",
    "Heartbeat",
    "Message",
    "Notice",
    "Restoration",
    "Setup",
    "Subscription",
]

Moment: TypeAlias = "models.DateTimeField[datetime, datetime]"
MaybeMoment: TypeAlias = "models.DateTimeField[datetime | None, datetime | None]"

UNFIRED = Q(fired_at__isnull=True, void_at__isnull=True)
UNSENT = Q(sent_at__isnull=True, void_at__isnull=True)


class Deadline(models.Model):
    """期限: when something is due, and since when it runs. `kind` and `ref` say of what; `stage` which of several.

    Until it is met or void its alarms fire. With `urgent` each goes out at once; without it those before the due time
    wait for the daily digest, and the later ones for the end of quiet hours.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="deadlines")
    kind = models.CharField(max_length=50)
    ref = models.CharField(max_length=100)
    stage = models.CharField(max_length=100, blank=True)
    runs_from: Moment = models.DateTimeField()
    due_at: Moment = models.DateTimeField()
    urgent = models.BooleanField(default=True)
    drill = models.BooleanField(default=False)
    met_at: MaybeMoment = models.DateTimeField(null=True)
    void_at: MaybeMoment = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=200, blank=True)
    created_at: Moment = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "kind", "ref", "stage"], name="each_deadline_once")
        ]

    @property
    def is_open(self) -> bool:
        """Whether it still has to be met."""
        return self.met_at is None and self.void_at is None


class Alarm(models.Model):
    """警報: one rung of a deadline's ladder, `rung` seconds from the due time (before it when negative).

    It fires once, at the first look at or after `fire_at`. `armed_at` is since when the row waits: an alarm whose time
    had passed when it was written is not the clock's delay.
    """

    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="alarms")
    due_at: Moment = models.DateTimeField()
    rung = models.IntegerField()
    fire_at: Moment = models.DateTimeField()
    armed_at: Moment = models.DateTimeField()
    fired_at: MaybeMoment = models.DateTimeField(null=True)
    void_at: MaybeMoment = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deadline", "due_at", "rung"], name="each_rung_once"),
        ]
        indexes = [models.Index(fields=["fire_at"], condition=UNFIRED, name="alarm_waiting")]


class Acknowledgement(models.Model):
    """確認: somebody has taken note of a deadline as it stands; once the due time moves, they are told again."""

    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="acknowledgements")
    due_at: Moment = models.DateTimeField()
    recipient_key = models.CharField(max_length=300)
    at: Moment = models.DateTimeField()
    how = models.CharField(max_length=20, help_text="page, link, call …")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["deadline", "due_at", "recipient_key"], name="each_acknowledged_once"
            )
        ]


class Message(models.Model):
    """通知（送信箱）: something to be handed to a channel for one recipient, at least once.

    A sender leases the row, sends outside any transaction, and marks it; the lease of one that died ends, and another
    sends again, marked as a repeat. `next_at` is when it may be taken (next). `subject` and `body` are in `language`;
    wording.compose adds what only the moment of sending knows.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, null=True, related_name="messages")
    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, null=True, related_name="messages")
    alarm = models.ForeignKey(Alarm, on_delete=models.PROTECT, null=True, related_name="messages")
    kind = models.CharField(max_length=50)
    ref = models.CharField(max_length=100, blank=True)
    key = models.CharField(max_length=700, unique=True)
    recipient_key = models.CharField(max_length=300)
    recipient_name = models.CharField(max_length=200, blank=True)
    recipient_party = models.CharField(max_length=10, blank=True)
    language = models.CharField(max_length=5, default="ja")
    channel = models.CharField(
        max_length=50, help_text='"email", or "channel:" or "webhook:" with the key of a row.'
    )
    address = models.CharField(max_length=300, blank=True)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    href = models.CharField(max_length=300, blank=True, help_text="A path within this site.")
    sealed = models.BinaryField(default=bytes, help_text="A letter's secrets, until it has left.")
    urgent = models.BooleanField(default=True)
    drill = models.BooleanField(default=False)
    late_s = models.PositiveIntegerField(
        default=0, help_text="Seconds between its alarm's time and its firing."
    )
    created_at: Moment = models.DateTimeField()
    next_at: Moment = models.DateTimeField()
    expires_at: MaybeMoment = models.DateTimeField(
        null=True, help_text="From then on it is not sent any more."
    )
    lease_token = models.CharField(max_length=32, blank=True)
    leased_until: MaybeMoment = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    sent_at: MaybeMoment = models.DateTimeField(null=True)
    provider_ref = models.CharField(max_length=300, blank=True)
    last_error = models.TextField(blank=True)
    failed_at: MaybeMoment = models.DateTimeField(
        null=True, help_text="When the fallback channels were queued beside it."
    )
    unfollowed = models.BooleanField(default=False, help_text="Sent, but what follows from that has failed.")
    void_at: MaybeMoment = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [
            # Two, so that neither a morning's digests nor a long outage's retries stand before what is urgent.
            models.Index(fields=["next_at"], condition=UNSENT & Q(urgent=True), name="message_urgent"),
            models.Index(fields=["next_at"], condition=UNSENT & Q(urgent=False), name="message_waiting"),
            models.Index(fields=["kind", "ref"], name="message_of"),
            models.Index(fields=["sent_at"], condition=Q(unfollowed=True), name="message_unfollowed"),
        ]

    @property
    def disturbs(self) -> bool:
        """Whether people hear it, who have quiet hours."""
        return not self.channel.startswith(f"{WEBHOOK}:")

    @property
    def number(self) -> str:
        """通知番号: the same on every attempt, so that a repeat can be told from news."""
        return f"N{self.pk:08}"


class Notice(models.Model):
    """お知らせ: what an account finds in its inbox, in both languages (`words`: subject, body, href).

    A notice without an account is the line of a digest to somebody who has none. `digest` is the message that tells
    of it, where it was not urgent.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="notices")
    recipient_key = models.CharField(max_length=300)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, null=True, related_name="notices")
    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, null=True, related_name="notices")
    alarm = models.ForeignKey(Alarm, on_delete=models.PROTECT, null=True, related_name="notices")
    digest = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="notices")
    kind = models.CharField(max_length=50)
    ref = models.CharField(max_length=100, blank=True)
    key = models.CharField(max_length=700, unique=True)
    words = models.JSONField()
    urgent = models.BooleanField(default=True)
    drill = models.BooleanField(default=False)
    late_s = models.PositiveIntegerField(default=0)
    at: Moment = models.DateTimeField()
    seen_at: MaybeMoment = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "-at"], name="notice_inbox"),
            models.Index(fields=["account"], condition=Q(seen_at__isnull=True), name="notice_unseen"),
        ]


class Heartbeat(models.Model):
    """鼓動: a process whose clock runs, as of `tick_at` by its reckoning.

    The newest of all is what the next process begins to reckon from: `steady` and `boot` are its steady clock at that
    moment and the start of the machine since which that counts. `warnings` says what was odd about the time at a tick
    (`pulse.Odd`); `oldest_due_age` how many seconds the longest waiting alarm had been due.
    """

    worker = models.CharField(max_length=100, unique=True)
    started_at: Moment = models.DateTimeField()
    tick_at: Moment = models.DateTimeField()
    steady: "models.FloatField[float | None, float | None]" = models.FloatField(null=True)
    boot = models.CharField(max_length=40, blank=True)
    oldest_due_age: "models.FloatField[float | None, float | None]" = models.FloatField(null=True)
    warnings = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["-tick_at"], name="heartbeat_newest")]


class Confirmation(models.Model):
    """時刻の確認: whoever runs the server said that its clock was right at `at`, as `kokoroe clock --confirm` does.

    Entries of the ledger up to `entry` (its primary key) are no measure of the time any more; 0 where there were none.
    `steady` and `boot` are as a heartbeat's.
    """

    at: Moment = models.DateTimeField()
    steady = models.FloatField()
    boot = models.CharField(max_length=40, blank=True)
    entry = models.PositiveBigIntegerField(default=0)


class Restoration(models.Model):
    """復元: everything is as it was at `made_at`, when the backup was made; `at` is when it was brought back.

    What was to be sent by then waits (`restoring`) until somebody says at `released_at` whether it is sent (`sends`) or
    dropped: the server from before may have sent it, or still run.
    """

    made_at: Moment = models.DateTimeField()
    at: Moment = models.DateTimeField()
    released_at: MaybeMoment = models.DateTimeField(null=True)
    sends = models.BooleanField(default=False)
