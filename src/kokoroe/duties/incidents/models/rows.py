"""What all rows of this folder share: they are reached through their contract."""

from datetime import datetime
from typing import Self, TypeAlias

from django.db import models

from kokoroe.accounts.models import Account
from kokoroe.contracts.models import Contract

Moment: TypeAlias = "models.DateTimeField[datetime | None, datetime | None]"
"""A moment that may not be there (yet)."""


class OfContract(models.QuerySet):  # type: ignore[type-arg]
    """Rows with a contract, narrowed to those of contracts that somebody may see."""

    through = "contract__in"

    def visible_to(self, account: Account, *, at: datetime) -> Self:
        return self.filter(**{self.through: Contract.objects.visible_to(account, at=at)})


class OfIncident(OfContract):
    """Rows of an incident, narrowed likewise."""

    through = "incident__contract__in"
