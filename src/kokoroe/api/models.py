"""Tokens, the accounts of programs, and answers that are kept so that a repeated request does nothing twice."""

from datetime import datetime
from typing import Self

from django.db import models

from kokoroe.accounts.models import Account, Organisation


class Service(models.Model):
    """連携用アカウント: the account of a program of an organisation. Nobody can sign in with it."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="service")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="services")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.account.person.name


class TokenQuerySet(models.QuerySet["Token"]):
    """Tokens, narrowed to those that still open something, or to somebody's."""

    def valid(self, at: datetime) -> Self:
        """Neither revoked nor too old, of an active account; those of a program that was ended are revoked."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=at, account__is_active=True)

    def personal_of(self, account: Account) -> Self:
        """The account's personal tokens."""
        return self.filter(account=account, service__isnull=True)


class Token(models.Model):
    """APIトークン: with it a program acts as its account, within its scopes. Only the secret's hash is kept.

    `strong` says that it was made by somebody who had just shown a second factor, without which none decides.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="tokens")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, related_name="tokens")
    name = models.CharField(max_length=100)
    secret_hash = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(max_length=12)
    scopes = models.JSONField(default=list)
    strong = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    last_used_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    revoked_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    def is_valid(self, at: datetime) -> bool:
        """Whether it opens anything at `at`, its account aside."""
        return self.revoked_at is None and self.expires_at > at


class Answered(models.Model):
    """回答の控え: what a request with an Idempotency-Key was answered, for a day; no code while it is under way."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    begun_at = models.DateTimeField()
    code: "models.PositiveSmallIntegerField[int | None, int | None]" = models.PositiveSmallIntegerField(
        null=True
    )
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="one_answer_per_key")]
        indexes = [models.Index(fields=["begun_at"], name="answered_begun")]

    @property
    def is_done(self) -> bool:
        """Whether the answer is there."""
        return self.code is not None
