"""Pages about a contract itself: open one, its dates, its people."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from kokoroe.accounts.access import AccountRequest, signed_in
from kokoroe.accounts.operators import administers
from kokoroe.accounts.refusals import NotPossible
from kokoroe.accounts.signin.hygiene import leave_idle
from kokoroe.contracts import actions
from kokoroe.contracts.access import seated
from kokoroe.contracts.annexes import is_edited
from kokoroe.contracts.forms import ContractForm
from kokoroe.contracts.models import Confirmation
from kokoroe.contracts.opening import open_contract
from kokoroe.contracts.seats import Seat
from kokoroe.contracts.terms import dates, pack_in_force, row_in_force
from kokoroe.ui.keep import taken
from kokoroe.ui.templatetags.ui import said

HERE = "contract_settings"


@signed_in
def contract_new(request: AccountRequest) -> HttpResponseBase:
    """Open a contract for one's own organisation, which its administrators may."""
    account, now = request.user, request.now
    if not administers(account, account.organisation, at=now):
        raise PermissionDenied
    form = ContractForm(request.POST or None, account=account)
    if request.method == "POST" and form.is_valid():
        try:
            contract = open_contract(by=account, **form.as_verb(), now=now)
        except NotPossible as refusal:
            form.add_error(None, said(refusal.text))
        else:
            messages.success(request, gettext("契約を開きました。次は実施計画書です。"))
            return taken(request, redirect("contract", contract.code))
    status = 422 if form.is_bound else 200
    return render(request, "contracts/new.html", {"form": form}, status=status)


@seated()
def contract_here(request: AccountRequest, seat: Seat) -> HttpResponseBase:  # noqa: ARG001
    """For a page that is open: whether the contract still exists for whoever looks at it."""
    return leave_idle(HttpResponse(status=204))


@seated()
def contract_settings(request: AccountRequest, seat: Seat) -> HttpResponseBase:
    """What the contract is, its five dates, and who takes part."""
    now, contract = request.now, seat.contract
    may_set = seat.may("prepare") or seat.may("decide")
    on = dates(contract)
    asked: Confirmation | None = getattr(contract, "confirmation", None)
    recorded = contract.dates.select_related("recorded_by__person").order_by("-recorded_at", "-pk")[:20]
    context = {
        "seat": seat,
        "pack": pack_in_force(contract, now),
        "edited": is_edited(row_in_force(contract, now)),
        "asked": asked,
        "numbers": {
            party: (asked.corporate_number if asked is not None and asked.party == party else "")
            or organisation.corporate_number
            for party, organisation in (("client", contract.client), ("contractor", contract.contractor))
        },
        "dates": [{"name": name, "word": word, "on": on[name]} for name, word in actions.DATE_WORDS.items()],
        "history": [{"set": each, "word": actions.DATE_WORDS[each.name]} for each in recorded],
        "may_set": may_set,
        "may_subscribe": may_set or seat.may("administer"),
    }
    return render(request, "contracts/settings.html", context)
