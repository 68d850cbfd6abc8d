"""A seat: where somebody sits at a contract's table, and what they may do from there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import CharField, Q, Value

from kokoroe.accounts.models import Account, Administrator
from kokoroe.accounts.refusals import NotAllowed
from kokoroe.annex.text import Text
from kokoroe.contracts.models import ClientRole, Contract, Preparing
from kokoroe.contracts.visibility import held_at

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
PREPARES, ADMINISTERS = "prepares", "administers"


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
    """The seat of an account that sees the contract at `at` (one query).

    Somebody with rights on both sides sits on the client's only if they belong to the client; nobody decides on what
    their own organisation submitted.
    """
    organisation_id = account.person.organisation_id
    party: Party = "client" if organisation_id == contract.client_id else "contractor"
    own = contract.client_id if party == "client" else contract.contractor_id
    held = words_held(account, contract, at=at)
    abilities = WORKER_MAY
    if party == "client":
        for role in held & CLIENT_MAY.keys():
            abilities |= CLIENT_MAY[role]
    elif PREPARES in held:
        abilities |= PREPARER_MAY
    if organisation_id == own and ADMINISTERS in held:
        abilities |= ADMINISTRATOR_MAY[party]
    return Seat(account=account, contract=contract, party=party, abilities=abilities)


def words_held(account: Account, contract: Contract, *, at: datetime) -> set[str]:
    """What the account holds at the contract: the client's roles, PREPARES, and ADMINISTERS its own organisation."""
    mine = Q(held_at(at), account=account)
    roles = ClientRole.objects.filter(mine, contract=contract).values_list("role")
    grants = Preparing.objects.filter(mine, contract=contract).values_list(word(PREPARES))
    home = Administrator.objects.filter(mine, organisation=account.person.organisation_id)
    rows = roles.union(grants, home.values_list(word(ADMINISTERS)))
    return {held for (held,) in rows}


def with_personal(account: Account, *, at: datetime) -> Q:
    """Of the contracts that the account sees, those at which its seat has `personal`, as a filter on contracts."""
    mine = Q(held_at(at), account=account)
    roles = [role for role, abilities in CLIENT_MAY.items() if "personal" in abilities]
    deciding = ClientRole.objects.filter(mine, role__in=roles).values("contract")
    administered = Administrator.objects.filter(mine).values("organisation")
    return (
        Q(pk__in=Preparing.objects.filter(mine).values("contract"))
        | Q(pk__in=deciding)
        | Q(contractor__in=administered)
    )


def word(text: str) -> Value:
    """A word as a column."""
    return Value(text, output_field=CharField())


def require_any(seat: Seat, *abilities: str, party: str = "") -> None:
    """Raises NotAllowed unless the seat has one of the abilities, and is of the party where one is named."""
    if seat.party != (party or seat.party) or not any(seat.may(ability) for ability in abilities):
        raise NotAllowed(
            Text(
                "この操作をする権限がありません。契約の管理者に相談してください。",
                "You are not allowed to do this. Please ask the contract's administrator.",
            )
        )
