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
from kokoroe.contracts import actions, moving
from kokoroe.contracts.access import seated
from kokoroe.contracts.annexes import is_edited
from kokoroe.contracts.editions import reading_words
from kokoroe.contracts.forms import ContractForm
from kokoroe.contracts.models import Confirmation
from kokoroe.contracts.opening import open_contract
from kokoroe.contracts.seats import Seat
from kokoroe.contracts.terms import pack_in_force, row_in_force, standing_dates
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
    may_set = seat.may("agree")
    rows = list(contract.dates.select_related("recorded_by__person"))
    on, waiting = standing_dates(rows), {row.name: row for row in moving.waiting(rows)}
    asked: Confirmation | None = getattr(contract, "confirmation", None)
    context = {
        "seat": seat,
        "pack": pack_in_force(contract, now),
        "edited": is_edited(row_in_force(contract, now)),
        "reading": reading_words(contract, now),
        "asked": asked,
        "numbers": {
            party: (asked.corporate_number if asked is not None and asked.party == party else "")
            or organisation.corporate_number
            for party, organisation in (("client", contract.client), ("contractor", contract.contractor))
        },
        "dates": [
            {"name": name, "word": word, "on": on[name], "moved": waiting.get(name)}
            for name, word in actions.DATE_WORDS.items()
        ],
        "waiting": [
            {
                "row": row,
                "word": actions.DATE_WORDS[row.name],
                "before": on[row.name],
                "is_own": row.mover == seat.party,
                "mover": contract.label(row.mover),
                "stands": moving.standing_word(row, contract),
            }
            for row in waiting.values()
        ],
        "history": [
            {
                "set": each,
                "word": actions.DATE_WORDS[each.name],
                "stands": moving.standing_word(each, contract),
            }
            for each in reversed(rows[-20:])
        ],
        "may_set": may_set,
        "may_subscribe": may_set or seat.may("administer"),
    }
    return render(request, "contracts/settings.html", context)
