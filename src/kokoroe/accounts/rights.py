"""Rows that carry a right: what opens something, to whom, until when. Each app declares its own as it is ready.

A backup does not know what was revoked after it was made. What is only a way in (a session, a token, a link) ends with
a restore; what says who holds which part is compared with the database that the restore replaces
(`contracts.restoring`). A structural test finds every model that looks like one and is not declared.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db.models import Model, Q, QuerySet

from kokoroe.annex.text import Text
from kokoroe.declare.names import take_name

NOW = object()
"""In `ended`: the moment at which it ends."""
AtRestore = Literal["ends", "compared", "barring"]


def always(at: datetime) -> Q:  # noqa: ARG001 (as rights ask)
    """Rows that open something as long as they are there."""
    return Q()


@dataclass(frozen=True, slots=True)
class Right:
    """The rows of a model that carry a right.

    open: those that open something at a moment.
    ended: what a row becomes to open nothing any more; where nothing is said, the row itself goes.
    at_restore: `ends`, whatever is known; `compared`, it ends where it had ended in the database that is replaced;
    `barring`, the row takes a right away, and is brought over from there.
    same: columns that say whose it is.
    secret: a column that opens something by itself (a password); where it differs there, nobody says which is right.
    void: what it then becomes.
    tree: the path to the ledger's tree on which that is recorded; none where no row is named.
    """

    model: str
    label: Text
    at_restore: AtRestore
    open: Callable[[datetime], Q] = always
    ended: Mapping[str, Any] = field(default_factory=dict)
    same: tuple[str, ...] = ()
    secret: str = ""
    void: Callable[[], str] = str
    tree: str = ""

    @property
    def rows(self) -> "QuerySet[Any]":
        """All of them."""
        model: type[Model] = apps.get_model(self.model)
        return model._base_manager.order_by()  # noqa: SLF001 (Django's documented way)


_rights: dict[str, Right] = {}


def register(*found: Right) -> None:
    """Declare some, from an app's ready(). Raises ValueError for a model that is declared already."""
    for each in found:
        take_name(_rights, each.model, each, "right")


def rights() -> list[Right]:
    """All of them, in the order in which they were registered."""
    return list(_rights.values())


def running(at: datetime) -> Q:
    """Rows with `until` that has not come."""
    return Q(until__isnull=True) | Q(until__gt=at)


def unset(*columns: str) -> Callable[[datetime], Q]:
    """Rows where none of these moments is filled in."""
    return lambda _: Q(**{f"{column}__isnull": True for column in columns})


OF_ACCOUNTS = (
    Right("accounts.Session", Text("ログイン中の端末", "sessions"), "ends"),
    Right(
        "accounts.Invitation",
        Text("招待とパスワードのリンク", "invitations and links for a password"),
        "ends",
        open=unset("used_at", "withdrawn_at"),
        ended={"withdrawn_at": NOW},
        tree="organisation__tree",
    ),
    Right(
        "accounts.Account",
        Text("停止したアカウント", "accounts that were closed"),
        "compared",
        open=lambda _: Q(is_active=True),
        ended={"is_active": False},
        same=("person",),
        secret="password",  # noqa: S106 (the column)
        void=lambda: make_password(None),
        tree="person__organisation__tree",
    ),
    Right(
        "accounts.Administrator",
        Text("団体の管理者", "administrators"),
        "compared",
        open=running,
        ended={"until": NOW},
        same=("account", "organisation"),
        tree="organisation__tree",
    ),
    Right(
        "mfa.Authenticator",
        Text("パスキーと認証アプリ", "passkeys and authenticator apps"),
        "compared",
        same=("user", "type"),
    ),
    Right(
        "accounts.Identity",
        Text("団体のログインとの結び付き", "ties to an organisation's sign-in"),
        "compared",
        same=("account", "subject"),
    ),
)
