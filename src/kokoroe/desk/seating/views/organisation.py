"""The accounts of one's own organisation: who has one, and closing one at once."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kokoroe.accounts.access import AccountRequest, administrator
from kokoroe.accounts.models import Account
from kokoroe.accounts.refusals import NotPossible
from kokoroe.accounts.suspending import restore_account, suspend_account
from kokoroe.desk.seating.forms import CloseForm
from kokoroe.ui.keep import taken
from kokoroe.ui.templatetags.ui import said

PLACE = "organisation_accounts"
PER_PAGE = 50
REFUSED = 422


@administrator
def organisation_accounts(request: AccountRequest) -> HttpResponseBase:
    """The organisation's accounts."""
    return page(request, CloseForm())


def page(request: AccountRequest, form: CloseForm) -> HttpResponseBase:
    """The page, with a form that was refused."""
    rows = Account.objects.filter(person__organisation=request.user.organisation).order_by(
        "is_active", "person__name", "pk"
    )
    context = {
        "here": PLACE,
        "form": form,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "desk/seating/organisation.html", context, status=REFUSED if form.errors else 200)


@require_POST
@administrator
def organisation_account_suspend(request: AccountRequest) -> HttpResponseBase:
    """Close an account at once."""
    form = CloseForm(request.POST)
    if form.is_valid():
        found = own(request).filter(email=form.cleaned_data["email"].strip().lower()).first()
        if found is None:
            form.add_error("email", _("この団体に、このアドレスのアカウントはありません。"))
        else:
            try:
                suspend_account(
                    by=request.user, account=found, reason=form.cleaned_data["reason"], now=request.now
                )
            except NotPossible as refusal:
                form.add_error(None, said(refusal.text))
            else:
                messages.success(request, _("%(name)s さんのアカウントを停止しました。") % {"name": found})
                return taken(request, redirect(PLACE))
    return page(request, form)


@require_POST
@administrator
def organisation_account_restore(request: AccountRequest) -> HttpResponseBase:
    """Open an account again."""
    key = request.POST.get("account", "")
    found = own(request).filter(pk=int(key[:18])).first() if key.isdecimal() else None
    if found is None:
        raise Http404
    try:
        restore_account(by=request.user, account=found, now=request.now)
    except NotPossible as refusal:
        messages.error(request, said(refusal.text))
    else:
        messages.success(request, _("%(name)s さんのアカウントの停止を解除しました。") % {"name": found})
    return redirect(PLACE)


def own(request: AccountRequest) -> QuerySet[Account]:
    """The accounts of the administrator's own organisation."""
    return Account.objects.filter(person__organisation=request.user.organisation)
