"""Addresses of accounts. Of django-allauth's pages only those that this installation can serve."""

from allauth.account import views as allauth
from django.urls import path

from kokoroe.accounts.access import anyone, signed_in
from kokoroe.accounts.oidc import views as oidc
from kokoroe.accounts.signin import entering, page, resetting, setting_up
from kokoroe.accounts.signin.confirming import confirm
from kokoroe.accounts.views import invitation

urlpatterns = [
    path("invitation/<str:token>", invitation, name="invitation"),
    path("accounts/login/", entering.sign_in, name="account_login"),
    path("accounts/logout/", signed_in(allauth.logout), name="account_logout"),
    path("accounts/second/", entering.second_step, name="mfa_authenticate"),
    path("accounts/reset/", resetting.reset, name="password_reset"),
    path("accounts/leave/", entering.leave, name="sign_in_leave"),
    path("accounts/passkey/", entering.passkey_sign_in, name="mfa_login_webauthn"),
    path("accounts/passkey/options", entering.passkey_options, name="passkey_options"),
    path("accounts/password/", page.password, name="account_change_password"),
    path("accounts/security", page.overview, name="mfa_index"),
    path("accounts/security/app", setting_up.app_new, name="mfa_activate_totp"),
    path("accounts/security/passkey", setting_up.passkey_new, name="mfa_add_webauthn"),
    path("accounts/security/passkey/options", setting_up.passkey_new_options, name="passkey_new_options"),
    path("accounts/security/codes", setting_up.codes_new, name="mfa_generate_recovery_codes"),
    path("accounts/security/factor/<int:pk>/remove", page.factor_remove, name="factor_remove"),
    path("accounts/security/session/<str:handle>/end", page.session_end, name="session_end"),
    path("accounts/security/sessions/end", page.sessions_end, name="sessions_end"),
    path("accounts/security/policy", page.policy_set, name="sign_in_policy"),
    path("accounts/provider/back", oidc.back, name="provider_back"),
    path("accounts/provider/at/<str:code>/", oidc.entrance, name="provider_entrance"),
    path("accounts/provider/at/<str:code>/go", oidc.redirect_to_provider, name="provider_go"),
    path("accounts/organisation/provider", oidc.provider_settings, name="provider_settings"),
    path("accounts/organisation/provider/try", oidc.provider_try, name="provider_try"),
    path("accounts/organisation/provider/demand", oidc.provider_demand, name="provider_demand"),
    path("accounts/organisation/provider/remove", oidc.provider_remove, name="provider_remove"),
    path("accounts/confirm/", confirm, name="account_reauthenticate"),
    path("accounts/inactive/", anyone(allauth.account_inactive), name="account_inactive"),
]
