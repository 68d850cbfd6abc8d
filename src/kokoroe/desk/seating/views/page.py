"""The page 関係者とアクセス: who may do what and why, invitations, suspensions, stand-ins and audits."""

from dataclasses import dataclass
from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render

from kokoroe.accounts import letters
from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.inviting import waiting
from kokoroe.contracts.access import seated
from kokoroe.contracts.forms import InvitationForm, roles_for
from kokoroe.contracts.grants import AccessSuspension, StandIn
from kokoroe.contracts.seats import Seat
from kokoroe.contracts.suspending import may_suspend
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


@dataclass(frozen=True, slots=True)
class Bound:
    """What an act leaves on the page: a form that was refused, or a link to be shown once."""

    invitation: InvitationForm | None = None
    suspend: SuspendForm | None = None
    stand_in: StandInForm | None = None
    audit: AuditForm | None = None
    link: str = ""


NOTHING = Bound()


@seated()
def contract_access(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """Who sits at the contract, for both parties to see."""
    return page(request, seat)


def page(
    request: AccountRequest, seat: Seat, bound: Bound = NOTHING, *, status: int = 200
) -> HttpResponseBase:
    """The page, with what an act leaves on it; at most fifteen queries."""
    now, contract = request.now, seat.contract
    is_speaking = speaks(seat)
    suspensions = list(
        AccessSuspension.objects.filter(contract=contract).select_related(
            "account__person", "suspended_by__person", "lifted_by__person"
        )[:NEWEST]
    )
    sitting = sittings(contract, suspensions, at=now)
    context: dict[str, Any] = {
        "seat": seat,
        "here": "contract_settings",
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
        "link": bound.link,
        "lifts": {
            row.pk for row in suspensions if row.by_party == seat.party and may_suspend(seat, row.party)
        }
        if is_speaking
        else set(),
    }
    if is_speaking:
        context |= {
            "waiting": waiting(list(invitations_of(seat)[:NEWEST]), now=now),
            "mail_leaves": letters.can_leave(),
            "invitation_form": bound.invitation or InvitationForm(roles=roles_for(seat)),
            "suspend_form": bound.suspend or SuspendForm(accounts=suspendable(seat, sitting)),
            "audit_form": bound.audit or AuditForm(may_lend_personal=seat.may("personal")),
        }
    if seat.words and seat.audit is None:
        context["stand_in_form"] = bound.stand_in or StandInForm(**stand_in_choices(seat, sitting))
    return render(request, "desk/seating/page.html", context, status=status)
