"""What happens to people's access to a contract, for those above who tell the parties of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from kokoroe.contracts.models import Contract

What = Literal["suspended", "lifted", "stand_in_named", "stand_in_ended", "audit_granted", "audit_ended"]


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened: to whom (`name`), by which party, under a key that is its own; until when it holds."""

    what: What
    contract: Contract
    by_party: str
    name: str
    key: str
    until: datetime | None = None
    other: str = ""
    """For a stand-in: for whom."""


# Filled by an app above when it is ready; runs in the transaction of the act.
listeners: list[Callable[[Happening, datetime], None]] = []


def announce(happening: Happening, now: datetime) -> None:
    """Tell everyone who listens."""
    for listener in listeners:
        listener(happening, now)
