"""What an auditor opened, for both parties to see."""

from django.core.paginator import Paginator
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render

from kokoroe.accounts.access import AccountRequest
from kokoroe.contracts.access import seated
from kokoroe.contracts.grants import Audit
from kokoroe.contracts.seats import Seat
from kokoroe.desk.seating import words

PER_PAGE = 100


@seated()
def audit_looks(request: AccountRequest, pk: int, *, seat: Seat) -> HttpResponseBase:
    """Every page, paper and export that an auditor opened, the newest first."""
    audit = (
        Audit.objects.filter(contract=seat.contract, pk=pk)
        .select_related("account__person__organisation", "granted_by__person")
        .first()
    )
    if audit is None:
        raise Http404
    found = Paginator(audit.looks.all(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "seat": seat,
        "audit": audit,
        "page": found,
        "rows": [{"look": look, "word": words.opened(look.route)} for look in found],
    }
    return render(request, "desk/seating/looks.html", context)
