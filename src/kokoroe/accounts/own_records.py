"""What somebody keeps of a contract when it no longer exists for them: records of what they themselves did and were.

Each app says for an account what it keeps for them; the page /me/records shows it all.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from kokoroe.accounts.models import Account
from kokoroe.annex.text import Text


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """One record: of what (a contract's title), what it is, from when until when, and its lines (word, value).

    It holds nobody else's values. `until` empty: it holds still, or was of one moment.
    """

    of: str
    what: Text
    since: datetime
    until: datetime | None = None
    lines: tuple[tuple[Text, Text], ...] = field(default=())
    open: bool = False
    """Whether it goes on."""


# Filled by apps above when they are ready; each asks a constant number of queries.
own_records: list[Callable[[Account, datetime], list[OwnRecord]]] = []


def records_of(account: Account, now: datetime) -> list[OwnRecord]:
    """Everything that is kept for the account, the newest first."""
    found = [record for kept in own_records for record in kept(account, now)]
    return sorted(found, key=lambda record: record.since, reverse=True)
