"""The way in beside address and password: a passkey alone, and the second step for those who have one."""

from typing import Any

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import (
    get_authentication_records,
    perform_login,
    record_authentication,
)
from allauth.account.internal.stagekit import clear_login, get_pending_stage
from allauth.account.models import Login
from allauth.account.views import LoginView
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn.internal import auth as passkeys
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_POST

from kokoroe.accounts import proof, security
from kokoroe.accounts.access import anyone
from kokoroe.accounts.models import Account
from kokoroe.accounts.signin import address, factors, limits, sessions
from kokoroe.accounts.signin.forms import NO_PASSKEY, CodeForm, PasskeyForm, PasskeySignInForm

TOO_MANY_OPTIONS = 429


class SignInView(LoginView):  # type: ignore[misc]
    """Address and password, with the other ways beside it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "allows_passkeys": address.allows_passkeys(),
            "is_off": settings.KOKOROE_SECOND_FACTOR == "off",
        }

    def form_invalid(self, form: Any) -> Any:
        response = super().form_invalid(form)
        response.status_code = 422
        return response


sign_in = anyone(SignInView.as_view())


def entered_by_password(request: HttpRequest, account: Account) -> HttpResponseBase:
    """Sign in whoever has just set a password by a link; a second factor that they have is asked all the same."""
    if request.user.is_authenticated:
        logout(request)
    record_authentication(request, account, method="password")
    response: HttpResponseBase = perform_login(request, Login(user=account))
    return response


@anyone
@require_POST
def passkey_options(request: HttpRequest) -> JsonResponse:
    """What the browser needs to ask for a passkey: of whoever is signed in or half way in, else of anybody."""
    limit = limits.Limit(f"passkey-options/{limits.client_of(request)}", 200, limits.QUARTER)
    if limits.spend([limit], now=limits.moment(request)) is None:
        security.note("signin.locked", request=request, by="passkey")
        return JsonResponse({}, status=TOO_MANY_OPTIONS)
    stage = get_pending_stage(request)
    user: Any = request.user if request.user.is_authenticated else stage and stage.login.user
    return JsonResponse(passkeys.begin_authentication(user or None))


@anyone
@require_POST
def passkey_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Sign in with a passkey alone: it stands for the device and for what unlocks it."""
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    to = request.POST.get("next", "")
    if not (to.startswith("/") and url_has_allowed_host_and_scheme(to, allowed_hosts=None)):
        to = ""
    form = PasskeySignInForm(request.POST)
    if not form.is_valid():
        messages.error(request, NO_PASSKEY)
        asked = f"?{urlencode({'next': to})}" if to else ""
        return redirect(f"{reverse('account_login')}{asked}")
    authenticator = form.cleaned_data["credential"]
    login = Login(user=authenticator.user, redirect_url=to or None)
    response: HttpResponseBase = perform_passwordless_login(request, authenticator, login)
    return response


@anyone
@login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")  # type: ignore[untyped-decorator]
def second_step(request: HttpRequest) -> HttpResponseBase:
    """After the password: a code of the app, or a passkey."""
    stage = request._login_stage  # type: ignore[attr-defined]  # noqa: SLF001 (django-allauth's way to hand it over)
    user = stage.login.user
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    form: Any = CodeForm(user=user, kinds=kinds)
    if request.method == "POST":
        if request.POST.get("credential"):
            form = PasskeyForm(request.POST, user=user)
        else:
            form = CodeForm(request.POST, user=user, kinds=kinds)
        if form.is_valid():
            form.save()
            done: HttpResponseBase = stage.exit()
            return done
    refused = ""
    if isinstance(form, PasskeyForm):
        form, refused = CodeForm(user=user, kinds=kinds), str(NO_PASSKEY)
    context = {
        "form": form if kinds & {"totp", "recovery_codes"} else None,
        "refused": refused,
        "has_passkey": "webauthn" in kinds and address.allows_passkeys(),
    }
    return render(
        request, "accounts/second_step.html", context, status=422 if form.is_bound or refused else 200
    )


@anyone
@require_POST
def leave(request: HttpRequest) -> HttpResponseBase:
    """Give up half way in."""
    clear_login(request)
    return redirect("account_login")


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
