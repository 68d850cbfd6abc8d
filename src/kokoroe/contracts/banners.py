"""What has to be seen on every page of a contract, such as a suspension of the work.

Apps above this one plug in who knows of it; the pages ask here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING

from kokoroe.annex.days import spoken
from kokoroe.annex.text import Text, say

if TYPE_CHECKING:
    from kokoroe.contracts.models import Contract
    from kokoroe.contracts.seats import Seat


@dataclass(frozen=True, slots=True)
class Banner:
    """A sentence without personal values, for every seat; `href` opens only for a seat with the ability `needs`."""

    text: Text
    href: str = ""
    needs: str = "read"


Provider = Callable[["Contract", datetime], Iterable[Banner]]

# Filled by apps above this one when they are ready.
providers: list[Provider] = []


def banners(contract: "Contract", at: datetime) -> list[Banner]:
    """Everything that has to be seen of the contract at `at`."""
    return list(chain.from_iterable(provider(contract, at) for provider in providers))


def seat_banners(seat: "Seat") -> list[Banner]:
    """What whoever stands in or audits has to see: that they do, for whom, and until when."""
    if seat.audit is not None:
        return [
            Banner(
                say(
                    "監査の閲覧です（{until} まで）。見るだけで、何も変えられません。"
                    "開いたページは記録され、双方が見られます。",
                    "You are auditing until {until}. You read and change nothing; every page you open is recorded "
                    "for both parties to see.",
                    until=spoken(seat.audit.until),
                )
            )
        ]
    if seat.stand_in is not None and seat.standing_in_for is not None:
        return [
            Banner(
                say(
                    "{name} さんの代理をしています（{until} まで）。代理でしたことは「代理」として残ります。",
                    "You stand in for {name} until {until}. What you do so is kept as done on their behalf.",
                    name=seat.standing_in_for.person.name,
                    until=spoken(seat.stand_in.until),
                )
            )
        ]
    return []
