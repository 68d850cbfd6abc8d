"""A seat: where somebody sits at a contract's table, and what they may do from there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Q

from kokoroe.accounts.models import Account, Administrator
from kokoroe.accounts.refusals import NotAllowed
from kokoroe.annex.text import Text
from kokoroe.contracts.models import ClientRole, Contract, Preparing

Party = Literal["client", "contractor"]

# What a client's role includes. `read` opens the pages, `handle` receives and returns, `decide` accepts.
CLIENT_MAY: dict[str, frozenset[str]] = {
    "decides": frozenset({"read", "personal", "handle", "decide", "agree"}),
    "handles": frozenset({"read", "personal", "handle"}),
    "reads": frozenset({"read"}),
}
PREPARER_MAY = frozenset({"read", "personal", "prepare", "submit", "agree"})
# A contractor's administrator could grant themselves the rest anyway; who decides for a client is appointed.
ADMINISTRATOR_MAY: dict[Party, frozenset[str]] = {
    "client": frozenset({"read", "administer"}),
    "contractor": PREPARER_MAY | {"administer"},
}
WORKER_MAY = frozenset({"read"})


@dataclass(frozen=True, slots=True)
class Seat:
    """An account's place at one contract: its party and its abilities.

    Abilities: read, personal (see the roster's personal columns), prepare, submit, handle, decide, agree, administer.
    """

    account: Account
    contract: Contract
    party: Party
    abilities: frozenset[str]

    def may(self, ability: str) -> bool:
        return ability in self.abilities


def seat_of(account: Account, contract: Contract, *, at: datetime) -> Seat:
    """The seat of an account that sees the contract at `at` (three queries).

    Somebody with rights on both sides sits on the client's only if they belong to the client; nobody decides on what
    their own organisation submitted.
    """
    held = Q(until__isnull=True) | Q(until__gt=at)
    organisation_id = account.person.organisation_id
    party: Party = "client" if organisation_id == contract.client_id else "contractor"
    abilities: frozenset[str] = WORKER_MAY
    if party == "client":
        roles = ClientRole.objects.filter(held, contract=contract, account=account, since__lte=at)
        for role in roles.values_list("role", flat=True):
            abilities |= CLIENT_MAY[role]
    elif Preparing.objects.filter(held, contract=contract, account=account, since__lte=at).exists():
        abilities |= PREPARER_MAY
    own = contract.client_id if party == "client" else contract.contractor_id
    if (
        organisation_id == own
        and Administrator.objects.filter(held, account=account, organisation_id=own, since__lte=at).exists()
    ):
        abilities |= ADMINISTRATOR_MAY[party]
    return Seat(account=account, contract=contract, party=party, abilities=abilities)


def require_any(seat: Seat, *abilities: str, party: str = "") -> None:
    """Raises NotAllowed unless the seat has one of the abilities, and is of the party where one is named."""
    if seat.party != (party or seat.party) or not any(seat.may(ability) for ability in abilities):
        raise NotAllowed(
            Text(
                "この操作をする権限がありません。契約の管理者に相談してください。",
                "You are not allowed to do this. Please ask the contract's administrator.",
            )
        )
