"""The channels of an organisation beside its people's e-mail."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Route:
    """A channel that a message can take: `channel` as Message.channel names it, and what people call it."""

    channel: str
    name: str


def routes(organisation: int, *, always: bool) -> Sequence[Route]:  # noqa: ARG001
    """The channels that get everything urgent (`always`), or those that step in when e-mail fails."""
    return ()
