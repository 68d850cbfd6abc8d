"""Contract rows as facts: the five dates and what the parties agreed."""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, timedelta

from kokoroe.annex import facts
from kokoroe.annex.text import Text
from kokoroe.contracts.models import Agreement, Contract, ContractDate
from kokoroe.contracts.terms import dates_of

# A contract's dates hold for any moment that is asked for; when they became known is told by the record alone.
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


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
        yield (
            row.contract_id,
            facts.DateSet(
                happened_at=BEGINNING,
                recorded_at=row.recorded_at,
                name=facts.ContractDate(row.name),
                on=row.on,
                evidence=(facts.Evidence(Text("契約の日付", "Dates of the contract"), "contract:dates"),),
            ),
        )
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
