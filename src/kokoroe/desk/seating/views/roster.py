"""The roster's people and their accounts: who has one, who was invited, and inviting the others."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kokoroe.accounts import letters
from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.refusals import NotPossible
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.desk.seating.reading import concerns, link_of
from kokoroe.plan.inviting import candidates, invite_people
from kokoroe.plan.roster.choices import ROLES
from kokoroe.ui.templatetags.ui import said

PLACE = "contract_roster_access"
PER_PAGE = 50
LABELS = {role.key: role for role in ROLES}


@seated()
def contract_roster_access(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """The people of the roster in force with their accounts, for the contractor's officers."""
    return page(request, seat)


def page(request: AccountRequest, seat: Seat, *, link: str = "") -> HttpResponseBase:
    """The page, with a link to be shown once. Raises PermissionDenied for whom it does not concern."""
    if not concerns(seat):
        raise PermissionDenied
    found = candidates(seat.contract, now=request.now)
    rows = [{"one": one, "role": LABELS.get(one.entry.role)} for one in found]
    context = {
        "seat": seat,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "free": sum(one.is_free for one in found),
        "with_account": sum(one.account is not None for one in found),
        "invited": sum(one.waiting is not None for one in found),
        "mail_leaves": letters.can_leave(),
        "link": link,
    }
    return render(request, "desk/seating/roster.html", context)


@require_POST
@seated()
def contract_roster_invite(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """Invite one of them, or all who can be."""
    person = request.POST.get("person", "")
    if person != "all" and not person.isdecimal():
        return redirect(PLACE, seat.contract.code)
    try:
        done = invite_people(
            seat=seat, persons=None if person == "all" else [int(person[:18])], now=request.now
        )
    except NotPossible as refusal:
        messages.error(request, said(refusal.text))
        return redirect(PLACE, seat.contract.code)
    if link := link_of(done[0]):
        return page(request, seat, link=link)
    messages.success(request, _("%(count)s 人に招待のメールを送ります。") % {"count": len(done)})
    return redirect(PLACE, seat.contract.code)
