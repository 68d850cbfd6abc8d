"""Setting up what one signs in with: a passkey, an authenticator app, recovery codes."""

import base64
from io import BytesIO
from typing import Any

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import clear_totp_secret, get_totp_secret
from allauth.mfa.webauthn.internal import auth as passkeys
from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kokoroe.accounts import proof, security
from kokoroe.accounts.access import AccountRequest, signed_in
from kokoroe.accounts.refusals import NotPossible
from kokoroe.accounts.signin import actions, address, factors, sessions
from kokoroe.accounts.signin.forms import NO_PASSKEY, NewCodeForm, NewPasskeyForm
from kokoroe.accounts.signin.page import require_proof
from kokoroe.ui.templatetags.ui import said


@signed_in
def app_new(request: AccountRequest) -> HttpResponseBase:
    """Set up an authenticator app: a picture to scan, and the first code in return."""
    require_proof(request)
    account = request.user
    secret: str = get_totp_secret()
    form = NewCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        request.session.cycle_key()
        try:
            fresh = actions.add_app(
                by=account,
                secret=secret,
                code=form.cleaned_data["code"],
                session=request.session.session_key,
                now=request.now,
            )
        except NotPossible as refusal:
            form.add_error("code", said(refusal.text))
        else:
            clear_totp_secret(request)
            return factor_added_page(request, "totp", fresh)
    context = {
        "form": form,
        "secret": " ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        "picture": picture(get_adapter().build_totp_url(account, secret)),
    }
    return render(request, "accounts/app.html", context, status=422 if form.is_bound else 200)


@signed_in
def passkey_new(request: AccountRequest) -> HttpResponseBase:
    """Keep a new passkey of this browser, telephone or key."""
    require_proof(request)
    if not address.allows_passkeys():
        raise Http404
    account = request.user
    usual = sessions.browser_name(request.headers.get("User-Agent", ""))
    form = NewPasskeyForm(request.POST or None, initial={"name": usual})
    if request.method == "POST" and form.is_valid():
        credential: Any = form.cleaned_data["credential"]
        if is_sound(credential):
            request.session.cycle_key()
            fresh = actions.add_passkey(
                by=account,
                name=form.cleaned_data["name"],
                credential=credential,
                session=request.session.session_key,
                now=request.now,
            )
            return factor_added_page(request, "passkey", fresh)
        form.add_error(None, NO_PASSKEY)
    context = {"form": form, "has_other": factors.has_one(account)}
    return render(request, "accounts/passkey.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_POST
def passkey_new_options(request: AccountRequest) -> JsonResponse:
    """What the browser needs to make a passkey."""
    require_proof(request)
    return JsonResponse(passkeys.begin_registration(request.user, passwordless=True))


@signed_in
@require_POST
def codes_new(request: AccountRequest) -> HttpResponseBase:
    """New recovery codes, shown this once."""
    require_proof(request)
    try:
        fresh = actions.renew_recovery_codes(by=request.user, now=request.now)
    except NotPossible:
        return redirect("mfa_index")
    security.note("factor.recovery_codes", request=request)
    return render(request, "accounts/codes.html", {"codes": fresh, "done": ""})


def factor_added_page(request: AccountRequest, kind: str, fresh: list[str]) -> HttpResponseBase:
    """After a factor was set up: the session is worth more now; recovery codes that came with it are shown once."""
    first = proof.proof_of(request).partition("+")[0]
    proof.remember(request, first if first == proof.PASSKEY else f"{first}+{kind}")
    factors.note_missing_factor(request, request.user)
    security.note("factor.added", request=request, kind=kind)
    done = _("パスキーを登録しました。") if kind == "passkey" else _("認証アプリを設定しました。")
    return render(request, "accounts/codes.html", {"codes": fresh, "done": done})


def is_sound(credential: Any) -> bool:
    """Whether a new passkey answers what this session asked, was unlocked by its owner, and belongs to this address."""
    try:
        passkeys.parse_registration_response(credential)
        made = passkeys.complete_registration(credential)
    except (ValidationError, ValueError, KeyError, TypeError, AttributeError):
        return False
    return bool(made.is_user_verified())


def picture(text: str) -> str:
    """A QR code as an address that needs no request (SVG)."""
    out = BytesIO()
    segno.make(text, error="m").save(out, kind="svg", scale=5, border=3, dark="#1a1a1a", light="#fff")
    return "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode()
