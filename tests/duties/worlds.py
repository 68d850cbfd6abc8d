"""What the tests that walk over everything need to know of a group of duties: its folder here says it in `world.py`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.access.asking import Asking
    from tests.access.world import Side

HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Way:
    """A way to do a deed at a contract that is furnished, where it takes more than the first value of each field.

    `typed` is filled in; `before` makes what it needs, and names what it is done about where that is another object.
    """

    typed: Mapping[str, object] = field(default_factory=dict)
    before: "Callable[[Side], Mapping[str, object]] | None" = None


@dataclass(frozen=True, kw_only=True)
class GroupWorld:
    """`furnish` makes an object of every kind at a contract and names them; the number tells the contracts apart.

    Actors are those of `tests.access.actors`. `kinds_by_word`, `kinds`, `offered`, `acts` and `owners` add to the tables
    of `tests.access.table`. `numbers` are kinds that go by a number of their own, with one of nothing; `common` are
    kinds that are called the same at every contract.
    """

    furnish: "Callable[[Side, int], Mapping[str, object]]"
    abilities: Mapping[str, set[str]] = field(default_factory=dict)
    kinds_by_word: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[tuple[str, str], str] = field(default_factory=dict)
    offered: Mapping[str, set[str]] = field(default_factory=dict)
    acts: Mapping[str, set[str]] = field(default_factory=dict)
    owners: Mapping[str, set[str]] = field(default_factory=dict)
    common: frozenset[str] = frozenset()
    nowhere: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)
    unshown: tuple[tuple[str, str, dict[str, list[str]], str], ...] = ()
    """What a view reads that no page leads to: the address, who, what else is sent, the name."""
    operations: Mapping[str, str] = field(default_factory=dict)
    """By page, the operations that do what it does."""
    only_on_screens: Mapping[str, str] = field(default_factory=dict)
    """Why pages have none, with their names."""
    impersonal: Mapping[str, str] = field(default_factory=dict)
    """Columns that hold no person's value, with the reason."""
    unsworn: Mapping[str, str] = field(default_factory=dict)
    """Columns that no entry swears to, with the reason."""
    ways: Mapping[str, tuple[Way, ...]] = field(default_factory=dict)
    """By deed, how it is done."""
    found: frozenset[str] = frozenset()
    """Keywords that name a row which itself came through `visible_to`."""
    found_otherwise: Mapping[str, str] = field(default_factory=dict)
    """Files and models where whose rows they are is said elsewhere, with the reason."""
    papers: "Mapping[str, Callable[[Asking], list[object]]]" = field(default_factory=dict)
    """By page, what is in a paper that it shows, which is in the contract's language."""
    drawn_up: frozenset[str] = frozenset()
    """Models whose rows are such papers."""


@cache
def worlds() -> tuple[GroupWorld, ...]:
    """Those of all groups that have a folder here."""
    return tuple(
        import_module(f"tests.duties.{path.parent.name}.world").WORLD
        for path in sorted(HERE.glob("*/world.py"))
    )
