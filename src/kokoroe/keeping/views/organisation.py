"""団体の個人データ: who asked for erasure, what of theirs goes when, and how long each kind is kept."""

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from kokoroe.accounts.access import AccountRequest, administrator
from kokoroe.accounts.operators import is_operator, operating_organisation
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.pages import answer
from kokoroe.keeping.deeds import ANSWERED, requests
from kokoroe.keeping.mine import holdings, page_of
from kokoroe.keeping.views.me import periods

SHOWN = 100


@administrator
def personal_data(request: AccountRequest) -> HttpResponseBase:
    """The requests of the organisation's people, and the periods."""
    context = {
        "requests": requests(Doing(request.user, request.now))[:SHOWN],
        "periods": periods(),
        "runs_server": is_operator(request.user, at=request.now),
        "operating": operating_organisation(),
    }
    return render(request, "keeping/organisation.html", context)


@administrator
def erasure_request(request: AccountRequest, pk: int) -> HttpResponseBase:
    """What of somebody's goes when and why not yet: kinds and numbers, no values. Sent, the request is answered."""
    doing = Doing(request.user, request.now, {"pk": pk})
    if request.method == "POST":
        return answer(request, ANSWERED, doing)
    asked = get_object_or_404(requests(doing), pk=pk)
    page = page_of(asked.account, request.GET.get("page"))
    context = {"asked": asked, "page": page, "holdings": holdings(list(page.object_list))}
    return render(request, "keeping/request.html", context)
