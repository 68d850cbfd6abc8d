"""The kinds of incident that people tell apart, and what is to be done first in each: `kinds.yaml`."""

from dataclasses import dataclass
from pathlib import Path

from kokoroe.annex.text import Text
from kokoroe.packs.forms import read_declared


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a containment check list."""

    key: str
    what: Text


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of incident."""

    key: str
    asked: Text
    name: Text
    spreads: bool
    first: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The file."""

    kinds: tuple[Kind, ...]


KINDS = {kind.key: kind for kind in read_declared(Catalogue, Path(__file__).with_name("kinds.yaml")).kinds}
STEPS = {kind.key: {step.key: step.what for step in kind.first} for kind in KINDS.values()}
"""The lines of each kind's check list, by their keys."""


def steps_known(kind: str) -> dict[str, Text]:
    """What every line of any list says, by its key; where lists share a key, as the list of `kind` says it."""
    every = {key: what for steps in STEPS.values() for key, what in steps.items()}
    return every | STEPS[kind]


SPREADING, OWN_FAULT, PERSONAL_INFORMATION, DRILL = "spreading", "own-fault", "personal-information", "drill"
"""Tags of an occurrence, as packs know them."""

TAGS = {
    SPREADING: Text("短時間で被害が広がるおそれがある", "Damage may spread in a short time"),
    OWN_FAULT: Text("受託者の責による", "Of the contractor's own making"),
    PERSONAL_INFORMATION: Text("個人情報を含む", "Personal information is concerned"),
}
