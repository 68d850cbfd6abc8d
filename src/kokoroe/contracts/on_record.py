"""What is on record of contracts' terms, read in one query: their dates, their annex packs, what the parties agreed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from kokoroe.accounts.per_request import is_reading, once
from kokoroe.contracts.gathering import Part, gather, gather_once, is_at_hand
from kokoroe.contracts.models import Agreement, Contract, ContractDate, ContractPack


@dataclass(frozen=True, slots=True)
class OnRecord:
    """The rows of one contract, each kind in the order of its model."""

    agreements: list[Agreement] = field(default_factory=list)
    dates: list[ContractDate] = field(default_factory=list)
    packs: list[ContractPack] = field(default_factory=list)


def on_record(contracts: Collection[Contract]) -> dict[int, OnRecord]:
    """By contract's primary key; one query."""
    found = {contract.pk: OnRecord() for contract in contracts}
    if found:
        fill(found, gather(parts(*found)))
    return found


def of_contract(contract: Contract) -> OnRecord:
    """The same of one contract; a request that only reads asks once."""
    return once(("on record", contract.pk), lambda: of_one(contract.pk))


def of_one(contract: int) -> OnRecord:
    """The same, asked of the database."""
    found = OnRecord()
    fill({contract: found}, gather_once("terms on record", parts, contract))
    return found


def parts(*contracts: int) -> list[Part]:
    """The tables of which it is made."""
    return [
        Part(model._default_manager.filter(contract__in=contracts))  # noqa: SLF001 (Django's own name for it)
        for model in (Agreement, ContractDate, ContractPack)
    ]


def fill(found: Mapping[int, OnRecord], rows: Mapping[type[Any], list[Any]]) -> None:
    """Lay each row with its contract's."""
    for agreement in rows[Agreement]:
        found[agreement.contract_id].agreements.append(agreement)
    for date in sorted(rows[ContractDate], key=attrgetter("recorded_at", "pk")):
        found[date.contract_id].dates.append(date)
    for pack in rows[ContractPack]:
        found[pack.contract_id].packs.append(pack)


def dates_of(contract: Contract) -> list[ContractDate]:
    """Its dates, the earliest recorded first."""
    return of_contract(contract).dates if is_asked_anew(contract, "dates") else list(contract.dates.all())


def packs_of(contract: Contract) -> list[ContractPack]:
    """Its annex packs, the earliest in force first."""
    return of_contract(contract).packs if is_asked_anew(contract, "packs") else list(contract.packs.all())


def is_asked_anew(contract: Contract, rows: str) -> bool:
    """Whether the rows would be asked for, in a request that wants what else is on record too."""
    return is_reading() and not is_at_hand(contract, rows)
