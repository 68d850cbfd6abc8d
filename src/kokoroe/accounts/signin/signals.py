"""What happens besides, when somebody signs in or changes what they sign in with."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest

from kokoroe.accounts import proof
from kokoroe.accounts.models import Account
from kokoroe.accounts.signin import factors, sessions

FIRST = {"password": proof.PASSWORD, "oidc": proof.OIDC}
SECOND = {"totp": "totp", "webauthn": "passkey", "recovery_codes": "recovery"}


def signed_in(sender: Any, request: HttpRequest, user: Account, **kwargs: Any) -> None:  # noqa: ARG001
    """Keep in the new session how the person has proved themselves, and whether a second factor is missing."""
    sessions.begin(request)
    proof.remember(request, word_of(get_authentication_records(request, user)))
    factors.note_missing_factor(request, user)


def word_of(records: list[dict[str, Any]]) -> str:
    """The word of `proof` for what django-allauth recorded on the way in."""
    first, second = proof.PASSWORD, ""
    for record in records:
        if record.get("method") == "mfa":
            if record.get("passwordless"):
                first, second = proof.PASSKEY, ""
            else:
                second = SECOND.get(str(record.get("type")), "")
        elif record.get("method") in FIRST:
            first, second = FIRST[str(record["method"])], ""
    return f"{first}+{second}" if second else first
