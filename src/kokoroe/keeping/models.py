"""How long is kept what, what may not go yet, and who asked that something goes."""

from datetime import datetime
from typing import TypeAlias

from django.db import models
from django.db.models import Q

from kokoroe.accounts.models import Account, Organisation
from kokoroe.contracts.models import Contract

MaybeMoment: TypeAlias = "models.DateTimeField[datetime | None, datetime | None]"


class RetentionPeriod(models.Model):
    """保存期間: how many months a kind is kept, where this server's operator has set another number.

    The latest counts for what is begun after it; for what was there before, the longest that counted since.
    """

    kind = models.CharField(max_length=50)
    months = models.PositiveIntegerField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")


class ContractRetention(models.Model):
    """契約が求める保存期間: a party asks for a longer time. What both asked for counts; none is taken back.

    One without a party was recorded before it was asked which, and counts as both parties'.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="retentions")
    party = models.CharField(max_length=10, default="")
    months = models.PositiveIntegerField()
    reason = models.TextField(default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")


class Hold(models.Model):
    """消去の停止: a dispute or an inquiry; nothing of the contract goes until the party that asked for it lifts it.

    Asked for once more it is a new row, and the one before is lifted at that moment.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="holds")
    party = models.CharField(max_length=10, choices=[("client", "client"), ("contractor", "contractor")])
    reason = models.TextField()
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    lifted_at: MaybeMoment = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["placed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "party"],
                condition=Q(lifted_at__isnull=True),
                name="one_open_hold_per_party",
            ),
        ]


class Announcement(models.Model):
    """消去の予告: both parties were told that the personal data go from the day `until` (`annex.retention`)."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="erasure_announcements")
    at = models.DateTimeField()
    until = models.DateField()

    class Meta:
        ordering = ["pk"]


class Erasure(models.Model):
    """消去: the personal data of a contract went; its ledger, its numbers and its days stay."""

    contract = models.OneToOneField(Contract, on_delete=models.PROTECT, related_name="erasure")
    at = models.DateTimeField()


class ErasureRequest(models.Model):
    """消去の請求: somebody asks that what is held about them goes; the organisation's administrator answers."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="erasure_requests")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="erasure_requests")
    asked_at = models.DateTimeField()
    answered_at: MaybeMoment = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(answered_at__isnull=True), name="one_open_erasure_request"
            ),
        ]
