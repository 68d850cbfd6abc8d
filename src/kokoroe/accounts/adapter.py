"""How django-allauth is used: accounts come by invitation alone, guesses are counted our way, secrets are sealed."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kokoroe.accounts import proof, security
from kokoroe.accounts.models import Account
from kokoroe.accounts.oidc.models import IdentityProvider
from kokoroe.accounts.sealing import seal, unseal
from kokoroe.accounts.signin import address, devices, factors, limits

SECRET = "totp"  # noqa: S105 (a field's name)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in by e-mail and password, and what comes before and after it."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": limits.TOO_MANY,
        "email_password_mismatch": _("メールアドレスかパスワードが違います。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the guess before it is tried; the same for any address, with an account or without."""
        whose = str(credentials.get("email", "")).strip().lower()
        spent = limits.guess(request, "password", whose)
        if spent is None:
            security.note("signin.locked", request=request, by="password")
            raise self.validation_error("too_many_login_attempts")
        request.spent = spent  # type: ignore[attr-defined]

    def _rollback_login_failed_rl_usage(self) -> None:
        """A right password was no guess."""
        self.request.spent.give_back()

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ARG002
        security.note("signin.failed", request=request, by="password")

    def pre_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponseBase | None:
        """Refuse another way in where the organisation demands its own."""
        refused: HttpResponseBase | None = super().pre_login(request, user, **kwargs)
        if refused is not None or by_provider(request, user):
            return refused
        provider = IdentityProvider.objects.filter(
            organisation=user.person.organisation_id, organisation__sign_in_policy__provider_only=True
        ).first()
        if provider is not None and not factors.administrates(user, request.now):  # type: ignore[attr-defined]
            clear_login(request)
            security.note("signin.refused", request=request, account=user, by="provider_only")
            messages.error(
                request,
                gettext("あなたの団体では、団体のログインから入ります。下のボタンから進んでください。"),
            )
            return redirect("provider_entrance", provider.code)
        return None

    def post_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponseBase:
        """Know the browser again, and say who came in, and how."""
        response: HttpResponseBase = super().post_login(request, user, **kwargs)
        devices.remember(request, response, user.email.lower(), f"account:{user.pk}")
        security.note("signin.done", request=request, account=user, by=proof.proof_of(request))
        return response

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Django-allauth says nothing of its own accord: our pages do."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return security.address_of(request)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:  # noqa: ARG002
        return not proof.is_fresh(self.request)


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: secrets sealed in their rows, names of our own, and a domain that no request can choose."""

    def encrypt(self, text: str) -> str:
        return seal({SECRET: text}).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text.encode())[SECRET]

    def get_totp_issuer(self) -> str:
        return f"kokoroe ({address.host()})"

    def get_totp_label(self, user: Account) -> str:
        return user.email

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": address.host(), "name": "kokoroe"}

    def get_public_key_credential_user_entity(self, user: Account) -> dict[str, Any]:
        return {
            "id": str(user.pk).encode(),
            "display_name": user.person.name,
            "name": user.email,
        }


def by_provider(request: HttpRequest, user: Account) -> bool:
    """Whether this sign-in began at the organisation's own provider."""
    return any(record.get("method") == "oidc" for record in get_authentication_records(request, user))
