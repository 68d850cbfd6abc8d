"""What the sample shows of personal data: somebody asks that theirs goes, and a party holds a contract in dispute."""

from typing import TYPE_CHECKING

from kokoroe.keeping.actions import ask_for_longer, ask_to_erase, place_hold

if TYPE_CHECKING:
    from kokoroe.cli.sample.contracts import Contracted


def keeping(one: "Contracted") -> None:
    """At the contract that has been lived in: a request that waits, a longer period, and a hold by the client."""
    at = one.calendar.at
    ask_for_longer(seat=one.seat(one.officer, at(-60)), months=120, now=at(-60))
    place_hold(
        seat=one.seat(one.client, at(-20)),
        reason="通知メールの誤送信に関する照会に対応しているため。",
        now=at(-20),
    )
    ask_to_erase(by=one.officer, now=at(-10))
