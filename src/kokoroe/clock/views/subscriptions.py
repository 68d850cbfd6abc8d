"""イベントの送り先: an organisation's for its administrators, a contract's for who prepares or decides there."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from kokoroe.accounts.access import administrator
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.clock.events import actions
from kokoroe.clock.events.deeds import OF_HOME
from kokoroe.clock.events.families import all_families
from kokoroe.clock.events.forms import SubscriptionForm
from kokoroe.clock.events.models import Subscription
from kokoroe.clock.events.pages import common, href, secret_shown
from kokoroe.clock.events.showing import lately
from kokoroe.clock.events.standing import Place, at_contract, at_home
from kokoroe.clock.events.stopping import WHY
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.ui.keep import taken
from kokoroe.ui.templatetags.ui import said


@administrator
def subscriptions(request: HttpRequest) -> HttpResponseBase:
    """All subscriptions of the organisation."""
    return list_page(request, home(request))


@administrator
def subscription_new(request: HttpRequest) -> HttpResponseBase:
    """A subscription to all contracts of the organisation."""
    return new(request, home(request))


@administrator
def subscription(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One of the organisation's."""
    return one(request, home(request), pk)


@seated("read")
def contract_subscriptions(request: HttpRequest, *, seat: Seat) -> HttpResponseBase:
    """The own side's subscriptions to one contract."""
    return list_page(request, seated_at(seat))


@seated("read")
def contract_subscription_new(request: HttpRequest, *, seat: Seat) -> HttpResponseBase:
    """A subscription to one contract."""
    return new(request, seated_at(seat))


@seated("read")
def contract_subscription(request: HttpRequest, pk: int, *, seat: Seat) -> HttpResponseBase:
    """One of a contract's."""
    return one(request, seated_at(seat), pk)


def home(request: HttpRequest) -> Place:
    """The organisation's place."""
    return at_home(request.user, at=request.now)  # type: ignore[arg-type,attr-defined]


def seated_at(seat: Seat) -> Place:
    """The contract's place; 403 for a seat that may not."""
    try:
        return at_contract(seat)
    except NotAllowed as refusal:
        raise PermissionDenied(said(refusal.text)) from refusal


def list_page(request: HttpRequest, place: Place) -> HttpResponseBase:
    """The list."""
    rows = [row_of(place, row) for row in place.rows]
    return render(request, "clock/subscriptions.html", {**common(place), "rows": rows})


def new(request: HttpRequest, place: Place) -> HttpResponseBase:
    """The form of a new one; the answer shows its secret, once."""
    form = SubscriptionForm(request.POST or None, initial={"families": list(all_families())})
    context = {**common(place), "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = actions.subscribe(place=place, **form.given, now=request.now)  # type: ignore[attr-defined]
        except NotPossible as refusal:
            form.add_error("name", said(refusal.text))
        else:
            return taken(request, secret_shown(request, place, made, secret))
    return render(request, "clock/subscription_new.html", context, status=422 if form.is_bound else 200)


def one(request: HttpRequest, place: Place, pk: int) -> HttpResponseBase:
    """One subscription: how it stands, what was told lately, and its form."""
    row = own_subscription(place, pk)
    initial = {"name": row.name, "families": row.families}
    form = SubscriptionForm(request.POST or None, initial=initial, is_new=False)
    now = request.now  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(place=place, subscription=row, **form.given, now=now)
        except NotPossible as refusal:
            form.add_error("name", said(refusal.text))
        else:
            messages.success(request, gettext("送り先を変えました。"))
            return taken(request, redirect(href(place, "subscription", pk)))
    context = {**common(place), **row_of(place, row), "form": form, "sent": lately(place, row, at=now)}
    return render(request, "clock/subscription.html", context, status=422 if form.is_bound else 200)


def own_subscription(place: Place, pk: int) -> Subscription:
    """A subscription of this place; any other does not exist."""
    row = place.rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def row_of(place: Place, row: Subscription) -> dict[str, Any]:
    """A subscription as the pages show it."""
    return {
        "row": row,
        "href": href(place, "subscription", row.pk),
        "families": [all_families()[name].title for name in row.families if name in all_families()],
        "why": WHY.get(row.stopped_why) if row.stopped_at else None,
        "deeds": {deed.path: href(place, "subscription_do", row.pk, deed.path) for deed in OF_HOME},
    }
