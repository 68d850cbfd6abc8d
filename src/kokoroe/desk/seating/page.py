"""The page 関係者とアクセス: who may do what and why, invitations, suspensions, stand-ins and audits."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from kokoroe.accounts import letters
from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.inviting import Sent, waiting
from kokoroe.accounts.models import Account, Invitation
from kokoroe.contracts.access import seated
from kokoroe.contracts.forms import InvitationForm, roles_for
from kokoroe.contracts.grants import AccessSuspension, Audit, StandIn
from kokoroe.contracts.seats import Seat
from kokoroe.contracts.suspending import may_suspend
from kokoroe.desk.seating.forms import AuditForm, StandInForm, SuspendForm
from kokoroe.desk.seating.people import Sitting, sittings

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
        "audits": Audit.objects.filter(contract=contract)
        .select_related("account__person__organisation")
        .annotate(opened=Count("looks"))[:NEWEST],
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


def speaks(seat: Seat) -> bool:
    """Whether the seat speaks for its party here: it invites, suspends, lets people audit."""
    return any(seat.may(ability) for ability in ("administer", "prepare", "decide"))


def sees_addresses(seat: Seat) -> bool:
    """Whether the addresses of people's accounts are for this seat."""
    return speaks(seat) or seat.may("personal")


def invitations_of(seat: Seat) -> "QuerySet[Invitation]":
    """The links to this contract that nobody has used and nobody took back, the newest first."""
    rows = Invitation.objects.filter(
        grants__contract=seat.contract.pk, used_at__isnull=True, withdrawn_at__isnull=True
    )
    return rows.select_related("invited_by__person").order_by("-created_at", "-pk")


def suspendable(seat: Seat, sitting: list[Sitting]) -> list[tuple[str, str]]:
    """Those whom the seat may suspend, as choices."""
    return [
        (str(one.account.pk), f"{one.account}（{seat.contract.label(one.party)}）")
        for one in sitting
        if not one.suspended and one.account.pk != seat.account.pk and may_suspend(seat, one.party)
    ]


def stand_in_choices(seat: Seat, sitting: list[Sitting]) -> dict[str, list[tuple[str, str]]]:
    """For whom the seat may name a stand-in, and who can be one: people of its own organisation (one query)."""
    is_speaking = speaks(seat)
    own = [
        one
        for one in sitting
        if one.party == seat.party
        and (is_speaking or one.account.pk == seat.account.pk)
        and not one.is_worker
    ] or [one for one in sitting if one.account.pk == seat.account.pk]
    own.sort(key=lambda one: one.account.pk != seat.account.pk)
    home = Account.objects.filter(
        person__organisation=seat.account.person.organisation_id, is_active=True
    ).order_by("person__name", "pk")[:500]
    return {
        "absent": [(str(one.account.pk), str(one.account)) for one in own],
        "accounts": [(str(one.pk), f"{one}（{one.email}）") for one in home],
    }


def link_of(sent: Sent) -> str:
    """The link to be shown once, where no mail left; empty otherwise."""
    if sent.mailed or not sent.token:
        return ""
    return settings.KOKOROE_URL + reverse("invitation", args=[sent.token])
