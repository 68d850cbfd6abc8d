"""The one state machine for everything in writing.

    submitted → received → accepted | returned
         └──────────┴────→ accepted | returned | withdrawn

A draft is not yet in writing: it belongs to whatever is being drafted. A notice (no decision asked) ends with its
submission. Steps are rows with their moments; where a submission stands is read from them, never stored.
"""

from collections.abc import Iterable
from typing import Literal

from kokoroe.annex.text import Text

StepName = Literal["submitted", "received", "accepted", "returned", "withdrawn"]

NEXT: dict[str, tuple[StepName, ...]] = {
    "submitted": ("received", "accepted", "returned", "withdrawn"),
    "received": ("accepted", "returned", "withdrawn"),
    "accepted": (),
    "returned": (),
    "withdrawn": (),
}

WORDS: dict[str, Text] = {
    "submitted": Text("提出", "submitted"),
    "received": Text("受付", "received"),
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
