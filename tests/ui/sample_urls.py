"""The addresses that the base templates look for."""

from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("accounts/reset/", set_language, name="password_reset"),
    path("language", set_language, name="set_language"),
]
