"""Who sees which contract: one place, asked by every query.

A client's people by their role, a contractor's by the grant to prepare, both sides' administrators by their
organisation, and whoever further rules plugged in here say (the plan in force names the contractor's people).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

if TYPE_CHECKING:
    from kokoroe.accounts.models import Account, Administrator
    from kokoroe.contracts.models import Contract  # noqa: F401

Participation = Callable[["Account", datetime], Q]

# Filled by apps above this one when they are ready: each tells, as a filter on contracts, who takes part through it.
participations: list[Participation] = []


# So many contracts that somebody sees one by one are listed; beyond, each contract is asked whether they see it.
MOST_LISTED = 500


@dataclass(frozen=True, slots=True)
class Reach:
    """What an account sees at a moment: all contracts of some organisations, and some one by one (None: many)."""

    account: "Account"
    at: datetime
    organisations: frozenset[int]
    contracts: frozenset[int] | None


class ContractQuerySet(models.QuerySet["Contract"]):
    """Contracts, narrowed to those that somebody may see."""

    def visible_to(self, account: "Account", *, at: datetime) -> Self:
        """The contracts that exist for this account at `at` (UTC)."""
        administered = administered_by(account, at).values("organisation")
        allowed = Q(client__in=administered) | Q(contractor__in=administered)
        for taking_part in taking_parts(account, at):
            allowed |= taking_part
        return self.filter(allowed)

    def within(self, reach: Reach) -> Self:
        """The same as `visible_to`, for a page that asks several times: who takes part was read beforehand."""
        own = Q(client__in=reach.organisations) | Q(contractor__in=reach.organisations)
        if reach.contracts is not None:
            return self.filter(own | Q(pk__in=reach.contracts))
        return self.filter(own | one_by_one(reach.account, reach.at))


def reach_of(account: "Account", *, at: datetime) -> Reach:
    """What the account sees at `at` (UTC); two queries."""
    from kokoroe.contracts.models import Contract

    organisations = frozenset(administered_by(account, at).values_list("organisation_id", flat=True))
    listed = Contract.objects.filter(reduce(or_, taking_parts(account, at))).values_list("pk", flat=True)
    contracts = frozenset(listed[: MOST_LISTED + 1])
    return Reach(
        account=account,
        at=at,
        organisations=organisations,
        contracts=contracts if len(contracts) <= MOST_LISTED else None,
    )


def one_by_one(account: "Account", at: datetime) -> Q:
    """The same contracts as `taking_parts`, asked of each contract: better where most of them are."""
    from kokoroe.contracts.models import ClientRole, Preparing

    held = held_at(at)
    own = {"account": account, "contract": OuterRef("pk")}
    seen = Q(Exists(Preparing.objects.filter(held, **own))) | Q(
        Exists(ClientRole.objects.filter(held, **own))
    )
    for participation in participations:
        seen |= participation(account, at)
    return seen


def administered_by(account: "Account", at: datetime) -> "models.QuerySet[Administrator]":
    """The organisations that the account administers at `at`."""
    from kokoroe.accounts.models import Administrator

    return Administrator.objects.filter(held_at(at), account=account)


def taking_parts(account: "Account", at: datetime) -> Iterator[Q]:
    """The ways to see a single contract, as filters on contracts."""
    from kokoroe.contracts.models import ClientRole, Preparing

    for rows in (ClientRole.objects, Preparing.objects):
        yield Q(pk__in=rows.filter(held_at(at), account=account).values("contract"))
    for participation in participations:
        yield participation(account, at)


def held_at(at: datetime) -> Q:
    """Rows with `since` and `until` that hold at `at`."""
    return Q(until__isnull=True, since__lte=at) | Q(until__gt=at, since__lte=at)
