"""From rows to answers: the facts of contracts out of every app that has some, judged by the pack in force."""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime

from kokoroe import packs
from kokoroe.annex.answer import Answer
from kokoroe.annex.evaluate import evaluate
from kokoroe.annex.facts import Engaged, Fact, Stepped
from kokoroe.annex.history import Facts
from kokoroe.annex.pack import Pack
from kokoroe.annex.writing import read_writings, versions
from kokoroe.contracts import facts as contract_facts
from kokoroe.contracts.models import Contract
from kokoroe.contracts.terms import pack_in_force
from kokoroe.packs.calendar import CLOSED_DAYS
from kokoroe.plan import facts as plan_facts

# Everything that knows facts: each with a constant number of queries for any number of contracts.
SOURCES: tuple[Callable[[Collection[Contract]], Iterator[tuple[int, Fact]]], ...] = (
    contract_facts.facts_of,
    plan_facts.facts_of,
)


class UnreadableAnnexError(Exception):
    """The contract's annex pack is gone or broken, so that nothing can be said of the contract; the text says how."""


def facts_of(contracts: Collection[Contract]) -> dict[int, list[Fact]]:
    """The facts of each contract by its primary key; five queries for any number of contracts."""
    found: dict[int, list[Fact]] = {contract.pk: [] for contract in contracts}
    for source in SOURCES:
        for pk, fact in source(contracts):
            found[pk].append(fact)
    return found


def known(facts: Collection[Fact], known_at: datetime | None) -> Facts:
    """The facts, as far as they had been recorded by `known_at`; all of them when it is None."""
    collected = Facts(facts)
    return collected if known_at is None else collected.known_at(known_at)


def answers(contract: Contract, at: datetime, known_at: datetime | None = None) -> tuple[Answer, ...]:
    """How every duty of the contract stands at `at` (aware), as far as was recorded by `known_at`.

    Raises:
        kokoroe.packs.PackError: the contract's annex pack is broken.
        KeyError: it is gone.
    """
    pack = pack_in_force(contract, at)
    return evaluate(pack, known(facts_of([contract])[contract.pk], known_at), at, holidays=CLOSED_DAYS)


def judged(
    contract: Contract, at: datetime, known_at: datetime | None
) -> tuple[Pack, Facts, tuple[Answer, ...]]:
    """The pack in force, the facts and the answers, for pages that show all three. Raises UnreadableAnnexError."""
    pack = pack_of(contract, at)
    facts = known(facts_of([contract])[contract.pk], known_at)
    return pack, facts, evaluate(pack, facts, at, holidays=CLOSED_DAYS)


def pack_of(contract: Contract, at: datetime) -> Pack:
    """The annex pack in force on the day (JST) of `at`. Raises UnreadableAnnexError."""
    try:
        return pack_in_force(contract, at)
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
