"""The verbs about how one signs in: set up and take away factors, change the password, demand a second factor.

Each is on the ledger of the account's organisation, and each change of factors ends the account's other sessions.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn

from kokoroe.accounts.models import Account
from kokoroe.accounts.operators import administers
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.accounts.signin import codes, factors
from kokoroe.accounts.signin.letters import FACTOR_ADDED, FACTOR_REMOVED, PASSWORD_CHANGED, notify_account
from kokoroe.accounts.signin.models import Session, SignInPolicy
from kokoroe.accounts.signin.sessions import end_sessions, end_ways_in
from kokoroe.annex.text import Text
from kokoroe.ledger.unit import unit

WRONG = Text(
    "番号が違います。アプリにいま出ている番号を入れてください。",
    "The code is wrong. Please type the one that the app shows now.",
)
THERE_IS_ONE = Text("認証アプリはすでに設定されています。", "An authenticator app is set up already.")
GONE = Text("すでに外されています。", "It was taken away already.")
NOT_YOURS = Text(
    "この決まりを変えられるのは、団体の管理者だけです。",
    "Only administrators of the organisation can change this.",
)


def add_app(*, by: Account, secret: str, code: str, session: str | None, now: datetime) -> list[str]:
    """Set up the authenticator app that shows `code` for `secret`; returns new recovery codes, if there were none.

    Raises:
        NotPossible: the code is not the app's, or there is one already.
    """
    counter = codes.counter_of(secret, code)
    if counter is None:
        raise NotPossible(WRONG)
    with unit(now=now) as record:
        Account.objects.select_for_update(of=("self",)).get(pk=by.pk)
        if Authenticator.objects.filter(user=by, type=Authenticator.Type.TOTP).exists():
            raise NotPossible(THERE_IS_ONE)
        row = TOTP.activate(by, secret).instance
        row.data[codes.LAST] = counter  # the code that set it up opens nothing any more
        row.save(update_fields=["data"])
        fresh = first_recovery_codes(by)
        end_sessions(by, but=session)
        notify_account(by, FACTOR_ADDED, now=now)
        record(by.organisation.tree, act="account.factor_added", actor=by.pk, public={"kind": "totp"})
    return fresh


def add_passkey(
    *, by: Account, name: str, credential: Mapping[str, Any], session: str | None, now: datetime
) -> list[str]:
    """Keep a passkey that the browser has made and the caller has checked; returns new recovery codes, if any."""
    with unit(now=now) as record:
        Account.objects.select_for_update(of=("self",)).get(pk=by.pk)
        row = WebAuthn.add(by, name, dict(credential)).instance
        fresh = first_recovery_codes(by)
        end_sessions(by, but=session)
        notify_account(by, FACTOR_ADDED, now=now)
        public = {"kind": "passkey", "factor": row.pk}
        record(by.organisation.tree, act="account.factor_added", actor=by.pk, public=public)
    return fresh


def remove_factor(*, by: Account, factor: int, session: str | None, now: datetime) -> None:
    """Take a passkey or the app away; recovery codes go with the last of them.

    Raises:
        NotPossible: it is gone.
    """
    with unit(now=now) as record:
        row = Authenticator.objects.filter(user=by, pk=factor, type__in=factors.STRONG).first()
        if row is None:
            raise NotPossible(GONE)
        kind = "totp" if row.type == Authenticator.Type.TOTP else "passkey"
        row.delete()
        if not factors.has_one(by):
            Authenticator.objects.filter(user=by).delete()
        end_sessions(by, but=session)
        notify_account(by, FACTOR_REMOVED, now=now)
        public = {"kind": kind, "factor": factor}
        record(by.organisation.tree, act="account.factor_removed", actor=by.pk, public=public)


def forget_factors(*, email: str, now: datetime) -> None:
    """For whoever runs the machine: take all factors of somebody away who has lost them; a new one is set up next.

    Raises:
        NotPossible: there is no account with this address.
    """
    account = Account.objects.filter(email=email.strip().lower()).first()
    if account is None:
        raise NotPossible(f"{email} のアカウントはありません。", f"There is no account for {email}.")
    with unit(now=now) as record:
        Authenticator.objects.filter(user=account).delete()
        end_ways_in(account, now=now, record=record)
        notify_account(account, FACTOR_REMOVED, now=now)
        record(
            account.organisation.tree,
            act="account.factors_forgotten",
            actor=None,
            personal={"email": account.email},
        )


def renew_recovery_codes(*, by: Account, now: datetime) -> list[str]:
    """New recovery codes in place of the old ones.

    Raises:
        NotPossible: there is nothing that they would stand in for.
    """
    with unit(now=now) as record:
        if not factors.has_one(by):
            raise NotPossible(
                "先にパスキーか認証アプリを設定してください。",
                "Set up a passkey or an authenticator app first.",
            )
        Authenticator.objects.filter(user=by, type=Authenticator.Type.RECOVERY_CODES).delete()
        fresh = first_recovery_codes(by)
        record(by.organisation.tree, act="account.recovery_codes_made", actor=by.pk)
    return fresh


def first_recovery_codes(account: Account) -> list[str]:
    """The account's first recovery codes; nothing when it has some."""
    if Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).exists():
        return []
    codes_of: list[str] = RecoveryCodes.activate(account).get_unused_codes()
    return codes_of


def change_password(*, by: Account, password: str, session: str | None, now: datetime) -> None:
    """A new password; every other session of the account ends, and its own tokens."""
    with unit(now=now) as record:
        by.set_password(password)
        by.save(update_fields=["password"])
        end_ways_in(by, but=session, now=now, record=record)
        notify_account(by, PASSWORD_CHANGED, now=now)
        record(by.organisation.tree, act="account.password_set", actor=by.pk)


def demand_second_factor(*, by: Account, wanted: bool, now: datetime) -> None:
    """Let the organisation demand a second factor from all its people; whoever lacks one is asked at their next page.

    Raises:
        NotAllowed: not its administrator.
    """
    if not administers(by, by.organisation, at=now):
        raise NotAllowed(NOT_YOURS)
    with unit(now=now) as record:
        SignInPolicy.objects.update_or_create(
            organisation=by.organisation,
            defaults={"second_factor": wanted, "changed_at": now, "changed_by": by},
        )
        if wanted:
            theirs = Session.objects.filter(account__person__organisation=by.organisation).exclude(account=by)
            theirs.exclude(
                account__in=Authenticator.objects.filter(type__in=factors.STRONG).values("user")
            ).delete()
        record(
            by.organisation.tree,
            act="account.second_factor_demanded",
            actor=by.pk,
            public={"of_all": wanted},
        )
