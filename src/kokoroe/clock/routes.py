"""The channels of an organisation beside its people's e-mail."""

from collections.abc import Sequence
from dataclasses import dataclass

from kokoroe.clock.channels.models import channels_of


@dataclass(frozen=True, slots=True)
class Route:
    """A channel that a message can take: `channel` as Message.channel names it, and what people call it."""

    channel: str
    name: str


def routes(organisation: int, *, always: bool) -> Sequence[Route]:
    """The channels that get everything urgent (`always`), or those that step in when e-mail fails."""
    rows = channels_of(organisation).filter(enabled=True, always=always)
    return [Route(row.key, row.name) for row in rows.only("pk", "name")]
