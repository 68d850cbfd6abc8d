"""The sample's subcontracts, at two levels below the contract that has been lived in; and one that asks the city."""

from kokoroe.accounts.models import Account
from kokoroe.cli.sample.cast import NUMBERS, ORGANISATIONS, Cast
from kokoroe.cli.sample.contracts import Contracted, quiet
from kokoroe.contracts import confirming
from kokoroe.contracts.models import Confirmation, Contract
from kokoroe.contracts.opening import Other, open_contract
from kokoroe.contracts.seats import seat_of
from kokoroe.contracts.subcontracting import open_subcontract


def subcontracts(cast: Cast, lived: Contracted) -> None:
    """The tests are handed on and confirmed; of these a part is handed on, and nobody has confirmed that yet."""
    officer, tester = cast.accounts["officer"], cast.accounts["pattern-officer"]
    tests = handed_on(lived, officer, "保育業務支援システムの試験業務", "pattern", signed=-200, starts=-190)
    at = lived.calendar.at(-199)
    confirming.confirm(account=tester, confirmation=Confirmation.objects.get(contract=tests), now=at)
    below = Contracted(fresh(tests), tester, officer, lived.calendar, -199)
    quiet(below, people=4)
    handed_on(below, tester, "負荷試験の実施補助業務", "trial", signed=-3, starts=7)
    asks_the_city(cast, lived)


def handed_on(one: Contracted, by: Account, title: str, to: str, *, signed: int, starts: int) -> Contract:
    """A part of the work, under a contract of its own."""
    day, at = one.calendar.day, one.calendar.at(signed, 15)
    return open_subcontract(
        seat=seat_of(by, one.contract, at=at),
        title=title,
        number="",
        annex="sapporo",
        subcontractor=typed_organisation(to),
        on={"signed": day(signed), "starts": day(starts), "ends": day(120)},
        now=at,
    )


def asks_the_city(cast: Cast, lived: Contracted) -> None:
    """A contract that a firm opened with the city: the city has not answered."""
    day, at = lived.calendar.day, lived.calendar.at(-1, 11)
    open_contract(
        by=cast.accounts["pattern-officer"],
        title="議会中継システム運用業務",
        number="議-008",
        annex="sapporo",
        side="contractor",
        other=typed_organisation("city"),
        on={"signed": day(-2), "starts": day(14), "ends": day(300)},
        now=at,
    )


def typed_organisation(key: str) -> Other:
    """An organisation of the sample as its number and name are typed."""
    name, address, representative, _phone = ORGANISATIONS[key]
    return Other(name, NUMBERS[key], address, representative)


def fresh(contract: Contract) -> Contract:
    """The contract with its parties as they are now."""
    return Contract.objects.select_related("client", "contractor", "tree").get(pk=contract.pk)
