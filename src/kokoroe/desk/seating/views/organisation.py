"""The accounts of one's own organisation: who has one; closing one at once, and opening it again, are deeds."""

from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.shortcuts import render

from kokoroe.accounts.access import AccountRequest, administrator
from kokoroe.accounts.models import Account

PLACE = "organisation_accounts"
PER_PAGE = 50


@administrator
def organisation_accounts(request: AccountRequest) -> HttpResponseBase:
    """The organisation's accounts."""
    rows = Account.objects.filter(person__organisation=request.user.organisation).order_by(
        "is_active", "person__name", "pk"
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/seating/organisation.html", {"page": page})
