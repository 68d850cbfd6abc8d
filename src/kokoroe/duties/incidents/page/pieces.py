"""Parts of the incident's page that other folders bring along: the form that grows, the look at the law, what follows.

Each says whether it has something to show, and with which template; it asks as few queries as it can.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kokoroe.accounts.access import AccountRequest
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.onrecord import OnRecord

Place = Literal["form", "law", "after"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A template with its context; the page's own context (seat, incident, now …) is there as well."""

    template: str
    context: Mapping[str, Any]


Provider = Callable[[OnRecord, Seat, AccountRequest], Piece | None]
_providers: dict[Place, list[Provider]] = {"form": [], "law": [], "after": []}


def register(place: Place, provider: Provider) -> None:
    """Let a part stand at a place of the page; called once, when the app is ready."""
    if provider not in _providers[place]:
        _providers[place].append(provider)


def pieces(found: OnRecord, seat: Seat, request: AccountRequest) -> dict[str, list[Piece]]:
    """What there is to show at each place."""
    return {
        place: [piece for provider in own if (piece := provider(found, seat, request)) is not None]
        for place, own in _providers.items()
    }
