"""団体の個人データ: who asked for erasure, what of theirs goes when, and how long each kind is kept."""

from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kokoroe.accounts.access import AccountRequest, administrator, operator
from kokoroe.accounts.operators import is_operator, operating_organisation
from kokoroe.accounts.refusals import NotPossible
from kokoroe.keeping.actions import answer_request
from kokoroe.keeping.forms import PeriodForm
from kokoroe.keeping.mine import holdings, page_of
from kokoroe.keeping.models import ErasureRequest
from kokoroe.keeping.periods import set_period
from kokoroe.keeping.views.me import periods
from kokoroe.ui.keep import taken
from kokoroe.ui.templatetags.ui import said

HERE = "personal_data"
UNPROCESSABLE = 422
SHOWN = 100


@administrator
def personal_data(request: AccountRequest) -> HttpResponseBase:
    """The requests of the organisation's people, and the periods."""
    return page(request)


def page(request: AccountRequest, form: PeriodForm | None = None) -> HttpResponseBase:
    """The page; with the form that was refused where one was."""
    asked = ErasureRequest.objects.filter(organisation=request.user.organisation)
    runs_server = is_operator(request.user, at=request.now)
    context: dict[str, Any] = {
        "requests": asked.select_related("account__person", "answered_by__person")[:SHOWN],
        "periods": periods(),
        "runs_server": runs_server,
        "operating": operating_organisation(),
        "form": form or (PeriodForm(language=get_language() or "ja") if runs_server else None),
    }
    return render(
        request, "keeping/organisation.html", context, status=UNPROCESSABLE if form is not None else 200
    )


@administrator
def erasure_request(request: AccountRequest, pk: int) -> HttpResponseBase:
    """What of somebody's goes when and why not yet: kinds and numbers, no values. Sent, the request is answered."""
    rows = ErasureRequest.objects.filter(organisation=request.user.organisation)
    asked = get_object_or_404(
        rows.select_related("account__person__organisation", "answered_by__person"), pk=pk
    )
    if request.method == "POST":
        try:
            answer_request(by=request.user, request=asked, now=request.now)
        except NotPossible as refusal:
            messages.error(request, said(refusal.text))
        else:
            messages.success(request, _("回答済みにしました。"))
        return redirect(HERE)
    page = page_of(asked.account, request.GET.get("page"))
    context = {"asked": asked, "page": page, "holdings": holdings(list(page.object_list))}
    return render(request, "keeping/request.html", context)


@require_POST
@operator
def retention_period(request: AccountRequest) -> HttpResponseBase:
    """Set how long a kind is kept on this server."""
    form = PeriodForm(request.POST, language=get_language() or "ja")
    if form.is_valid():
        given = form.cleaned_data
        try:
            set_period(by=request.user, kind=given["kind"], months=given["months"], now=request.now)
        except NotPossible as refusal:
            form.add_error("months", said(refusal.text))
        else:
            messages.success(request, _("保存期間を決めました。"))
            return taken(request, redirect(HERE))
    return page(request, form)
