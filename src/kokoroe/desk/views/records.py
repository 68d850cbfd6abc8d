"""The page of what somebody keeps, whatever contracts exist for them still."""

from django.http.response import HttpResponseBase
from django.shortcuts import render

from kokoroe.accounts.access import AccountRequest, signed_in
from kokoroe.accounts.own_records import records_of


@signed_in
def own_records(request: AccountRequest) -> HttpResponseBase:
    """One's own records alone."""
    context = {"records": records_of(request.user, request.now)}
    return render(request, "desk/records.html", context)
