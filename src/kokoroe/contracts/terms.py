"""The terms of a contract at a moment: its five dates and the annex pack in force."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from django.conf import settings

from kokoroe import packs
from kokoroe.accounts.per_request import once_per_request
from kokoroe.annex import editions, facts, moves
from kokoroe.annex.days import start_of_day
from kokoroe.annex.history import Facts
from kokoroe.annex.pack import DutyType, Pack, Party
from kokoroe.annex.text import Text
from kokoroe.contracts.annexes import pack_named
from kokoroe.contracts.models import Contract, ContractDate, ContractPack, Movable

# A contract's dates hold for any moment that is asked for; when they became known is told by the record alone.
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def dates_of(contract: Contract) -> list[ContractDate]:
    """Its dates, the earliest recorded first."""
    return once_per_request(("dates", contract.pk), lambda: list(contract.dates.all()))


def packs_of(contract: Contract) -> list[ContractPack]:
    """Its annex packs and those that are proposed, the first named first."""
    return once_per_request(("packs", contract.pk), lambda: list(contract.packs.all()))


def dates(contract: Contract, *, known_at: datetime | None = None) -> dict[str, date | None]:
    """The five dates by name, as they stood by what was recorded by `known_at` (now, when empty); None where not set.

    What one party moved alone and in its own favour does not stand before the other has agreed.
    """
    return standing_dates(dates_of(contract), known_at=known_at)


def standing_dates(
    rows: Iterable[ContractDate], *, known_at: datetime | None = None
) -> dict[str, date | None]:
    """The same of one contract's rows."""
    recorded = Facts(fact for row in rows for fact in date_facts(row))
    known = recorded if known_at is None else recorded.known_at(known_at)
    found = moves.contract_dates(known)
    return {name: found.get(facts.ContractDate(name)) for name in ContractDate.NAMES}


def date_facts(row: ContractDate) -> Iterator[facts.Fact]:
    """A date of a contract as it was recorded, and what the other party said of it."""
    key = f"date:{row.pk}"
    yield facts.DateSet(
        happened_at=BEGINNING,
        recorded_at=row.recorded_at,
        name=facts.ContractDate(row.name),
        on=row.on,
        by=Party(row.mover) if row.mover else None,
        move=key,
        told_at=row.told_at,
        unasked=row.unasked,
        opens=row.opens,
        evidence=(facts.Evidence(Text("契約の日付", "Dates of the contract"), "contract:dates"),),
    )
    yield from answers_to_move(row, key)


def answers_to_move(row: Movable, key: str) -> Iterator[facts.MoveAnswered]:
    """What the other party said of a move, or the mover with a paper."""
    for answer, at in (
        (facts.MoveAnswer.RECORDED, row.paper_at if row.paper_counts else None),
        (facts.MoveAnswer.AGREED, row.agreed_at),
        (facts.MoveAnswer.REFUSED, row.refused_at),
    ):
        if at is not None:
            yield facts.MoveAnswered(happened_at=at, recorded_at=at, of=key, answer=answer)


def available_packs() -> list[str]:
    """The names of the packs that are shipped and of those in the data folder."""
    return list(packs.available(settings.KOKOROE_PACKS))


def load_pack(name: str) -> Pack:
    """A pack by its name, of those that are shipped and those in the data folder.

    Raises:
        KeyError: there is none of this name.
        kokoroe.packs.PackError: it is broken.
    """
    return packs.load(name, extra=settings.KOKOROE_PACKS)


def pack_in_force(contract: Contract, at: datetime, *, known_at: datetime | None = None) -> Pack:
    """The annex pack by which the contract goes at `at`, in the bytes that it names, as was known by `known_at`.

    Raises as `annexes.pack_named` does.
    """
    return pack_named(row_in_force(contract, at, known_at=known_at))


def row_in_force(contract: Contract, at: datetime, *, known_at: datetime | None = None) -> ContractPack:
    """What names the pack by which the contract goes at `at`."""
    rows = packs_of(contract)
    return rows[
        editions.in_force([edition_of(row) for row in rows], at if known_at is None else min(at, known_at))
    ]


def edition_of(row: ContractPack) -> editions.Edition:
    """A pack as one party named it, with what the other said of it."""
    return editions.Edition(
        by=Party(row.mover),
        recorded_at=row.recorded_at,
        since=start_of_day(row.since),
        opens=row.opens,
        unasked=row.unasked,
        answers=tuple(sorted(answers_to_move(row, ""), key=lambda answer: answer.recorded_at)),
    )


def verb_and_clauses(pack: Pack, kind: DutyType, subject: str) -> tuple[str, list[str]]:
    """What the annex asks for a writing: its verb, and the clauses that ask, as the pack has them.

    Both are empty when the annex does not ask for it.
    """
    duties = [duty for duty in pack.duties if duty.type is kind and subject in duty.params.subjects()]
    verb = next((duty.verb for duty in duties if duty.verb), "")
    return verb, [duty.clause for duty in duties]


def enclosing(pack: Pack, refs: list[str]) -> str:
    """The smallest clause of the annex that holds all of these, as a paper cites it; empty for none."""
    wanted = set(refs)
    found = ""
    for ref, clause in pack.by_ref.items():
        if wanted and wanted <= {inner.ref for inner in clause.walk()}:
            found = ref  # clauses come before what they hold, so the last one that fits is the smallest
    return found
