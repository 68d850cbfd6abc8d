"""Guards for pages of one contract: found through `visible_to`, or it does not exist."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from kokoroe.accounts.access import View, declare
from kokoroe.accounts.models import Account
from kokoroe.accounts.proof import proof_of
from kokoroe.contracts.auditing import admit
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat, seat_of

GONE = 410


ASKED_BY_PAGES = "contract_here"  # what an open page asks by itself; nobody opened anything


def seated(ability: str = "read") -> Callable[[View], View]:
    """The view gets `seat` in place of the URL's `code`.

    Not signed in: to the sign-in page. Contract not visible: 404. Visible, but the seat lacks the ability: 403.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, code: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            at = request.now  # type: ignore[attr-defined]
            contract = contract_of(request.user, code, at)
            if contract is None:
                raise Http404
            if is_erased(contract) and not getattr(view, "outlives", False):
                return render(request, "contracts/erased.html", {"contract": contract}, status=GONE)
            seat = seat_of(request.user, contract, at=at, proof=proof_of(request))
            if not seat.may(ability):
                raise PermissionDenied
            if seat.audit is not None:
                admit_auditor(request, seat, {**dict(enumerate(args)), **kwargs})
            return view(request, *args, seat=seat, **kwargs)

        return declare(guarded, f"seat:{ability}")

    return decorate


def contract_of(account: Account, code: str, at: datetime) -> Contract | None:
    """The contract of this code, if the account sees it at `at` (UTC), with what its every page says of it."""
    seen = Contract.objects.visible_to(account, at=at).with_chain().filter(code=code)
    return seen.select_related("client", "contractor", "tree", "parent", "confirmation", "erasure").first()


def is_erased(contract: Contract) -> bool:
    """Whether its personal data went (kokoroe.keeping, above this app, has the row; it was read with the contract)."""
    return getattr(contract, "erasure", None) is not None


def outlives(view: View) -> View:
    """Mark a page that can be shown when the contract's personal data have gone: the ledger, the clauses."""
    view.outlives = True  # type: ignore[attr-defined]
    return view


def admit_auditor(request: HttpRequest, seat: Seat, what: dict[Any, Any]) -> None:
    """An auditor reads, and what they open is kept. Raises NotAllowed for everything else."""
    match = request.resolver_match
    if match is not None and match.url_name == ASKED_BY_PAGES and request.method == "GET":
        return
    admit(
        seat,
        method=request.method or "",
        route=(match and match.url_name) or "",
        what=what,
        now=request.now,  # type: ignore[attr-defined]
    )
