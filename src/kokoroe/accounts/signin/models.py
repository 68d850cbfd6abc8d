"""Rows of signing in: open sessions, what an organisation demands of its people, and what was tried in vain."""

from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

if TYPE_CHECKING:
    from kokoroe.accounts.signin.sessions import SessionStore

Moment: TypeAlias = "models.DateTimeField[datetime, datetime]"
MaybeMoment: TypeAlias = "models.DateTimeField[datetime | None, datetime | None]"


class Session(AbstractBaseSession):
    """ログイン中の端末: an open session, of whom, since when and with which browser; ending it deletes the row."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="sessions"
    )
    began_at: MaybeMoment = models.DateTimeField(null=True)
    agent = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=45, blank=True)

    @classmethod
    def get_session_store_class(cls) -> "type[SessionStore]":
        from kokoroe.accounts.signin.sessions import SessionStore

        return SessionStore


class SignInPolicy(models.Model):
    """ログインの決まり: what an organisation demands of all its people when they sign in."""

    organisation = models.OneToOneField(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="sign_in_policy"
    )
    second_factor = models.BooleanField(default=False)
    provider_only = models.BooleanField(default=False)
    changed_at: Moment = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")


class Attempt(models.Model):
    """試行: something that was tried and counts against a limit: under which key (hashed), and when.

    A key stands for an address and a client together, a known device, a client alone, and the like; see limits.py.
    """

    key = models.CharField(max_length=64)
    at: Moment = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["key", "at"], name="attempt_of"),
            models.Index(fields=["at"], name="attempt_age"),
        ]
