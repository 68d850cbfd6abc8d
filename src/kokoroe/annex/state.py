"""The seven states of a duty."""

from collections.abc import Iterable
from enum import StrEnum

from kokoroe.annex.text import Text


class State(StrEnum):
    """How a duty stands, defined in the order of attention: what needs a hand first comes first."""

    BROKEN = "broken"
    LATE = "late"
    DUE_SOON = "due_soon"
    UNVERIFIED = "unverified"
    """kokoroe has no source of facts for it yet: never shown as met."""
    PREPARING = "preparing"
    MET = "met"
    DORMANT = "dormant"
    """Nothing calls for it: no incident, a gate nobody used, a house rule that is off."""

    @property
    def label(self) -> Text:
        """The word people read on the lamp."""
        return _LABELS[self]

    @property
    def severity(self) -> int:
        """6 for what needs a hand first, 0 for what needs none."""
        return _SEVERITY[self]


def worst(states: Iterable[State]) -> State:
    """The state that needs a hand first; `dormant` when there are none."""
    return max(states, key=_SEVERITY.__getitem__, default=State.DORMANT)


_LABELS = {
    State.BROKEN: Text(ja="違反", en="Broken"),
    State.LATE: Text(ja="期限超過", en="Late"),
    State.DUE_SOON: Text(ja="まもなく期限", en="Due soon"),
    State.UNVERIFIED: Text(ja="未確認", en="Unverified"),
    State.PREPARING: Text(ja="準備中", en="Preparing"),
    State.MET: Text(ja="履行済み", en="Met"),
    State.DORMANT: Text(ja="該当なし", en="Does not apply"),
}
_SEVERITY = {state: rank for rank, state in enumerate(reversed(State))}
