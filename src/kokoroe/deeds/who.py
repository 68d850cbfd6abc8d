"""Who may do a deed: the rule of its page and of its operation, and what verbs call whoever does it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from kokoroe.accounts import access
from kokoroe.accounts.access import View
from kokoroe.accounts.models import Account
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.doing import Doing


@dataclass(frozen=True, slots=True)
class Who:
    """A rule.

    `calls` is the verb's name for whoever acts, `acts_as` what it gets; of a seat `any_of` and `party` are asked too.
    """

    guard: Callable[[View], View]
    calls: str
    acts_as: Callable[[Doing], Any]
    ability: str = ""
    any_of: tuple[str, ...] = ()
    party: str = ""

    @property
    def rule(self) -> str:
        """As a guarded view declares it."""
        return f"seat:{self.ability}" if self.ability else self.guard.__name__

    def fits(self, who: Seat | Account) -> bool:
        """Whether the seat has what the rule asks for; of an account its guard has said so already."""
        if not isinstance(who, Seat):
            return True
        needed = self.any_of or (self.ability,)
        return who.audit is None and any(map(who.may, needed)) and self.party in {"", who.party}


def seat(ability: str, *any_of: str, party: str = "") -> Who:
    """For a seat with the ability at the contract, and one of `any_of`, on the side of `party`; for others, 403."""
    return Who(seated(ability), "seat", lambda doing: doing.seat, ability, any_of, party)


def by_account(who: Who) -> Who:
    """The same rule for verbs that ask for the account behind a seat, as `by`."""
    return replace(who, calls="by", acts_as=lambda doing: doing.account)


SIGNED_IN, ADMINISTRATOR, OPERATOR = (
    Who(guard, "by", lambda doing: doing.account)
    for guard in (access.signed_in, access.administrator, access.operator)
)
