"""Both parties are told before a contract's personal data go, and of every hold that somebody places or lifts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.urls import reverse

from kokoroe.annex.text import say
from kokoroe.annex.wareki import to_wareki
from kokoroe.contracts.banners import Banner
from kokoroe.contracts.models import Contract
from kokoroe.keeping.kinds import CONTRACT_YEARS
from kokoroe.keeping.models import Announcement
from kokoroe.keeping.periods import Keeping, earlier, keepings
from kokoroe.ledger.unit import unit

What = Literal["announced", "held", "renewed", "lifted", "longer"]
ANNOUNCED = "keeping.announced"
YOUNGER = CONTRACT_YEARS.least - 2
"""Months: nothing is announced so soon after a contract was opened, whatever its period."""


@dataclass(frozen=True, slots=True)
class News:
    """What both parties are told of, under a key that is its own; `by_party` where one of them did it."""

    what: What
    keeping: Keeping
    key: str
    by_party: str = ""
    months: int = 0
    """What was asked for, where a longer time was."""


# Filled by an app above when it is ready: tells, in the transaction of the act, and returns how many by party.
listeners: list[Callable[[News, datetime], dict[str, int]]] = []


def tell(news: News, now: datetime) -> dict[str, int]:
    """Tell everyone who acts for either party; returns how many of each were told."""
    told = {"client": 0, "contractor": 0}
    for listener in listeners:
        for party, count in listener(news, now).items():
            told[party] += count
    return told


def announce(contract: Contract, *, now: datetime) -> Keeping | None:
    """Tell both parties that the personal data of a contract go; None where there is nothing to announce (any more).

    A party without anybody who could be told is counted as such in the entry: what a register forgets on time may not
    wait for somebody who is not there.
    """
    with unit(now=now) as record:
        contract.lock()
        before = keepings([contract])[contract.pk]
        if not before.is_to_be_announced(now) or before.until is None:
            return None
        row = Announcement.objects.create(contract=contract, at=now, until=before.until)
        keeping = keepings([contract])[contract.pk]
        assert keeping.goes_on is not None
        assert keeping.time.rule is not None
        told = tell(News("announced", keeping, f"erasure:{row.pk}"), now)
        record(
            contract.tree,
            act=ANNOUNCED,
            actor=None,
            public={
                "announcement": row.pk,
                "goes_on": keeping.goes_on.isoformat(),
                "rule": keeping.time.rule.isoformat(),
                "held_by": sorted({hold.party for hold in keeping.held_by}),
                "open": sorted({one.key for one in keeping.unfinished}),
                "told": told,
            },
        )
    return keeping


def banner(contract: Contract, at: datetime) -> Iterator[Banner]:
    """What every page of a contract says once it is announced that its data go; nothing is asked of a young one."""
    if (
        contract.created_at > earlier(at, YOUNGER)
        or not Announcement.objects.filter(contract=contract).exists()
    ):
        return
    day = keepings([contract])[contract.pk].goes_on
    if day is not None:
        yield Banner(
            say(
                "この契約の個人データは、{day} に消去されます。消してはならない理由があれば、その前に止めてください。",
                "The personal data of this contract go on {date}. If there is a reason to keep them, put it on hold.",
                day=to_wareki(day),
                date=day.isoformat(),
            ),
            reverse("keeping", args=[contract.code]),
        )
