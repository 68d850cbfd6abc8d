"""Organisations, people and accounts: three rows, never one.

A person belongs to an organisation, once; an account is a sign-in that a person may have; who is on which roster is
told by the plan in force (kokoroe.plan), not here.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from kokoroe.accounts.oidc.models import Identity, IdentityProvider
from kokoroe.accounts.signin.models import Attempt, Session, SignInPolicy
from kokoroe.ledger.models import Tree

__all__ = [
    "Account",
    "Administrator",
    "Attempt",
    "Identity",
    "IdentityProvider",
    "Invitation",
    "Organisation",
    "Person",
    "Session",
    "SignInPolicy",
]

INVITATION_LIFE = timedelta(days=14)


class Organisation(models.Model):
    """団体: a city, a contractor, a subcontractor."""

    name = models.CharField(max_length=200)
    corporate_number = models.CharField(max_length=13, blank=True)
    address = models.CharField(max_length=300, blank=True)
    representative = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=50, blank=True)
    created_at = models.DateTimeField()
    tree = models.OneToOneField(Tree, on_delete=models.PROTECT, related_name="organisation")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["corporate_number"],
                condition=~Q(corporate_number=""),
                name="one_organisation_per_corporate_number",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """人: someone of an organisation, with or without an account."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="people")
    name = models.CharField(max_length=200)
    kana = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    def is_called(self, name: str) -> bool:
        """Whether this is the person's name, spaces aside."""
        return closed_up(name) == closed_up(self.name)


def closed_up(name: str) -> str:
    """A name without its spaces."""
    return "".join(name.split())


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by their e-mail address, whatever its case; with person and organisation, which all pages ask."""

    def get_queryset(self) -> "models.QuerySet[Account]":
        return super().get_queryset().select_related("person__organisation")

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email__iexact=username)

    def create(self, **fields: Any) -> "Account":
        password = fields.pop("password", None)
        account = self.model(**{**fields, "email": fields["email"].strip().lower()})
        account.set_password(password)
        account.save(force_insert=True, using=self._db)
        return account


class Account(AbstractBaseUser):
    """アカウント: a sign-in by e-mail and password that a person has."""

    email = models.EmailField(unique=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    vouched_by = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Whose administrator invited this account: shown with every decision it takes.",
    )
    is_active = models.BooleanField(default=True)
    signs_in = models.BooleanField(
        default=True,
        help_text="False: known by an address alone, to which links are sent; an invitation makes it a sign-in.",
    )
    created_at = models.DateTimeField()

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.person.name

    @property
    def organisation(self) -> Organisation:
        return self.person.organisation

    @property
    def key(self) -> str:
        """The name under which the ledger's pseudonyms know this account."""
        return f"account:{self.pk}"


class Administrator(models.Model):
    """団体の管理者: may open contracts for the organisation and invite its people."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="administers")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="administrators")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)


class Invitation(models.Model):
    """招待: a link, good once and for fourteen days, with which an account is made.

    Only the token's hash is kept. The very first one (no organisation, nobody who invites) is printed at the first
    start and makes the first organisation as well. `grants` says what the account will be: read by contracts/. With a
    `person` the account becomes exactly theirs.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    letters = models.PositiveIntegerField(default=0, help_text="How often the link was replaced by another.")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", help_text="Whom a roster names."
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    email = models.CharField(max_length=254, blank=True)
    name = models.CharField(max_length=200, blank=True)
    grants = models.JSONField(default=dict)
    invited_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.OneToOneField(Account, on_delete=models.PROTECT, null=True, related_name="invitation")
    withdrawn_at = models.DateTimeField(null=True)

    @classmethod
    def issue(cls, *, now: datetime, **fields: Any) -> tuple["Invitation", str]:
        """A new invitation and the token that opens it; the token is not kept and cannot be shown again."""
        token = new_token()
        row = cls.objects.create(
            token_hash=hash_token(token), created_at=now, expires_at=now + INVITATION_LIFE, **fields
        )
        return row, token

    @classmethod
    def opened_by(cls, token: str, *, now: datetime) -> "Invitation | None":
        """The invitation that this token opens at `now`, unless it was used, withdrawn or is too old."""
        return (
            cls.objects.filter(
                token_hash=hash_token(token),
                used_at__isnull=True,
                withdrawn_at__isnull=True,
                expires_at__gt=now,
            )
            .select_related("organisation", "person", "invited_by__person__organisation")
            .first()
        )


def new_token() -> str:
    """What opens a link: 192 random bits."""
    return secrets.token_urlsafe(24)


def hash_token(token: str) -> str:
    """What is kept of a link's token: its SHA-256, since 192 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()
