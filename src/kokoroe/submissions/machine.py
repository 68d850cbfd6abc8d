"""The one state machine for everything in writing.

    submitted → received → endorsed → accepted | returned
         └──────────┴─────────┴────→ accepted | returned | withdrawn

`endorsed` (起案) is one of the client's people proposing what another one decides; it answers nothing.
A draft is not yet in writing: it belongs to whatever is being drafted. A notice (no decision asked) ends with its
submission. Steps are rows with their moments; where a submission stands is read from them, never stored.
"""

from collections.abc import Iterable
from typing import Literal

from kokoroe.annex.text import Text

StepName = Literal["submitted", "received", "endorsed", "accepted", "returned", "withdrawn"]

NEXT: dict[str, tuple[StepName, ...]] = {
    "submitted": ("received", "endorsed", "accepted", "returned", "withdrawn"),
    "received": ("endorsed", "accepted", "returned", "withdrawn"),
    "endorsed": ("accepted", "returned", "withdrawn"),
    "accepted": (),
    "returned": (),
    "withdrawn": (),
}

INSIDE = frozenset({"endorsed"})
"""Steps within the client's office: no facts for any duty, and what they say is the client's own."""
DECIDING = frozenset({"accepted", "returned"})

WORDS: dict[str, Text] = {
    "submitted": Text("提出", "submitted"),
    "received": Text("受付", "received"),
    "endorsed": Text("起案", "proposed for decision"),
    "accepted": Text("承諾", "accepted"),
    "returned": Text("差戻し", "returned"),
    "withdrawn": Text("取下げ", "withdrawn"),
}


def standing(steps: Iterable[str]) -> str | None:
    """The last step taken, of step names in the order in which they were taken."""
    last = None
    for last in steps:  # noqa: B007
        pass
    return last


def may_follow(steps: Iterable[str], step: StepName) -> bool:
    """Whether a submission with these steps can take this one now."""
    last = standing(steps)
    return step == "submitted" if last is None else step in NEXT[last]
