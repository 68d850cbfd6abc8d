"""What every paper says of its contract: title, number, parties, period, and the clauses that ask for it."""

from collections.abc import Sequence
from datetime import datetime

from kokoroe.contracts.editions import reading_words
from kokoroe.contracts.models import Contract
from kokoroe.contracts.terms import dates, enclosing, pack_in_force
from kokoroe.papers.data import Work


def work_of(contract: Contract, *, verb: str, clauses: Sequence[str], now: datetime) -> Work:
    """The contract as papers name it; `clauses` are cited by the smallest clause that holds them all."""
    on = dates(contract)
    starts, ends = on["starts"], on["ends"]
    assert starts is not None, "a contract is opened with its period"
    assert ends is not None, "a contract is opened with its period"
    pack, reading = pack_in_force(contract, now), reading_words(contract, now)
    basis = f"{pack.title.ja} {enclosing(pack, list(clauses))}".strip()
    return Work(
        title=contract.title,
        number=contract.number,
        client_label=contract.client_label,
        client=contract.client.name,
        contractor_label=contract.contractor_label,
        contractor=contract.contractor.name,
        starts_on=starts,
        ends_on=ends,
        basis=f"{basis}（{reading.ja}）" if reading else basis,
        verb=verb,
    )
