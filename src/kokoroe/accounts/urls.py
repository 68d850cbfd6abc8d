"""Addresses of accounts. Of django-allauth's pages only those that this installation can serve."""

from allauth.account import views as allauth
from django.urls import path

from kokoroe.accounts.access import anyone, signed_in
from kokoroe.accounts.signin.confirming import confirm
from kokoroe.accounts.views import invitation

urlpatterns = [
    path("invitation/<str:token>", invitation, name="invitation"),
    path("accounts/login/", anyone(allauth.login), name="account_login"),
    path("accounts/logout/", signed_in(allauth.logout), name="account_logout"),
    path("accounts/password/", signed_in(allauth.password_change), name="account_change_password"),
    path("accounts/confirm/", confirm, name="account_reauthenticate"),
    path("accounts/inactive/", anyone(allauth.account_inactive), name="account_inactive"),
]
