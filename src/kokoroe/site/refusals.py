"""Every refusal leaves one line in the security log: which rule refused, whom, where, and which keys were tried."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.csrf import csrf_failure

from kokoroe.accounts.probing import watching
from kokoroe.accounts.refusals import NotAllowed
from kokoroe.accounts.security import note

Handler = Callable[[HttpRequest], HttpResponse]

REFUSED = frozenset({403, 404})


def refusals(get_response: Handler) -> Handler:
    """Write `access.refused` for an answer 403 or 404 of an address that declares its rule.

    And for any answer to a request that named something else which is not there (kokoroe.accounts.probing). The rule is
    the view's (`access`); an API operation, which shares its view with others, says its own as `request.access`. Whole
    numbers in the address and those keys are written too, so that ids being tried can be seen.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        with watching() as tried:
            response = get_response(request)
        if (response.status_code in REFUSED or tried) and (rule := rule_of(request)):
            facts: dict[str, Any] = {"status": response.status_code, "rule": rule}
            if why := getattr(request, "refused_because", ""):
                facts["why"] = why
            if ids := [*ids_in(request), *tried]:
                facts["ids"] = ids
            note("access.refused", request=request, **facts)
        return response

    return middleware


def ids_in(request: HttpRequest) -> list[str]:
    """The whole numbers in the address, as name=value."""
    match = request.resolver_match
    found = match.kwargs if match is not None else {}
    return [f"{name}={value}" for name, value in found.items() if type(value) is int]


def rule_of(request: HttpRequest) -> str:
    """The rule that guards what was asked for; empty where no address was met."""
    match = request.resolver_match
    declared = getattr(match.func, "access", "") if match is not None else ""
    return str(getattr(request, "access", "") or declared)


def denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for whoever has no right to what they tried, with the verb's own sentence where it has one."""
    refusal = exception.text if isinstance(exception, NotAllowed) else None
    return render(request, "403.html", {"refusal": refusal}, status=403)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form that did not come from our own page, or from one too old."""
    request.refused_because = "csrf"  # type: ignore[attr-defined]
    return csrf_failure(request, reason)
