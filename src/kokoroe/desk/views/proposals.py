"""確認を求められている契約: what somebody else opened with one's organisation, to be confirmed or declined."""

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from kokoroe.accounts.access import AccountRequest, signed_in
from kokoroe.accounts.proof import require_fresh
from kokoroe.accounts.refusals import NotPossible
from kokoroe.contracts import confirming
from kokoroe.contracts.forms import DeclineForm
from kokoroe.contracts.models import Confirmation
from kokoroe.contracts.terms import dates, pack_in_force
from kokoroe.ui.keep import taken
from kokoroe.ui.templatetags.ui import said

UNPROCESSABLE = 422


@signed_in
def proposal(request: AccountRequest, pk: int) -> HttpResponseBase:
    """Who opened what with one's organisation; to nobody else it exists."""
    asked = get_object_or_404(confirming.proposals(request.user, at=request.now), pk=pk)
    act = request.POST.get("act") if request.method == "POST" else None
    if act:
        require_fresh(request)
    form = DeclineForm(request.POST if act == "decline" else None)
    wrong = None
    try:
        if act == "confirm":
            contract = confirming.confirm(account=request.user, confirmation=asked, now=request.now)
            messages.success(request, gettext("契約を確認しました。"))
            return redirect("contract", contract.code)
        if act == "decline" and form.is_valid():
            confirming.decline(
                account=request.user, confirmation=asked, reason=form.cleaned_data["reason"], now=request.now
            )
            messages.success(request, gettext("この契約を自分の契約と認めないことを、相手方に伝えました。"))
            return taken(request, redirect("portfolio"))
    except NotPossible as refusal:
        wrong = said(refusal.text)
    return page(request, asked, form, wrong)


def page(
    request: AccountRequest, asked: Confirmation, form: DeclineForm, wrong: str | None
) -> HttpResponseBase:
    """What is asked, with both answers."""
    contract = asked.contract
    context = {
        "here": "portfolio",
        "asked": asked,
        "contract": contract,
        "other": contract.contractor if asked.party == "client" else contract.client,
        "label": contract.label(asked.party),
        "dates": dates(contract),
        "pack": pack_in_force(contract, request.now),
        "form": form,
        "wrong": wrong,
    }
    status = UNPROCESSABLE if wrong or form.errors else 200
    return render(request, "desk/proposal.html", context, status=status)
