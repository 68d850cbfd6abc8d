"""What a contract's people give each other for a time, or take from each other at once: audits, stand-ins, suspensions.

Each row holds from `since` until `until` (UTC); one that was ended early has the moment of its end there.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Self, TypeAlias, TypeVar

from django.db import models
from django.db.models import Q

from kokoroe.accounts.models import Account

if TYPE_CHECKING:
    from kokoroe.contracts.models import Contract

PARTIES = [("client", "client"), ("contractor", "contractor")]

Moment: TypeAlias = "models.DateTimeField[datetime, datetime]"
MaybeMoment: TypeAlias = "models.DateTimeField[datetime | None, datetime | None]"


def visible_contracts(account: Account, at: datetime) -> "models.QuerySet[Contract]":
    """The contracts that exist for this account at `at` (UTC)."""
    from kokoroe.contracts.models import Contract

    return Contract.objects.visible_to(account, at=at)


Row = TypeVar("Row", bound=models.Model)


class Grants(models.QuerySet[Row]):
    """Rows of a contract, narrowed by who asks."""

    def visible_to(self, account: Account, *, at: datetime) -> Self:
        return self.filter(contract__in=visible_contracts(account, at))


class Suspensions(Grants["AccessSuspension"]):
    """Suspensions of access."""


class StandIns(Grants["StandIn"]):
    """Stand-ins."""


class Audits(Grants["Audit"]):
    """Audits."""


class AccessSuspension(models.Model):
    """アクセスの停止: an account that sees nothing of the contract any more, until the side that suspended it lifts it.

    `party` is the side whose person it is, `by_party` the side that suspended: an own person, or for the client's
    deciders one of the contractor's.
    """

    contract = models.ForeignKey(
        "contracts.Contract", on_delete=models.PROTECT, related_name="access_suspensions"
    )
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="access_suspensions")
    party = models.CharField(max_length=10, choices=PARTIES)
    by_party = models.CharField(max_length=10, choices=PARTIES)
    reason = models.CharField(max_length=500)
    since: Moment = models.DateTimeField()
    until: MaybeMoment = models.DateTimeField(null=True)
    suspended_by = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="None: a restore did, since the backup gave back what had ended.",
    )
    lifted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    objects = Suspensions.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "account", "by_party"],
                condition=Q(until__isnull=True),
                name="access_suspended_once",
            )
        ]
        # All that visible_to asks of a row, so that it need not be read.
        indexes = [
            models.Index(fields=["account", "contract", "since", "until"], name="access_suspension_of")
        ]


class StandIn(models.Model):
    """代理: somebody of the same organisation who holds for a time what somebody absent holds at the contract.

    What that is, is asked at every request: the row names the two, and gives nothing by itself.
    """

    contract = models.ForeignKey("contracts.Contract", on_delete=models.PROTECT, related_name="stand_ins")
    absent = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="absences")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="stand_ins")
    reason = models.CharField(max_length=500, blank=True)
    since: Moment = models.DateTimeField()
    until: Moment = models.DateTimeField()
    named_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    objects = StandIns.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(absent=models.F("account")), name="nobody_stands_in_for_self")
        ]
        indexes = [models.Index(fields=["account", "contract", "since", "until"], name="stand_in_of")]


class Audit(models.Model):
    """監査の閲覧: an auditor who reads the contract for a time, as the granting party sees it, and touches nothing."""

    contract = models.ForeignKey("contracts.Contract", on_delete=models.PROTECT, related_name="audits")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="audits")
    party = models.CharField(max_length=10, choices=PARTIES, help_text="The party that granted it.")
    personal = models.BooleanField(default=False, help_text="With the roster's personal columns.")
    purpose = models.CharField(max_length=500)
    since: Moment = models.DateTimeField()
    until: Moment = models.DateTimeField()
    granted_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    objects = Audits.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        indexes = [models.Index(fields=["account", "contract", "since", "until"], name="audit_of")]


class AuditLook(models.Model):
    """閲覧の記録: a page, a paper or an export that an auditor opened: its name, what it was of, and when."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="looks")
    at: Moment = models.DateTimeField()
    route = models.CharField(max_length=100)
    what = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["audit", "-at"], name="looks_of_audit")]
