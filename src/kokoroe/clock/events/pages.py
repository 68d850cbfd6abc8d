"""What the pages of an organisation's and of a contract's subscriptions share."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from kokoroe.clock.events.models import Subscription
from kokoroe.clock.events.standing import Place


def secret_shown(
    request: HttpRequest,
    place: Place,
    row: Subscription,
    secret: str,
    *,
    renewed: bool = False,
) -> HttpResponseBase:
    """The secret, once, on the answer itself: it is not kept where it could be read again."""
    context = {**common(place), "row": row, "secret": secret, "renewed": renewed}
    context["href"] = href(place, "subscription", row.pk)
    return render(request, "clock/subscription_secret.html", context)


def common(place: Place) -> dict[str, Any]:
    """What all pages need."""
    return {
        "place": place,
        "seat": place.seat,
        "list_href": href(place, "subscriptions"),
        "new_href": href(place, "subscription_new"),
    }


def href(place: Place, name: str, *args: object) -> str:
    """A page of this place."""
    if place.contract is None:
        return reverse(name, args=args)
    return reverse(f"contract_{name}", args=[place.contract.code, *args])
