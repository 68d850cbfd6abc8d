"""Every URL declares who may open it; a structural test refuses a view that does not.

`anyone`, `signed_in`, `administrator` and `operator` here, the rules about contracts in kokoroe.contracts.access. What
somebody may not see does not exist for them: 404, never 403 (only a function that a visible contract does not offer
them is refused with 403).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from kokoroe.accounts.models import Account
from kokoroe.accounts.operators import administers, is_operator

View = Callable[..., HttpResponseBase]


class AccountRequest(HttpRequest):
    """A request of somebody who signed in (for type checkers; the objects are Django's own)."""

    user: Account
    now: Any


def declare(view: View, rule: str) -> View:
    """Mark a view with the rule that guards it, for the table of URLs."""
    view.access = rule  # type: ignore[attr-defined]
    return view


def anyone(view: View) -> View:
    """Open to the world: sign-in, links with a token, health."""
    return declare(view, "anyone")


def signed_in(view: View) -> View:
    """For people with an active account; others are led to the sign-in page and back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return declare(guarded, "signed_in")


def administrator(view: View) -> View:
    """For administrators of the organisation that the account belongs to."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        account: Account = request.user  # type: ignore[assignment]
        if not administers(account, account.organisation, at=request.now):  # type: ignore[attr-defined]
            raise Http404
        return view(request, *args, **kwargs)

    return declare(signed_in(guarded), "administrator")


def operator(view: View) -> View:
    """For administrators of the organisation that runs this server."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        account: Account = request.user  # type: ignore[assignment]
        if not is_operator(account, at=request.now):  # type: ignore[attr-defined]
            raise Http404
        return view(request, *args, **kwargs)

    return declare(signed_in(guarded), "operator")
