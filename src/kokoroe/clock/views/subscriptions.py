"""イベントの送り先: an organisation's for its administrators, a contract's for who prepares or decides there."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kokoroe import clock
from kokoroe.accounts.access import administrator
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.clock.channels.outgoing import Undelivered
from kokoroe.clock.events import actions
from kokoroe.clock.events.families import all_families
from kokoroe.clock.events.forms import SubscriptionForm
from kokoroe.clock.events.models import Subscription
from kokoroe.clock.events.sending import try_out
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
    return listed(request, home(request))


@administrator
def subscription_new(request: HttpRequest) -> HttpResponseBase:
    """A subscription to all contracts of the organisation."""
    return new(request, home(request))


@administrator
def subscription(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One of the organisation's."""
    return one(request, home(request), pk)


@require_POST
@administrator
def subscription_do(request: HttpRequest, pk: int, deed: str) -> HttpResponseBase:
    """Do something with one of the organisation's."""
    return do(request, home(request), pk, deed)


@seated("read")
def contract_subscriptions(request: HttpRequest, *, seat: Seat) -> HttpResponseBase:
    """The own side's subscriptions to one contract."""
    return listed(request, seated_at(seat))


@seated("read")
def contract_subscription_new(request: HttpRequest, *, seat: Seat) -> HttpResponseBase:
    """A subscription to one contract."""
    return new(request, seated_at(seat))


@seated("read")
def contract_subscription(request: HttpRequest, pk: int, *, seat: Seat) -> HttpResponseBase:
    """One of a contract's."""
    return one(request, seated_at(seat), pk)


@require_POST
@seated("read")
def contract_subscription_do(request: HttpRequest, pk: int, deed: str, *, seat: Seat) -> HttpResponseBase:
    """Do something with one of a contract's."""
    return do(request, seated_at(seat), pk, deed)


def home(request: HttpRequest) -> Place:
    """The organisation's place."""
    return at_home(request.user, at=request.now)  # type: ignore[arg-type,attr-defined]


def seated_at(seat: Seat) -> Place:
    """The contract's place; 403 for a seat that may not."""
    try:
        return at_contract(seat)
    except NotAllowed as refusal:
        raise PermissionDenied(said(refusal.text)) from refusal


def listed(request: HttpRequest, place: Place) -> HttpResponseBase:
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
    row = own(place, pk)
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


def do(request: HttpRequest, place: Place, pk: int, deed: str) -> HttpResponseBase:
    """Do one of the deeds, and back; a new secret is shown on the answer itself."""
    row = own(place, pk)
    if deed not in DEEDS:
        raise Http404
    back = redirect(href(place, "subscriptions") if deed == "remove" else href(place, "subscription", pk))
    try:
        return DEEDS[deed](request, place, row) or back
    except NotPossible as refusal:
        messages.error(request, said(refusal.text))
    return back


def test(request: HttpRequest, place: Place, row: Subscription) -> None:
    """Post a test, and say exactly what happened."""
    failed = False
    try:
        answer = try_out(row, at=clock.now())
    except Undelivered as undelivered:
        failed = True
        words = gettext("「%(name)s」には届けられませんでした。") % {"name": row.name}
        messages.error(request, words + said(undelivered.reason))
    else:
        words = gettext("「%(name)s」が受け取りました（%(answer)s）。")
        messages.success(request, words % {"name": row.name, "answer": answer})
    actions.record_test(place=place, subscription=row, failed=failed, now=request.now)  # type: ignore[attr-defined]


def renew(request: HttpRequest, place: Place, row: Subscription) -> HttpResponseBase:
    """A new secret."""
    secret = actions.renew_secret(place=place, subscription=row, now=request.now)  # type: ignore[attr-defined]
    return secret_shown(request, place, row, secret, renewed=True)


def stop(request: HttpRequest, place: Place, row: Subscription) -> None:
    """Send nothing for now."""
    actions.switch_off(place=place, subscription=row, now=request.now)  # type: ignore[attr-defined]
    messages.success(request, gettext("「%(name)s」への送信を止めました。") % {"name": row.name})


def take_up(request: HttpRequest, place: Place, row: Subscription) -> None:
    """Send again."""
    actions.take_up(place=place, subscription=row, now=request.now)  # type: ignore[attr-defined]
    messages.success(request, gettext("「%(name)s」への送信を始めました。") % {"name": row.name})


def remove(request: HttpRequest, place: Place, row: Subscription) -> None:
    """Take it away."""
    actions.remove(place=place, subscription=row, now=request.now)  # type: ignore[attr-defined]
    messages.success(request, gettext("「%(name)s」を外しました。") % {"name": row.name})


def again(request: HttpRequest, place: Place, row: Subscription) -> None:
    """Send one event once more."""
    key = request.POST.get("message", "")
    is_key = key.isascii() and key.isdigit() and len(key) < 19  # noqa: PLR2004 (the digits of a 64-bit key)
    if not is_key:
        raise Http404
    actions.send_again(place=place, subscription=row, message=int(key), now=request.now)  # type: ignore[attr-defined]
    messages.success(request, gettext("もう一度送ります。"))


DEEDS: dict[str, Callable[[HttpRequest, Place, Subscription], HttpResponseBase | None]] = {
    "test": test,
    "renew": renew,
    "stop": stop,
    "start": take_up,
    "remove": remove,
    "again": again,
}


def own(place: Place, pk: int) -> Subscription:
    """A subscription of this place; any other does not exist."""
    row = place.rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


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


def row_of(place: Place, row: Subscription) -> dict[str, Any]:
    """A subscription as the pages show it."""
    return {
        "row": row,
        "href": href(place, "subscription", row.pk),
        "families": [all_families()[name].title for name in row.families if name in all_families()],
        "why": WHY.get(row.stopped_why) if row.stopped_at else None,
        "deeds": {deed: href(place, "subscription_do", row.pk, deed) for deed in DEEDS},
    }


def common(place: Place) -> dict[str, Any]:
    """What all pages need."""
    return {
        "place": place,
        "seat": place.seat,
        "here": "contract_settings" if place.contract else "notice_settings",
        "list_href": href(place, "subscriptions"),
        "new_href": href(place, "subscription_new"),
    }


def href(place: Place, name: str, *args: object) -> str:
    """A page of this place."""
    if place.contract is None:
        return reverse(name, args=args)
    return reverse(f"contract_{name}", args=[place.contract.code, *args])
