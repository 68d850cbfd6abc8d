"""What a group of duties declares about itself."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

from django.urls import reverse

from kokoroe.accounts import rights
from kokoroe.accounts.rights import Right
from kokoroe.annex.answer import Answer
from kokoroe.annex.facts import Fact
from kokoroe.annex.pack import Party
from kokoroe.annex.text import Text
from kokoroe.api import scopes
from kokoroe.clock import behind
from kokoroe.clock import kinds as clock_kinds
from kokoroe.clock.events import families
from kokoroe.clock.events.families import Family
from kokoroe.contracts import banners, moving, pages, seats
from kokoroe.contracts.banners import Provider
from kokoroe.contracts.models import Contract
from kokoroe.contracts.pages import Button, Page
from kokoroe.contracts.seats import Ability
from kokoroe.deeds.deed import Deeds
from kokoroe.groups.commands import Command
from kokoroe.groups.findings import Seen
from kokoroe.groups.sample import Scene
from kokoroe.keeping import kinds as personal_kinds
from kokoroe.keeping import unfinished
from kokoroe.keeping.unfinished import Unfinished
from kokoroe.ledger import act_names
from kokoroe.ledger import sworn as sworn_kinds
from kokoroe.ledger.sworn import Sworn
from kokoroe.ledger.values import Reader, register_frozen
from kokoroe.submissions import writings
from kokoroe.submissions.reading import Writings
from kokoroe.submissions.writings import Writing

Facts: TypeAlias = Callable[[Collection[Contract], Writings], Iterable[tuple[int, Fact]]]
"""Each fact of these contracts with its contract's primary key, in a constant number of queries."""


def no_facts(contracts: Collection[Contract], writings: Writings) -> Iterable[tuple[int, Fact]]:  # noqa: ARG001
    """For groups whose duties are judged by the facts of others."""
    return ()


def whatever(ability: str) -> bool:  # noqa: ARG001
    """The abilities of nobody in particular."""
    return True


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done next, as it is said to a party; `may` tells the abilities of whoever reads it."""

    answer: Answer
    contract: Contract
    party: str
    may: Callable[[str], bool]


Works: TypeAlias = Callable[[Step], tuple[str, Text] | None]
"""Where a step is done, and what the button says; None where it is not done on a page of the group's own."""


def contractor_works_on(page: str, button: Text) -> Works:
    """The contractor does its own steps on this page, whose address takes the contract's code."""

    def works(step: Step) -> tuple[str, Text] | None:
        if step.answer.owner is Party.CONTRACTOR and step.party == "contractor":
            return reverse(page, args=[step.contract.code]), button
        return None

    return works


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of duties, declared as `GROUP` in the module `group` of its app.

    `name` is the app's label. `subjects` are those whose facts it gives; `related` names what `facts` needs to be read
    along with the steps of writings. `works` tells by subject where a step is done; `places` and `titles` are as
    `contracts.pages` takes them, `urls` is the module of its addresses. `deeds` are its acts that are a form and a
    verb; each names what it records and by what it tells somebody.
    """

    name: str
    title: Text
    subjects: frozenset[str] = frozenset()
    facts: Facts = no_facts
    related: tuple[str, ...] = ()
    works: Mapping[str, Works] = field(default_factory=dict)
    acts: Mapping[str, Text] = field(default_factory=dict)
    always_taken: frozenset[str] = frozenset()
    """Acts that are recorded even while the server's clock is known to be wrong."""
    deeds: tuple[Deeds, ...] = ()
    family: Family | None = None
    abilities: tuple[Ability, ...] = ()
    scopes: Mapping[str, Text] = field(default_factory=dict)
    everybody: Text | None = None
    """What everybody at a contract may do, as the page on access says it."""
    urls: str = ""
    pages: tuple[Page, ...] = ()
    titles: Mapping[str, Text] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    buttons: tuple[Button, ...] = ()
    banners: tuple[Provider, ...] = ()
    writings: tuple[Writing, ...] = ()
    clock: tuple[clock_kinds.Kind, ...] = ()
    personal: tuple[personal_kinds.Kind, ...] = ()
    frozen: Mapping[str, Reader] = field(default_factory=dict)
    sworn: tuple[Sworn, ...] = ()
    unfinished: tuple[Unfinished, ...] = ()
    rights: tuple[Right, ...] = ()
    on_record: tuple[Callable[[Contract], Iterable[tuple[date, Text]]], ...] = ()
    """Days on its record by which a contract was signed and before which it did not end (`contracts.moving`)."""
    commands: tuple[Command, ...] = ()
    checks: tuple[Callable[[datetime], Iterable[Seen]], ...] = ()
    loops: tuple[Callable[[datetime], None], ...] = ()
    sample: Mapping[str, Scene] = field(default_factory=dict)

    @property
    def tells(self) -> dict[str, list[str]]:
        """By kind of news, letter or deadline, what its deeds record when they tell somebody by it.

        Who that is, the kind says (`clock`, or where it is announced); systems hear of every act by its family.
        """
        told: dict[str, list[str]] = {}
        for deed in (deed for deeds in self.deeds for deed in deeds):
            for kind in deed.tells:
                told[kind] = sorted({*told.get(kind, ()), *deed.acts})
        return told

    def install(self) -> None:
        """Put its parts where the apps below look for them. Raises ValueError for a name that is taken."""
        act_names.register(self.acts)
        behind.always_taken.update(self.always_taken)
        if self.family is not None:
            families.register(self.family)
        for ability in self.abilities:
            seats.register(ability)
        scopes.register(self.scopes, {ability.name: ability.scopes for ability in self.abilities})
        pages.register(*self.pages, buttons=self.buttons, titles=self.titles, places=self.places)
        banners.providers.extend(self.banners)
        moving.on_record.extend(self.on_record)
        for writing in self.writings:
            writings.register(writing)
        for kind in self.clock:
            clock_kinds.register(kind)
        personal_kinds.register(*self.personal)
        unfinished.register(*self.unfinished)
        rights.register(*self.rights)
        sworn_kinds.register(*self.sworn)
        for name, reader in self.frozen.items():
            register_frozen(name, reader)
