"""An organisation's provider, and whom it has vouched for."""

from datetime import datetime
from typing import TypeAlias

from django.conf import settings
from django.db import models

Moment: TypeAlias = "models.DateTimeField[datetime, datetime]"


class IdentityProvider(models.Model):
    """団体のログイン: where an organisation's people sign in. `code` stands in its address; the secret is sealed."""

    organisation = models.OneToOneField(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="identity_provider"
    )
    code = models.CharField(max_length=20, unique=True)
    issuer = models.CharField(max_length=300)
    client_id = models.CharField(max_length=300)
    sealed = models.BinaryField()
    changed_at: Moment = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")


class Identity(models.Model):
    """結びつき: the person whom a provider calls `subject` is this account; bound at the first sign-in, for good."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="identities")
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255)
    bound_at: Moment = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="one_account_per_identity"),
            models.UniqueConstraint(fields=["account", "issuer"], name="one_identity_per_issuer"),
        ]
