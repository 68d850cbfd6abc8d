"""Pages of accounts: a link becomes an account or a new password; the rest is django-allauth's."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from kokoroe.accounts.access import anyone
from kokoroe.accounts.actions import PASSWORD_FOR, accept_invitation, register_organisation, set_password
from kokoroe.accounts.forms import account_form
from kokoroe.accounts.inviting import why_over_now
from kokoroe.accounts.models import Account, Invitation, Organisation
from kokoroe.accounts.refusals import NotPossible
from kokoroe.accounts.signin.entering import entered_by_password
from kokoroe.ui.keep import taken
from kokoroe.ui.templatetags.ui import said


@anyone
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Do what a link is for, and sign in; a link that opens nothing does not exist."""
    now = request.now  # type: ignore[attr-defined]
    found = Invitation.opened_by(token, now=now)
    why = why_over_now(found, now) if found is not None else None
    if found is None or why is not None:
        return render(request, "accounts/invitation_gone.html", {"why": why}, status=404)
    form = account_form(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = fulfil(found, form.cleaned_data, now=now)
        except NotPossible as refusal:
            form.add_error(None, said(refusal.text))
        else:
            return taken(request, entered_by_password(request, account))
    context = {"form": form, "invitation": found, "is_password": PASSWORD_FOR in found.grants}
    return render(request, "accounts/invitation.html", context, status=422 if form.is_bound else 200)


def unclaimed(given: dict[str, Any]) -> Organisation | None:
    """The organisation of this name that the command line registered and nobody administers yet, with what is new."""
    named = Organisation.objects.filter(name=given["organisation"].strip(), administrators__isnull=True)
    number = given["corporate_number"]
    if number and Organisation.objects.filter(corporate_number=number).exists():
        named = named.filter(corporate_number=number)
    found = named.first()
    if found is not None:
        for field in ("corporate_number", "address", "representative", "phone"):
            setattr(found, field, getattr(found, field) or given[field])
        found.save()
    return found


def fulfil(found: Invitation, given: dict[str, Any], *, now: datetime) -> Account:
    """The account that the link makes, or sets the password of."""
    if PASSWORD_FOR in found.grants:
        return set_password(invitation=found, password=given["password"], now=now)
    with transaction.atomic():
        organisation = None
        if found.organisation is None:
            organisation = unclaimed(given) or register_organisation(
                name=given["organisation"],
                corporate_number=given["corporate_number"],
                address=given["address"],
                representative=given["representative"],
                phone=given["phone"],
                now=now,
            )
        return accept_invitation(
            invitation=found,
            name=given["name"],
            email=given["email"],
            password=given["password"],
            organisation=organisation,
            now=now,
        )
