"""Contract rows as facts: the five dates and what the parties agreed."""

from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta

from kokoroe.annex import facts
from kokoroe.annex.text import Text
from kokoroe.contracts.models import Agreement, Contract, ContractDate
from kokoroe.contracts.terms import BEGINNING, date_facts, dates_of

__all__ = ["BEGINNING", "facts_of"]


def facts_of(
    contracts: Collection[Contract],
    agreements: Iterable[Agreement] | None = None,
    dates: Iterable[ContractDate] | None = None,
) -> Iterator[tuple[int, facts.Fact]]:
    """The facts of these contracts, each with its contract's primary key, in as many queries for any number.

    `agreements` and `dates` (in the order in which they were recorded) are those of these contracts; what is given is
    not read.
    """
    if agreements is None:
        agreements = Agreement.objects.filter(contract__in=contracts)
    if dates is None:
        alone = len(contracts) == 1
        dates = dates_of(*contracts) if alone else ContractDate.objects.filter(contract__in=contracts)
    for contract in contracts:
        for subject in ("contract", "terms"):
            yield (
                contract.pk,
                facts.Watched(happened_at=BEGINNING, recorded_at=contract.created_at, subject=subject),
            )
    for row in dates:
        for fact in date_facts(row):
            yield row.contract_id, fact
    for agreed in agreements:
        if agreed.agreed_at is None:
            continue
        yield (
            agreed.contract_id,
            facts.Agreed(
                happened_at=agreed.agreed_at,
                recorded_at=agreed.agreed_at,
                key=agreed.key,
                value=value_for_the_core(agreed),
                evidence=(facts.Evidence(Text("双方の取決め", "Agreed terms"), f"agreement:{agreed.pk}"),),
            ),
        )


def value_for_the_core(agreement: Agreement) -> str | bool | timedelta:
    """The value as the core takes it: an option's key, a switch, or a target in hours."""
    match agreement.kind:
        case "house_rule":
            return agreement.value == "on"
        case "target":
            return timedelta(hours=int(agreement.value))
        case _:
            return agreement.value
