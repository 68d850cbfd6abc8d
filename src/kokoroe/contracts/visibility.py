"""Who sees which contract: one place, asked by every query.

A client's people by their role, a contractor's by the grant to prepare, both sides' administrators by their
organisation, and whoever further rules plugged in here say (the plan in force names the contractor's people).
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from kokoroe.accounts.models import Account
    from kokoroe.contracts.models import Contract  # noqa: F401

Participation = Callable[["Account", datetime], Q]

# Filled by apps above this one when they are ready: each tells, as a filter on contracts, who takes part through it.
participations: list[Participation] = []


class ContractQuerySet(models.QuerySet["Contract"]):
    """Contracts, narrowed to those that somebody may see."""

    def visible_to(self, account: "Account", *, at: datetime) -> Self:
        """The contracts that exist for this account at `at` (UTC)."""
        from kokoroe.accounts.models import Administrator
        from kokoroe.contracts.models import ClientRole, Preparing

        def held(rows: models.Manager) -> models.QuerySet:  # type: ignore[type-arg]
            return rows.filter(Q(until__isnull=True) | Q(until__gt=at), account=account, since__lte=at)

        administered = held(Administrator.objects).values("organisation")
        allowed = (
            Q(pk__in=held(ClientRole.objects).values("contract"))
            | Q(pk__in=held(Preparing.objects).values("contract"))
            | Q(client__in=administered)
            | Q(contractor__in=administered)
        )
        for participation in participations:
            allowed |= participation(account, at)
        return self.filter(allowed)
