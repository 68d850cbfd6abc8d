"""One's own: contracts that one's organisation is asked to confirm (確認を求められている契約), and one's records."""

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from kokoroe.accounts.access import AccountRequest, signed_in
from kokoroe.accounts.own_records import records_of
from kokoroe.contracts.terms import dates, pack_in_force
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.pages import answer_posted
from kokoroe.desk.deeds import PROPOSALS, proposals


@signed_in
def proposal(request: AccountRequest, pk: int) -> HttpResponseBase:
    """Who opened what with one's organisation, with both answers; to nobody else it exists."""
    doing = Doing(request.user, request.now, {"pk": pk})
    if request.method == "POST":
        return answer_posted(request, PROPOSALS, doing)
    asked = get_object_or_404(proposals(doing), pk=pk)
    contract = asked.contract
    context = {
        "asked": asked,
        "contract": contract,
        "other": contract.contractor if asked.party == "client" else contract.client,
        "label": contract.label(asked.party),
        "dates": dates(contract),
        "pack": pack_in_force(contract, request.now),
    }
    return render(request, "desk/proposal.html", context)


@signed_in
def own_records(request: AccountRequest) -> HttpResponseBase:
    """One's own records alone."""
    context = {"records": records_of(request.user, request.now)}
    return render(request, "desk/records.html", context)
