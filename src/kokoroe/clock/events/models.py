"""Where the acts of an organisation's contracts are told to, and which of them."""

from datetime import datetime
from typing import TypeAlias

from django.db import models
from django.db.models import Q

from kokoroe.accounts.models import Account, Organisation
from kokoroe.contracts.models import Contract

Moment: TypeAlias = "models.DateTimeField[datetime, datetime]"
MaybeMoment: TypeAlias = "models.DateTimeField[datetime | None, datetime | None]"

WEBHOOK = "webhook"

LIVE = Q(removed_at__isnull=True, stopped_at__isnull=True)


class Subscription(models.Model):
    """イベントの送り先: an address of a system that is told of the acts of an organisation's contracts, by families.

    Without a contract it is told of all that the organisation is a party to. `holder` stands for it: once they may not
    see the contract any more, nothing is told. `sealed` holds the address and the secrets; the one before the last is
    signed with as well for a day from `rotated_at`. A removed one stays: messages name it.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="subscriptions")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, null=True, related_name="subscriptions")
    name = models.CharField(max_length=100)
    families = models.JSONField(default=list)
    sealed = models.BinaryField()
    shown = models.CharField(max_length=300, blank=True)
    holder = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="subscriptions")
    created_at: Moment = models.DateTimeField()
    created_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    changed_at: Moment = models.DateTimeField()
    rotated_at: MaybeMoment = models.DateTimeField(null=True)
    failing_since: MaybeMoment = models.DateTimeField(null=True)
    stopped_at: MaybeMoment = models.DateTimeField(null=True)
    stopped_why = models.CharField(max_length=10, blank=True, help_text="hand, failing, gone, holder")
    removed_at: MaybeMoment = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["organisation"], condition=LIVE, name="subscription_live")]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=Q(removed_at__isnull=True),
                name="each_subscription_name_once",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def channel(self) -> str:
        """The name under which messages know it."""
        return f"{WEBHOOK}:{self.pk}"
