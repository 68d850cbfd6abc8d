"""The page 関係者とアクセス: who may do what and why, invitations, suspensions, stand-ins and audits."""

from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render

from kokoroe.accounts import letters
from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.inviting import waiting_invitations
from kokoroe.contracts.access import seated
from kokoroe.contracts.forms import InvitationForm, roles_for
from kokoroe.contracts.grants import AccessSuspension, StandIn
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.doing import Doing
from kokoroe.desk.seating.forms import AuditForm, StandInForm, SuspendForm
from kokoroe.desk.seating.people import sittings
from kokoroe.desk.seating.reading import (
    audits_of,
    invitations_of,
    sees_addresses,
    speaks,
    stand_in_choices,
    suspendable,
)

PLACE = "contract_access"
NEWEST = 50


@seated()
def contract_access(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """Who sits at the contract, for both parties to see."""
    return page(request, seat)


def page(request: AccountRequest, seat: Seat, *, link: str = "") -> HttpResponseBase:
    """The page, with a link that an invitation made, to be shown once."""
    now, contract = request.now, seat.contract
    doing = Doing(seat, now)
    is_speaking = speaks(seat)
    suspensions = list(
        AccessSuspension.objects.filter(contract=contract).select_related(
            "account__person", "suspended_by__person", "lifted_by__person"
        )[:NEWEST]
    )
    sitting = sittings(contract, suspensions, at=now)
    context: dict[str, Any] = {
        "seat": seat,
        "now": now,
        "speaks": is_speaking,
        "sees_addresses": sees_addresses(seat),
        "leading": [one for one in sitting if not one.is_worker],
        "workers": sum(one.is_worker for one in sitting),
        "suspensions": suspensions,
        "stand_ins": StandIn.objects.filter(contract=contract).select_related(
            "absent__person", "account__person"
        )[:NEWEST],
        "audits": audits_of(seat)[:NEWEST],
        "link": link,
    }
    if is_speaking:
        context |= {
            "waiting": waiting_invitations(list(invitations_of(seat)[:NEWEST]), now=now),
            "mail_leaves": letters.can_leave(),
            "invitation_form": InvitationForm(roles=roles_for(seat)),
            "suspend_form": SuspendForm(accounts=suspendable(seat, sitting)),
            "audit_form": AuditForm(doing=doing),
        }
    if seat.words and seat.audit is None:
        context["stand_in_form"] = StandInForm(doing=doing, **stand_in_choices(seat, sitting))
    return render(request, "desk/seating/page.html", context)
