"""A client without an account: the addresses it recorded, links to one submission each, and the codes sent for them."""

from datetime import datetime
from typing import Self, TypeAlias

from django.db import models
from django.db.models import Q

from kokoroe.accounts.models import Account
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat
from kokoroe.contracts.visibility import suspended_at
from kokoroe.submissions.assurance import LINK
from kokoroe.submissions.models.writings import Submission

MaybeMoment: TypeAlias = "models.DateTimeField[datetime | None, datetime | None]"

UNCLOSED = Q(used_at__isnull=True, withdrawn_at__isnull=True)


class AnswerAddressQuerySet(models.QuerySet["AnswerAddress"]):
    """Addresses, narrowed to those of contracts that somebody may see."""

    def visible_to(self, account: Account, *, at: datetime) -> Self:
        return self.filter(contract__in=Contract.objects.visible_to(account, at=at))


class AnswerAddress(models.Model):
    """回答者のアドレス: where the client's own people want links to be sent, for somebody without an account."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="answer_addresses")
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=254)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    removed_at: MaybeMoment = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    objects = AnswerAddressQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "address"],
                condition=Q(removed_at__isnull=True),
                name="one_row_per_answer_address",
            )
        ]


class AnswerLinkQuerySet(models.QuerySet["AnswerLink"]):
    """Links, narrowed to those of contracts that somebody may see, or to those that open at a moment."""

    def visible_to(self, account: Account, *, at: datetime) -> Self:
        return self.filter(submission__contract__in=Contract.objects.visible_to(account, at=at))

    def open_at(self, at: datetime) -> Self:
        """Those that open at `at`: in their time, not used, not withdrawn, for somebody who has no sign-in yet."""
        return self.filter(UNCLOSED, expires_at__gt=at, account__signs_in=False)


class AnswerLink(models.Model):
    """回答用リンク: opens one submission for one address, with a code that is mailed to that address.

    Only the token's hash is kept. `account` is the address's own, which cannot sign in. `source` and `recorded_by` say
    where the address was on record (assurance.RECORDED) when the link was made.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="answer_links")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="answer_links")
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=254)
    source = models.CharField(max_length=10)
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    opened_at: MaybeMoment = models.DateTimeField(null=True)
    used_at: MaybeMoment = models.DateTimeField(null=True)
    withdrawn_at: MaybeMoment = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    objects = AnswerLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "account"], condition=UNCLOSED, name="one_open_answer_link_per_address"
            )
        ]

    def is_open(self, at: datetime) -> bool:
        """Whether it opens at `at` (its account read)."""
        closed = self.used_at is not None or self.withdrawn_at is not None or self.expires_at <= at
        return not closed and not self.account.signs_in


class AnswerCode(models.Model):
    """確認番号: what was mailed for a link, hashed; good once, for ten minutes and a few tries.

    `key` is in the cookie of the browser that entered it.
    """

    link = models.ForeignKey(AnswerLink, on_delete=models.PROTECT, related_name="codes")
    code_hash = models.CharField(max_length=64)
    key = models.CharField(max_length=43, blank=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    entered_at: MaybeMoment = models.DateTimeField(null=True)

    class Meta:
        ordering = ["sent_at", "pk"]


def reached_from(seat: Seat, *, at: datetime) -> "models.QuerySet[Submission]":
    """The submissions that a seat reaches: by what its account sees, or the one that a link opens.

    The account of a link cannot sign in and sees nothing else; a suspension holds for it too.
    """
    if seat.proof != LINK:
        return Submission.objects.visible_to(seat.account, at=at)
    links = AnswerLink.objects.open_at(at).filter(account=seat.account)
    barred = suspended_at(seat.account, at).values("contract")
    return Submission.objects.filter(pk__in=links.values("submission")).exclude(contract__in=barred)
