"""The terms of a contract at a moment: its five dates and the annex pack in force."""

from datetime import date, datetime

from django.conf import settings

from kokoroe import packs
from kokoroe.accounts.per_request import once_per_request
from kokoroe.annex.days import date_in_japan
from kokoroe.annex.pack import DutyType, Pack
from kokoroe.contracts.annexes import pack_named
from kokoroe.contracts.models import Contract, ContractDate, ContractPack


def dates_of(contract: Contract) -> list[ContractDate]:
    """Its dates, the earliest recorded first."""
    return once_per_request(("dates", contract.pk), lambda: list(contract.dates.all()))


def packs_of(contract: Contract) -> list[ContractPack]:
    """Its annex packs, the earliest in force first."""
    return once_per_request(("packs", contract.pk), lambda: list(contract.packs.all()))


def dates(contract: Contract, *, known_at: datetime | None = None) -> dict[str, date | None]:
    """The five dates by name, as recorded by `known_at` (now, when empty); None where not set."""
    found: dict[str, date | None] = dict.fromkeys(ContractDate.NAMES)
    for row in dates_of(contract):
        if known_at is None or row.recorded_at <= known_at:
            found[row.name] = row.on
    return found


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


def pack_in_force(contract: Contract, at: datetime) -> Pack:
    """The annex pack that applies at `at`, in the bytes that the contract names; before the first one's day, the first.

    A later one counts from its day (JST) on, and from when it was recorded. Raises as `annexes.pack_named` does.
    """
    return pack_named(row_in_force(contract, at))


def row_in_force(contract: Contract, at: datetime) -> ContractPack:
    """What names the pack that applies at `at`."""
    day = date_in_japan(at)
    first, *later = packs_of(contract)
    current = [row for row in later if row.since <= day and row.recorded_at <= at]
    return current[-1] if current else first


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
