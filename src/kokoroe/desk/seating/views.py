"""The pages 関係者とアクセス, 名簿の人のアカウント and 団体のアカウント, and what an auditor opened."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kokoroe.accounts import letters
from kokoroe.accounts.access import AccountRequest, administrator
from kokoroe.accounts.inviting import waiting_invitations
from kokoroe.accounts.models import Account
from kokoroe.accounts.refusals import NotPossible
from kokoroe.contracts.access import seated
from kokoroe.contracts.forms import InvitationForm, roles_for
from kokoroe.contracts.grants import AccessSuspension, Audit, StandIn
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.doing import Doing
from kokoroe.desk.seating import words
from kokoroe.desk.seating.forms import AuditForm, StandInForm, SuspendForm
from kokoroe.desk.seating.people import (
    audits_of,
    concerns,
    invitations_of,
    link_of,
    sees_addresses,
    sittings,
    speaks,
    stand_in_choices,
    suspendable,
)
from kokoroe.plan.inviting import candidates, invite_people
from kokoroe.plan.roster.fields import ROLES
from kokoroe.ui.templatetags.ui import said

ROSTER = "contract_roster_access"
NEWEST = PER_PAGE = 50
LOOKS_PER_PAGE = 100
LABELS = {role.key: role for role in ROLES}


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
        "everybody": words.everybody(),
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


@seated()
def audit_looks(request: AccountRequest, pk: int, *, seat: Seat) -> HttpResponseBase:
    """Every page, paper and export that an auditor opened, the newest first."""
    rows = Audit.objects.filter(contract=seat.contract)
    audit = get_object_or_404(
        rows.select_related("account__person__organisation", "granted_by__person"), pk=pk
    )
    found = Paginator(audit.looks.all(), LOOKS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "seat": seat,
        "audit": audit,
        "page": found,
        "rows": [{"look": look, "word": words.opened(look.route)} for look in found],
    }
    return render(request, "desk/seating/looks.html", context)


@administrator
def organisation_accounts(request: AccountRequest) -> HttpResponseBase:
    """The organisation's accounts."""
    rows = Account.objects.filter(person__organisation=request.user.organisation).order_by(
        "is_active", "person__name", "pk"
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/seating/organisation.html", {"page": page})


@seated()
def contract_roster_access(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """The people of the roster in force with their accounts, for the contractor's officers."""
    return roster_page(request, seat)


def roster_page(request: AccountRequest, seat: Seat, *, link: str = "") -> HttpResponseBase:
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
        return redirect(ROSTER, seat.contract.code)
    try:
        done = invite_people(
            seat=seat, persons=None if person == "all" else [int(person[:18])], now=request.now
        )
    except NotPossible as refusal:
        messages.error(request, said(refusal.text))
        return redirect(ROSTER, seat.contract.code)
    if link := link_of(done[0]):
        return roster_page(request, seat, link=link)
    messages.success(request, _("%(count)s 人に招待のメールを送ります。") % {"count": len(done)})
    return redirect(ROSTER, seat.contract.code)
