"""What the pages of who has access and programs read alike: who speaks, whom a form may name, what waits."""

from django.conf import settings
from django.db.models import Count, QuerySet
from django.urls import reverse

from kokoroe.accounts.inviting import Sent
from kokoroe.accounts.models import Account, Invitation
from kokoroe.contracts.grants import AccessSuspension, Audit
from kokoroe.contracts.seats import Seat
from kokoroe.contracts.suspending import may_suspend
from kokoroe.desk.seating.people import Sitting

SPEAKS = ("administer", "prepare", "decide")
"""Whoever speaks for its party at a contract has one of these."""


def speaks(seat: Seat) -> bool:
    """Whether the seat speaks for its party here: it invites, suspends, lets people audit."""
    return any(seat.may(ability) for ability in SPEAKS)


def sees_addresses(seat: Seat) -> bool:
    """Whether the addresses of people's accounts are for this seat."""
    return speaks(seat) or seat.may("personal")


def concerns(seat: Seat) -> bool:
    """Whether the accounts of the roster's people are for this seat to see."""
    return seat.party == "contractor" and (seat.may("prepare") or seat.may("administer"))


def suspended_now(seat: Seat) -> list[AccessSuspension]:
    """The suspensions in force at the contract."""
    return list(AccessSuspension.objects.filter(contract=seat.contract, until__isnull=True))


def audits_of(seat: Seat) -> "QuerySet[Audit]":
    """The contract's audits, the newest first, with how much was opened."""
    rows = Audit.objects.filter(contract=seat.contract).select_related("account__person__organisation")
    return rows.annotate(opened=Count("looks"))


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
    """For whom the seat may name a stand-in, and who can be one: people of its own organisation."""
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
