"""What is set about how notices leave: for the whole server, and for each organisation. Secrets are sealed."""

from datetime import datetime, time
from typing import TypeAlias

from django.db import models
from django.db.models import Q

from kokoroe.accounts.models import Account, Organisation

Moment: TypeAlias = "models.DateTimeField[datetime, datetime]"
MaybeMoment: TypeAlias = "models.DateTimeField[datetime | None, datetime | None]"

DIGEST_AT = time(8, 30)
QUIET_FROM, QUIET_UNTIL = time(20), time(8)
ONLY = 1


class Setup(models.Model):
    """通知の設定: the public address, the mail server and the quiet hours of this server; there is one row at most.

    What is empty is not set; what the environment says counts before it. Hours are JST.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    address = models.CharField(max_length=300, blank=True)
    smtp_host = models.CharField(max_length=253, blank=True)
    smtp_port = models.PositiveIntegerField(default=587)
    smtp_security = models.CharField(max_length=10, default="starttls")
    smtp_user = models.CharField(max_length=320, blank=True)
    smtp_sealed = models.BinaryField(default=b"")
    smtp_sender = models.CharField(max_length=320, blank=True)
    quiet_from = models.TimeField(default=QUIET_FROM)
    quiet_until = models.TimeField(default=QUIET_UNTIL)
    digest_at = models.TimeField(default=DIGEST_AT)
    changed_at: Moment = models.DateTimeField()
    changed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=ONLY), name="one_setup")]


class Channel(models.Model):
    """通知の経路: a way to reach an organisation beside its people's e-mail.

    With `always` it gets everything urgent, else it steps in when e-mail fails. `sealed` holds where it leads and what
    proves us there; `shown` what may be seen of it. A removed one stays: messages name it.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="channels")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    sealed = models.BinaryField()
    shown = models.CharField(max_length=300, blank=True)
    always = models.BooleanField(default=True)
    enabled = models.BooleanField(default=True)
    created_at: Moment = models.DateTimeField()
    created_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at: Moment = models.DateTimeField()
    changed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    removed_at: MaybeMoment = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=Q(removed_at__isnull=True),
                name="each_channel_name_once",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """The name under which messages know it."""
        return f"channel:{self.pk}"


def channels_of(organisation: int) -> "models.QuerySet[Channel]":
    """The channels that an organisation has, without those it removed."""
    return Channel.objects.filter(organisation=organisation, removed_at__isnull=True)
