"""The verbs about an organisation's provider: set it, take it away, demand it; and know whom it vouches for."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from kokoroe.accounts.models import Account, Organisation, SignInPolicy
from kokoroe.accounts.oidc.models import Identity, IdentityProvider
from kokoroe.accounts.operators import administers
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.accounts.sealing import seal
from kokoroe.accounts.signin.actions import NOT_YOURS
from kokoroe.annex.text import Text
from kokoroe.ledger.unit import unit

NOT_TRIED = Text(
    "先に、あなた自身がこの方法で一度ログインしてください。閉め出しを防ぐためです。",
    "Sign in this way once yourself first, so that nobody is locked out.",
)


def set_provider(
    *, by: Account, issuer: str, client_id: str, secret: str | None, now: datetime
) -> IdentityProvider:
    """Set where the organisation's people sign in; a secret of None leaves the one there is.

    Raises:
        NotAllowed: not its administrator.
    """
    require(by, now)
    home = by.organisation
    values: dict[str, Any] = {
        "issuer": issuer,
        "client_id": client_id,
        "changed_at": now,
        "changed_by": by,
    }
    if secret is not None:
        values["sealed"] = seal({"secret": secret})
    with unit(now=now) as record:
        row, _made = IdentityProvider.objects.update_or_create(
            organisation=home,
            defaults=values,
            create_defaults={**values, "code": secrets.token_urlsafe(9), "sealed": values.get("sealed", b"")},
        )
        public = {"issuer": issuer, "client_id": client_id, "secret_changed": secret is not None}
        record(home.tree, act="account.provider_set", actor=by.pk, public=public)
    return row


def remove_provider(*, by: Account, now: datetime) -> None:
    """Let the organisation's people sign in with passwords and passkeys alone again; who was bound is forgotten.

    Raises:
        NotAllowed: not its administrator.
    """
    require(by, now)
    home = by.organisation
    with unit(now=now) as record:
        row = IdentityProvider.objects.filter(organisation=home).first()
        if row is None:
            return
        Identity.objects.filter(issuer=row.issuer, account__person__organisation=home).delete()
        SignInPolicy.objects.filter(organisation=home).update(provider_only=False)
        row.delete()
        record(home.tree, act="account.provider_removed", actor=by.pk, public={"issuer": row.issuer})


def demand_provider(*, by: Account, wanted: bool, now: datetime) -> None:
    """Let all people of the organisation but its administrators come in this way alone, from their next sign-in.

    Administrators keep their password and second factor, for the day on which the provider does not answer.

    Raises:
        NotAllowed: not its administrator.
        NotPossible: there is none, or who asks has not come in that way yet.
    """
    require(by, now)
    home = by.organisation
    row = IdentityProvider.objects.filter(organisation=home).first()
    if wanted and not (row and Identity.objects.filter(account=by, issuer=row.issuer).exists()):
        raise NotPossible(NOT_TRIED)
    with unit(now=now) as record:
        SignInPolicy.objects.update_or_create(
            organisation=home, defaults={"provider_only": wanted, "changed_at": now, "changed_by": by}
        )
        record(home.tree, act="account.provider_demanded", actor=by.pk, public={"of_all": wanted})


def account_of(provider: IdentityProvider, claims: Mapping[str, Any], *, now: datetime) -> Account | None:
    """The account of the provider's organisation that the claims speak of; None where there is none.

    Whom a subject is bound to is settled for good; the first time the verified e-mail address says it. Nobody gets an
    account by it, and nobody another organisation's.
    """
    subject = str(claims["sub"])
    home = provider.organisation
    bound = Identity.objects.filter(issuer=provider.issuer, subject=subject).select_related("account").first()
    if bound is not None:
        return usable(bound.account, home)
    if not has_verified(claims):
        return None
    account = usable(Account.objects.filter(email=str(claims.get("email", "")).strip().lower()).first(), home)
    if account is None or Identity.objects.filter(account=account, issuer=provider.issuer).exists():
        return None
    with unit(now=now) as record:
        try:
            with transaction.atomic():
                Identity.objects.create(
                    account=account, issuer=provider.issuer, subject=subject, bound_at=now
                )
        except IntegrityError:  # at the same moment, in another window
            return None
        record(
            home.tree,
            act="account.identity_bound",
            actor=account.pk,
            public={"issuer": provider.issuer},
            personal={"subject": subject},
        )
    return account


def usable(account: Account | None, home: Organisation) -> Account | None:
    """The account, if it is an active one of that organisation."""
    if (
        account is None
        or not (account.is_active and account.signs_in)
        or account.person.organisation_id != home.pk
    ):
        return None
    return account


def has_verified(claims: Mapping[str, Any]) -> bool:
    """Whether the provider itself has verified the address (Microsoft says so in a claim of its own)."""
    return claims.get("email_verified") is True or claims.get("xms_edov") in {True, "1", "true"}


def require(by: Account, now: datetime) -> None:
    """Raises NotAllowed unless the account administers its organisation."""
    if not administers(by, by.organisation, at=now):
        raise NotAllowed(NOT_YOURS)
