"""The peer of every page: the Django admin's own change list of 50 contracts over the same database."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.client import ClientHandler
from django.test.utils import override_settings
from django.urls import path

from kokoroe.accounts.models import Account
from kokoroe.contracts.models import Contract

SHOWN = 50
ADDRESS = "/admin/contracts/contract/"
MIDDLEWARE = [
    "bench.admin.at_the_admin",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
"""What `startproject` sets up, none of the product's own."""


class Site(AdminSite):
    """An admin that opens to every account: accounts here have no permissions of Django's kind."""

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active


class ContractAdmin(ModelAdmin):  # type: ignore[type-arg]
    """The contracts with what a list of them shows first."""

    list_display = ("title", "number", "client", "contractor", "created_at")
    list_select_related = ("client", "contractor")
    list_per_page = SHOWN

    def _allowed(self, *_: Any) -> bool:
        return True

    has_module_permission = has_view_permission = has_add_permission = _allowed
    has_change_permission = has_delete_permission = _allowed

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        response.using = "admin"
        return response


site = Site()
site.register(Contract, ContractAdmin)
urlpatterns = [path("admin/", site.urls)]


def at_the_admin(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """The product's addresses, which are tried one by one, do not stand before the admin's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.urlconf = __name__
        return get_response(request)

    return middleware


def change_list(account: Account, *, backend: str) -> Callable[[], None]:
    """Opens the change list, as a browser that is signed in does."""
    client = Client()
    client.force_login(account, backend=backend)
    handler = ClientHandler(enforce_csrf_checks=False)
    with override_settings(MIDDLEWARE=MIDDLEWARE):
        handler.load_middleware()
    client.handler = handler

    def opened() -> None:
        response = client.get(ADDRESS)
        assert response.status_code == 200

    assert client.get(ADDRESS).content.count(b'class="action-checkbox"') == SHOWN
    return opened
