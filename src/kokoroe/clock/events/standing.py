"""Who stands for a subscription: whoever made it or took it over, for as long as they may see what it tells."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from kokoroe.accounts.models import Account, Organisation
from kokoroe.accounts.operators import administers
from kokoroe.accounts.refusals import NotAllowed
from kokoroe.annex.text import Text
from kokoroe.clock.events.models import Subscription
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat, seat_of

ABILITIES = ("administer", "prepare", "decide")
"""One of these at the contract, to have a subscription to it alone; for one to all, the first."""

NOT_YOURS = Text(
    "イベントの送り先を設定できるのは、団体の管理者と、契約の書面を準備する人又は決定する人だけです。",
    "Only administrators of the organisation, and whoever prepares or decides at the contract, can set this.",
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody sets subscriptions: at their organisation for all its contracts, or at one contract."""

    account: Account
    organisation: Organisation
    seat: Seat | None = None

    @property
    def contract(self) -> Contract | None:
        """The one contract that it is about."""
        return self.seat.contract if self.seat else None

    @property
    def rows(self) -> "QuerySet[Subscription]":
        """What there is here; an organisation's administrators see those of single contracts as well."""
        found = Subscription.objects.filter(organisation=self.organisation, removed_at__isnull=True)
        if self.contract is not None:
            found = found.filter(contract=self.contract)
        return found.select_related("organisation__tree", "contract", "holder__person")

    def href(self, name: str, *args: object) -> str:
        """A page of this place."""
        if self.contract is None:
            return reverse(name, args=args)
        return reverse(f"contract_{name}", args=[self.contract.code, *args])


def at_home(account: Account, *, at: datetime) -> Place:
    """The place of an organisation's administrator. Raises NotAllowed."""
    if not administers(account, account.organisation, at=at):
        raise NotAllowed(NOT_YOURS)
    return Place(account, account.organisation)


def at_contract(seat: Seat) -> Place:
    """The place of a seat that prepares, decides or administers. Raises NotAllowed."""
    if not any(seat.may(ability) for ability in ABILITIES):
        raise NotAllowed(NOT_YOURS)
    return Place(seat.account, own_side(seat), seat)


def own_side(seat: Seat) -> Organisation:
    """The party that the seat acts for."""
    return seat.contract.client if seat.party == "client" else seat.contract.contractor


def stands(subscription: Subscription, contract: int, *, at: datetime) -> bool:
    """Whether its holder may see that contract now, on the subscription's side of it."""
    holder = subscription.holder
    if not holder.is_active:
        return False
    rows = Contract.objects.visible_to(holder, at=at).select_related("client", "contractor")
    found = rows.filter(pk=contract).first()
    if found is None:
        return False
    seat = seat_of(holder, found, at=at)
    needed = ABILITIES if subscription.contract_id is not None else ABILITIES[:1]
    return own_side(seat).pk == subscription.organisation_id and any(seat.may(each) for each in needed)
