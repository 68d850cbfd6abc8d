"""イベントの送り先: an organisation's for its administrators, a contract's for who prepares or decides there."""

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.shortcuts import render

from kokoroe.accounts.access import AccountRequest, administrator
from kokoroe.clock.events.deeds import CONTRACT, common, place_of
from kokoroe.clock.events.showing import row_of
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.doing import Doing


@administrator
def subscriptions(request: AccountRequest) -> HttpResponseBase:
    """All subscriptions of the organisation."""
    return shown(request, Doing(request.user, request.now))


@seated("read")
def contract_subscriptions(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """The own side's subscriptions to one contract."""
    if not CONTRACT.fits(seat):
        raise PermissionDenied
    return shown(request, Doing(seat, request.now))


def shown(request: AccountRequest, doing: Doing) -> HttpResponseBase:
    """The list."""
    place = place_of(doing)
    context = {
        **common(place),
        "new_href": place.href("subscription_new"),
        "rows": [row_of(place, row) for row in place.rows],
    }
    return render(request, "clock/subscriptions.html", context)
