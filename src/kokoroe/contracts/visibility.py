"""Who sees which contract: one place, asked by every query.

A client's people by their role, a contractor's by the grant to prepare, both sides' administrators by their
organisation, and whoever further rules plugged in here say (the plan in force names the contractor's people). A
suspension takes it all, whoever gave it.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from kokoroe.accounts.models import Account, Administrator
    from kokoroe.contracts.compiled import Condition
    from kokoroe.contracts.models import AccessSuspension, Contract

Participation = Callable[["Account", datetime], Q]

# Filled by apps above this one when they are ready: each tells, as a filter on contracts, who takes part through it.
participations: list[Participation] = []

# The same for those who see a contract's personal columns through it.
personal_participations: list[Participation] = []


class ContractQuerySet(models.QuerySet["Contract"]):
    """Contracts, narrowed to those that somebody may see."""

    def visible_to(self, account: "Account", *, at: datetime) -> Self:
        """The contracts that exist for this account at `at` (UTC)."""
        if not account.is_active:
            return self.none()
        return self.filter(rule_of(account, at))

    def with_chain(self) -> Self:
        """With what a contract's page says of those directly below it, `subcontract_count`, asked along with it."""
        from kokoroe.contracts.models import Contract

        below = (
            Contract.objects.filter(parent=OuterRef("pk"))
            .order_by()
            .values("parent")
            .annotate(n=Count("pk"))
            .values("n")
        )
        return self.annotate(subcontract_count=Coalesce(Subquery(below), 0))


def rule_of(account: "Account", at: datetime) -> "Condition":
    """What holds of the contracts that this account sees at `at`."""
    from kokoroe.contracts.compiled import condition

    return condition(seen_by, account, at)


def seen_by(account: "Account", at: datetime) -> "models.QuerySet[Contract]":
    """The contracts of which the rule is made, as Django would ask for them."""
    from kokoroe.contracts.models import Contract

    # The database stops at the first that fits: grants come first, by which most see what they see.
    allowed = Q()
    for taking_part in taking_parts(account, at):
        allowed |= taking_part
    administered = administered_by(account, at).values("organisation")
    allowed |= Q(client__in=administered) | Q(contractor__in=administered)
    return Contract.objects.filter(allowed).exclude(pk__in=suspended_at(account, at).values("contract"))


def suspended_at(account: "Account", at: datetime) -> "models.QuerySet[AccessSuspension]":
    """What takes contracts from the account at `at`, whatever gives them."""
    from kokoroe.contracts.models import AccessSuspension

    return AccessSuspension.objects.filter(held_at(at), account=account).order_by()


def administered_by(account: "Account", at: datetime) -> "models.QuerySet[Administrator]":
    """The organisations that the account administers at `at`."""
    from kokoroe.accounts.models import Administrator

    return Administrator.objects.filter(held_at(at), account=account)


def taking_parts(account: "Account", at: datetime) -> Iterator[Q]:
    """The ways to see a single contract, as filters on contracts."""
    from kokoroe.contracts.models import ClientRole, Preparing

    for rows in (Preparing.objects, ClientRole.objects):
        yield Q(pk__in=rows.filter(held_at(at), account=account).values("contract"))
    for participation in participations:
        yield participation(account, at)


def open_to_act(at: datetime) -> Q:
    """Rows of roles (of `account` at `contract`) that hold at `at` and whose account is not suspended there."""
    return held_at(at) & Q(account__is_active=True) & unsuspended(at)


def unsuspended(at: datetime, *, contract: str = "contract", account: str = "account") -> Q:
    """Rows whose account is not suspended at their contract at `at`; the two are paths from a row."""
    from kokoroe.contracts.models import AccessSuspension

    suspended = AccessSuspension.objects.filter(
        held_at(at), contract=OuterRef(contract), account=OuterRef(account)
    )
    return ~Q(Exists(suspended))


def held_at(at: datetime) -> Q:
    """Rows with `since` and `until` that hold at `at`."""
    return Q(until__isnull=True, since__lte=at) | Q(until__gt=at, since__lte=at)
