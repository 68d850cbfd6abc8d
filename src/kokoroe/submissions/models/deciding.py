"""How a client decides, and what it said of answers that the other side recorded for it."""

from datetime import datetime
from typing import Self

from django.db import models

from kokoroe.accounts.models import Account
from kokoroe.contracts.models import Contract
from kokoroe.submissions.models.writings import Step


class DecisionRuleQuerySet(models.QuerySet["DecisionRule"]):
    """Rules, narrowed to those of contracts that somebody may see."""

    def visible_to(self, account: Account, *, at: datetime) -> Self:
        return self.filter(contract__in=Contract.objects.visible_to(account, at=at))


class DecisionRule(models.Model):
    """決裁の決め方: how many people of the client take part in a decision at this contract, from `at` on.

    One decides alone; with two, one proposes (担当の起案) and another decides (決裁). The latest row counts.
    """

    PEOPLE = (1, 2)

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="decision_rules")
    people = models.PositiveSmallIntegerField(choices=[(people, people) for people in PEOPLE])
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    objects = DecisionRuleQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    """Confirmations, narrowed to those of contracts that somebody may see."""

    def visible_to(self, account: Account, *, at: datetime) -> Self:
        return self.filter(step__submission__contract__in=Contract.objects.visible_to(account, at=at))


class Confirmation(models.Model):
    """記録された回答の確認: the client says of an answer recorded for it that it gave it, or that it did not.

    The step stays as it was recorded. What was contested (異議) may be confirmed later; the latest row counts.
    """

    OUTCOMES = ("confirmed", "contested")

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="confirmations")
    outcome = models.CharField(max_length=10, choices=[(outcome, outcome) for outcome in OUTCOMES])
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    stands_for = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    assurance = models.CharField(max_length=30)
    proof = models.CharField(max_length=30, blank=True)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
