"""What every mail about a contract carries out of the server's reach: the ledger's newest checkpoint.

A mail is composed after the act that it tells of was committed, so that the checkpoint is over that act as well.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from kokoroe.annex.text import Text
from kokoroe.clock.digests import MOST, unseen
from kokoroe.clock.models import Message
from kokoroe.contracts.models import Contract
from kokoroe.ledger.checkpoints import newest_of, whole

HEADING = Text(
    "― 記録台帳の検証点（台帳名、件数、ルート）。このメールを残しておくと、あとで記録と照合できます ―",
    "-- Checkpoint of the ledger (origin, size, root). Keep this mail: the record can be compared with it later --",
)

appendices: list[Callable[[Message], str]] = []
"""Filled by apps above this one: further text for the end of a mail, empty where there is none."""


def appendix(message: Message, *, now: datetime) -> str:
    """What stands at the end of a mail; empty where it is about no contract. A digest is about several."""
    about = (
        [message.contract] if message.contract else [row.contract for row in unseen(message, now=now)[:MOST]]
    )
    contracts = {contract.pk: contract for contract in about if contract is not None}
    lines = checkpoint_lines(contracts.values(), message.language)
    return "\n\n".join(part for part in (*(more(message) for more in appendices), lines) if part)


def checkpoint_lines(contracts: Iterable[Contract], language: str) -> str:
    """The newest checkpoint of each contract's ledger as it can be read again by `kokoroe ledger verify --against`."""
    marks = newest_of([contract.tree_id for contract in contracts])
    if not marks:
        return ""
    return "\n".join([HEADING.in_language(language), *(whole(mark) for mark in marks)]).rstrip("\n")
