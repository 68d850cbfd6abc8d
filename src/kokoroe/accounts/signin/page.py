"""ログインとセキュリティ: what I sign in with, where I am signed in, and how to change both."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kokoroe.accounts import proof, security
from kokoroe.accounts.access import AccountRequest, administrator, signed_in
from kokoroe.accounts.forms import PasswordForm
from kokoroe.accounts.operators import administers
from kokoroe.accounts.refusals import NotPossible
from kokoroe.accounts.signin import actions, address, codes, factors, sessions
from kokoroe.accounts.signin.models import SignInPolicy
from kokoroe.ui.templatetags.ui import said


@signed_in
def overview(request: AccountRequest) -> HttpResponseBase:
    """All of it on one page."""
    account = request.user
    rows = list(Authenticator.objects.filter(user=account).order_by("created_at", "pk"))
    recovery = next((row for row in rows if row.type == Authenticator.Type.RECOVERY_CODES), None)
    policy = SignInPolicy.objects.filter(organisation=account.person.organisation_id).first()
    context = {
        "passkeys": [row for row in rows if row.type == Authenticator.Type.WEBAUTHN],
        "app": next((row for row in rows if row.type == Authenticator.Type.TOTP), None),
        "recovery_left": codes.left(recovery) if recovery else None,
        "allows_passkeys": address.allows_passkeys(),
        "missing": factors.is_missing(request),
        "is_off": settings.KOKOROE_SECOND_FACTOR == "off",
        "policy": policy,
        "runs_organisation": administers(account, account.organisation, at=request.now),
        "sessions": [
            {
                "handle": sessions.handle_of(row.session_key),
                "browser": sessions.browser_name(row.agent),
                "row": row,
                "is_this": row.session_key == request.session.session_key,
            }
            for row in sessions.open_sessions(account)
        ],
    }
    return render(request, "accounts/security.html", context)


@signed_in
def password(request: AccountRequest) -> HttpResponseBase:
    """A new password, for somebody who has just proved themselves."""
    require_proof(request)
    account = request.user
    form = PasswordForm(request.POST or None, initial={"email": account.email})
    if request.method == "POST" and form.is_valid():
        actions.change_password(
            by=account,
            password=form.cleaned_data["password"],
            session=request.session.session_key,
            now=request.now,
        )
        update_session_auth_hash(request, account)
        security.note("password.changed", request=request)
        done = _(
            "パスワードを変えました。ほかの端末のログインは終わり、自分のAPIトークンは使えなくなりました。"
        )
        messages.success(request, done)
        return redirect("mfa_index")
    return render(request, "accounts/password.html", {"form": form}, status=422 if form.is_bound else 200)


@signed_in
@require_POST
def factor_remove(request: AccountRequest, pk: int) -> HttpResponseBase:
    """Take a passkey or the app away."""
    require_proof(request)
    account = request.user
    request.session.cycle_key()
    try:
        actions.remove_factor(by=account, factor=pk, session=request.session.session_key, now=request.now)
    except NotPossible as refusal:
        messages.error(request, said(refusal.text))
        return redirect("mfa_index")
    factors.note_missing_factor(request, account)
    security.note("factor.removed", request=request)
    messages.success(request, _("外しました。ほかの端末のログインは終わりました。"))
    return redirect("mfa_index")


@signed_in
@require_POST
def session_end(request: AccountRequest, handle: str) -> HttpResponseBase:
    """Sign out elsewhere."""
    if not sessions.end_session(request.user, handle):
        raise Http404
    security.note("session.ended", request=request, by="remote")
    messages.success(request, _("その端末のログインを終わらせました。"))
    return redirect("mfa_index")


@signed_in
@require_POST
def sessions_end(request: AccountRequest) -> HttpResponseBase:
    """Sign out everywhere else."""
    ended = sessions.end_sessions(request.user, but=request.session.session_key)
    security.note("session.ended", request=request, by="remote", count=ended)
    messages.success(request, _("ほかの端末のログインをすべて終わらせました。"))
    return redirect("mfa_index")


@administrator
@require_POST
def policy_set(request: AccountRequest) -> HttpResponseBase:
    """Whether all people of the organisation need a second factor."""
    require_proof(request)
    wanted = request.POST.get("second_factor") == "on"
    actions.demand_second_factor(by=request.user, wanted=wanted, now=request.now)
    messages.success(request, _("団体の決まりを保存しました。"))
    return redirect("mfa_index")


def require_proof(request: AccountRequest) -> None:
    """Raises NotFresh unless the person has proved themselves lately; asked even where deciding asks nothing."""
    if not proof.is_fresh(request):
        raise proof.NotFresh
