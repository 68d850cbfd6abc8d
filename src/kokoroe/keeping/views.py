"""Pages about what is kept: my own, a contract's, the organisation's."""

from itertools import islice
from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from kokoroe.accounts.access import AccountRequest, administrator, signed_in
from kokoroe.accounts.operators import administers, is_operator, operating_organisation
from kokoroe.accounts.proof import require_fresh
from kokoroe.annex.days import date_in_japan
from kokoroe.annex.text import listed
from kokoroe.contracts.access import seated
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.pages import answer
from kokoroe.keeping.actions import WHO_MAY
from kokoroe.keeping.deeds import ANSWERED, requests
from kokoroe.keeping.erasing import Due, coming, kinds_of_contract
from kokoroe.keeping.export import MEDIA_TYPE, export
from kokoroe.keeping.kinds import kinds
from kokoroe.keeping.mine import holdings, page_of, when
from kokoroe.keeping.models import ErasureRequest, Hold
from kokoroe.keeping.periods import keepings, label_of, length_of, read_periods
from kokoroe.keeping.unfinished import known
from kokoroe.papers.file_names import file_name
from kokoroe.papers.handing_over import file_response


@signed_in
def me(request: AccountRequest) -> HttpResponseBase:
    """Everything that is held about who asks, without showing it: the copy has the values."""
    account = request.user
    page = page_of(account, request.GET.get("page"))
    return render(
        request,
        "keeping/me.html",
        {
            "page": page,
            "holdings": holdings(list(page.object_list)),
            "periods": periods(),
            "asked": ErasureRequest.objects.filter(account=account).first(),
            "runs_organisation": administers(account, account.organisation, at=request.now),
        },
    )


@require_POST
@signed_in
def me_export(request: AccountRequest) -> HttpResponseBase:
    """My copy. It is handed over only to somebody who has just shown who they are."""
    require_fresh(request)
    content = export(request.user, language=get_language() or "ja", now=request.now)
    return file_response(
        content, MEDIA_TYPE, file_name(date_in_japan(request.now), "個人データ", suffix=".zip")
    )


def periods() -> list[dict[str, Any]]:
    """Every kind with its reason and its time."""
    own = read_periods()
    return [{"kind": kind, "kept": label_of(kind, own.now(kind.key))} for kind in kinds()]


@seated("read")
def keeping(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """Until when, and by whom it is held."""
    time = keepings([seat.contract])[seat.contract.pk]
    holds = Hold.objects.filter(contract=seat.contract).select_related(
        "placed_by__person__organisation", "lifted_by__person__organisation"
    )
    context = {
        "seat": seat,
        "time": time,
        "when": when(time),
        "length": length_of(time.months),
        "asked_alone": [
            {"who": seat.contract.label(one.party), "length": length_of(one.months)}
            for one in time.asked_alone
        ],
        "kinds": kinds_of_contract(),
        "can_be_open": listed(one.label for one in known()),
        "holds": holds,
        "announced": time.time.announced if time.goes_on else None,
        "own": next((hold for hold in time.held_by if hold.party == seat.party), None),
        "may": any(seat.may(ability) for ability in WHO_MAY),
    }
    return render(request, "keeping/contract.html", context)


SHOWN = 100


@administrator
def personal_data(request: AccountRequest) -> HttpResponseBase:
    """The requests of the organisation's people, and the periods."""
    context = {
        "requests": requests(Doing(request.user, request.now))[:SHOWN],
        "periods": periods(),
        "coming": coming_for(request),
        "runs_server": is_operator(request.user, at=request.now),
        "operating": operating_organisation(),
    }
    return render(request, "keeping/organisation.html", context)


def coming_for(request: AccountRequest) -> list[tuple[Due, Contract]]:
    """What is erased next of the contracts that whoever asks sees."""
    seen = Contract.objects.visible_to(request.user, at=request.now)
    found = list(islice(coming(seen, request.now), SHOWN))
    named = {contract.code: contract for contract in seen.filter(code__in=[due.name for due in found])}
    return [(due, named[due.name]) for due in found]


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
