"""From rows to facts: those of contracts, out of every app that has some, and the pack that is in force."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Self

from kokoroe import packs
from kokoroe.annex.facts import Engaged, Fact, Stepped
from kokoroe.annex.history import Facts
from kokoroe.annex.pack import Pack
from kokoroe.annex.writing import read_writings, versions
from kokoroe.contracts import facts as contract_facts
from kokoroe.contracts.annexes import UnreadableAnnexError
from kokoroe.contracts.models import Agreement, Contract, ContractDate
from kokoroe.contracts.terms import pack_in_force
from kokoroe.groups.registry import groups
from kokoroe.submissions.reading import Writings, writings_of


@dataclass(frozen=True, slots=True)
class Read:
    """What several of those that know facts ask for, and pages besides, read once."""

    agreements: Sequence[Agreement]
    writings: Writings

    @classmethod
    def of(cls, contracts: Collection[Contract], agreements: Sequence[Agreement] | None = None) -> Self:
        """Of these contracts; `agreements` are theirs, where they are known."""
        if agreements is None:
            agreements = list(
                Agreement.objects.filter(contract__in=contracts).select_related(
                    "proposed_by__person__organisation", "agreed_by__person__organisation"
                )
            )
        related = chain.from_iterable(group.related for group in groups())
        return cls(agreements, writings_of(contracts, *related))


def facts_of(
    contracts: Collection[Contract], read: Read | None = None, *, dates: Sequence[ContractDate] | None = None
) -> dict[int, list[Fact]]:
    """The facts of each contract by its primary key; a constant number of queries for any number of contracts.

    `dates` are those of these contracts, as they were recorded, where they are known.
    """
    found: dict[int, list[Fact]] = {contract.pk: [] for contract in contracts}
    once = read or Read.of(contracts)
    for pk, fact in chain(
        contract_facts.facts_of(contracts, once.agreements, dates),
        *(group.facts(contracts, once.writings) for group in groups()),
    ):
        found[pk].append(fact)
    return found


def pack_of(contract: Contract, at: datetime, known_at: datetime | None = None) -> Pack:
    """The annex pack in force at `at`, by what was recorded by `known_at`. Raises UnreadableAnnexError."""
    try:
        return pack_in_force(contract, at, known_at=known_at)
    except packs.PackError as error:
        raise UnreadableAnnexError(str(error)) from error
    except KeyError as error:
        raise UnreadableAnnexError(f"{error.args[0]}: 別記がありません。/ There is no such pack.") from error


def people_in_force(facts: Facts, at: datetime) -> int:
    """How many people the plan in force at `at` engages; 0 before there is one."""
    happened = facts.happened_by(at)
    begun = [
        writing for start, writing in versions(read_writings(happened.of(Stepped, "plan"))) if start <= at
    ]
    if not begun:
        return 0
    return sum(
        person.ref == begun[-1].ref and person.since <= at and (person.until is None or at <= person.until)
        for person in happened.of(Engaged, "plan")
    )
