"""What is done on the page 関係者とアクセス: invite, suspend, stand in, audit, and the end of each."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.inviting import Sent
from kokoroe.accounts.models import Account, Invitation
from kokoroe.accounts.refusals import NotPossible
from kokoroe.contracts import auditing, inviting, standing_in, suspending
from kokoroe.contracts.access import seated
from kokoroe.contracts.forms import InvitationForm, roles_for
from kokoroe.contracts.grants import AccessSuspension, Audit, StandIn
from kokoroe.contracts.seats import Seat
from kokoroe.desk.seating.auditors import let_audit
from kokoroe.desk.seating.forms import AuditForm, StandInForm, SuspendForm
from kokoroe.desk.seating.people import sittings
from kokoroe.desk.seating.reading import link_of, stand_in_choices, suspendable, suspended_now
from kokoroe.desk.seating.views.page import PLACE, Bound, page
from kokoroe.ui.keep import taken
from kokoroe.ui.templatetags.ui import said

REFUSED = 422

Row = TypeVar("Row")


@require_POST
@seated()
def contract_invite(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """Invite somebody to a role: by mail, or with a link that is shown once."""
    form = InvitationForm(request.POST, roles=roles_for(seat))
    if form.is_valid():
        given = form.cleaned_data
        party, _colon, role = given["role"].partition(":")
        try:
            sent = inviting.invite_and_send(
                seat=seat,
                party="client" if party == "client" else "contractor",
                role=role,
                name=given["name"],
                email=given["email"],
                now=request.now,
            )
        except NotPossible as refusal:
            form.add_error(None, said(refusal.text))
        else:
            given_at_once = _("%(name)s さんに役割を付けました。") % {"name": given["name"]}
            return invited(request, seat, sent, given_at_once)
    return page(request, seat, Bound(invitation=form), status=REFUSED)


def invited(request: AccountRequest, seat: Seat, sent: Sent, given_at_once: str) -> HttpResponseBase:
    """What became of an invitation: given at once, on its way, or a link to hand over."""
    if link := link_of(sent):
        return taken(request, page(request, seat, Bound(link=link)))
    if sent.invitation is None:
        messages.success(request, given_at_once)
    else:
        messages.success(
            request,
            _("%(email)s に招待のメールを送ります。届いたかどうかは、下の一覧で確かめてください。")
            % {"email": sent.invitation.email},
        )
    return taken(request, redirect(PLACE, seat.contract.code))


@require_POST
@seated()
def contract_invitation_resend(request: AccountRequest, pk: int, *, seat: Seat) -> HttpResponseBase:
    """A new link by mail, or on the page; the old one is dead."""
    row = Invitation.objects.filter(grants__contract=seat.contract.pk, pk=pk).select_related(
        "invited_by__person"
    )
    found = row.first()
    if found is None:
        raise Http404
    try:
        sent = inviting.resend(seat=seat, invitation=found, show="show" in request.POST, now=request.now)
    except NotPossible as refusal:
        messages.error(request, said(refusal.text))
        return redirect(PLACE, seat.contract.code)
    return invited(request, seat, sent, "")


@require_POST
@seated()
def access_suspend(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """Suspend somebody's access at once."""
    accounts = suspendable(seat, sittings(seat.contract, suspended_now(seat), at=request.now))
    form = SuspendForm(request.POST, accounts=accounts)
    if form.is_valid():
        given = form.cleaned_data
        account = Account.objects.get(pk=given["account"])
        try:
            suspending.suspend(seat=seat, account=account, reason=given["reason"], now=request.now)
        except NotPossible as refusal:
            form.add_error(None, said(refusal.text))
        else:
            messages.success(request, _("%(name)s さんのアクセスを停止しました。") % {"name": account})
            return taken(request, redirect(PLACE, seat.contract.code))
    return page(request, seat, Bound(suspend=form), status=REFUSED)


@require_POST
@seated()
def stand_in_name(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """Name a stand-in for a time."""
    sitting = sittings(seat.contract, suspended_now(seat), at=request.now)
    form = StandInForm(request.POST, **stand_in_choices(seat, sitting))
    if form.is_valid():
        given = form.cleaned_data
        since, until = form.period(request.now)
        people = Account.objects.in_bulk([given["absent"], given["account"]])
        try:
            standing_in.name_stand_in(
                seat=seat,
                absent=people[int(given["absent"])],
                account=people[int(given["account"])],
                reason=given["reason"],
                since=since,
                until=until,
                now=request.now,
            )
        except NotPossible as refusal:
            form.add_error(None, said(refusal.text))
        else:
            messages.success(request, _("代理を決めました。"))
            return taken(request, redirect(PLACE, seat.contract.code))
    return page(request, seat, Bound(stand_in=form), status=REFUSED)


@require_POST
@seated()
def audit_grant(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """Let somebody audit for a time: an account at once, anybody else by an invitation."""
    form = AuditForm(request.POST, may_lend_personal=seat.may("personal"))
    if form.is_valid():
        try:
            sent = let_audit(seat=seat, form=form, now=request.now)
        except NotPossible as refusal:
            form.add_error(None, said(refusal.text))
        else:
            at_once = _("%(name)s さんに監査の閲覧を認めました。") % {"name": form.cleaned_data["name"]}
            return invited(request, seat, sent, at_once)
    return page(request, seat, Bound(audit=form), status=REFUSED)


def ended(
    request: AccountRequest, seat: Seat, row: Row | None, end: Callable[[Row], object], done: str
) -> HttpResponseBase:
    """End what `row` gives, if it is there; back to the page."""
    if row is None:
        raise Http404
    try:
        end(row)
    except NotPossible as refusal:
        messages.error(request, said(refusal.text))
    else:
        messages.success(request, done)
    return redirect(PLACE, seat.contract.code)


@require_POST
@seated()
def access_lift(request: AccountRequest, pk: int, *, seat: Seat) -> HttpResponseBase:
    """Lift a suspension."""
    row = AccessSuspension.objects.filter(contract=seat.contract, pk=pk).first()
    end = partial(suspending.lift, seat=seat, now=request.now)
    return ended(request, seat, row, lambda row: end(suspension=row), _("停止を解除しました。"))


@require_POST
@seated()
def stand_in_end(request: AccountRequest, pk: int, *, seat: Seat) -> HttpResponseBase:
    """End a stand-in."""
    row = StandIn.objects.filter(contract=seat.contract, pk=pk).first()
    end = partial(standing_in.end_stand_in, seat=seat, now=request.now)
    return ended(request, seat, row, lambda row: end(stand_in=row), _("代理を終えました。"))


@require_POST
@seated()
def audit_end(request: AccountRequest, pk: int, *, seat: Seat) -> HttpResponseBase:
    """End an audit."""
    row = Audit.objects.filter(contract=seat.contract, pk=pk).first()
    end = partial(auditing.end_audit, seat=seat, now=request.now)
    return ended(request, seat, row, lambda row: end(audit=row), _("監査の閲覧を終えました。"))
