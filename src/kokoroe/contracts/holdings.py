"""What somebody holds at a contract, in words, each from a row that holds at the moment; all of it in one query.

Apps above this one plug in what gives a word at a seat: the plan in force names the contractor's people by their role.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value

from kokoroe.accounts.models import Account, Administrator
from kokoroe.contracts.models import ClientRole, Contract, Preparing
from kokoroe.contracts.visibility import held_at

PREPARES, ADMINISTERS = "prepares", "administers"


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose holdings are asked for: an account's."""

    account: int

    def rows(self, field: str = "account") -> Q:
        """The rows whose `field` (the path to an account) is one of those asked for."""
        return Q(**{field: self.account})


Rows = QuerySet[Any, Any]
Source = Callable[[Whose, Contract, datetime], Rows]

# Filled by apps above this one when they are ready: rows of a word and an account's key, by `values_list`, unordered.
# What the word includes is told by `seats.CONTRACTOR_MAY`.
sources: list[Source] = []


def word(text: str) -> Value:
    """A word as a column."""
    return Value(text, output_field=CharField())


def holdings(account: Account, contract: Contract, *, at: datetime) -> list[tuple[str, int]]:
    """Each word that is held, with the key of the account that holds it."""
    whose = Whose(account.pk)
    held = held_at(at)
    roles = ClientRole.objects.filter(held, whose.rows(), contract=contract)
    grants = Preparing.objects.filter(held, whose.rows(), contract=contract)
    home = Administrator.objects.filter(held, account=account, organisation=account.person.organisation_id)
    rows = roles.values_list("role", "account").union(
        grants.values_list(word(PREPARES), "account"),
        home.values_list(word(ADMINISTERS), F("account")),
        *(source(whose, contract, at) for source in sources),
    )
    return list(rows)
