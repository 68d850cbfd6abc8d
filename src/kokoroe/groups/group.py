"""What a group of duties declares about itself."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from kokoroe.annex.facts import Fact
from kokoroe.annex.text import Text
from kokoroe.clock import kinds as clock_kinds
from kokoroe.contracts import banners, pages
from kokoroe.contracts.banners import Provider
from kokoroe.contracts.models import Contract
from kokoroe.contracts.pages import Button, Page
from kokoroe.keeping import kinds as personal_kinds
from kokoroe.ledger.frozen import Reader, register_frozen
from kokoroe.submissions import writings
from kokoroe.submissions.reading import Writings
from kokoroe.submissions.writings import Writing

Facts: TypeAlias = Callable[[Collection[Contract], Writings], Iterable[tuple[int, Fact]]]
"""Each fact of these contracts with its contract's primary key, in a constant number of queries."""


def no_facts(contracts: Collection[Contract], writings: Writings) -> Iterable[tuple[int, Fact]]:  # noqa: ARG001
    """For groups whose duties are judged by the facts of others."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of duties, declared as `GROUP` in the module `group` of its app.

    `name` is the app's label. `subjects` are those whose facts it gives; `related` names what `facts` needs to be read
    along with the steps of writings.
    """

    name: str
    title: Text
    subjects: frozenset[str] = frozenset()
    facts: Facts = no_facts
    related: tuple[str, ...] = ()
    pages: tuple[Page, ...] = ()
    buttons: tuple[Button, ...] = ()
    banners: tuple[Provider, ...] = ()
    writings: tuple[Writing, ...] = ()
    clock: tuple[clock_kinds.Kind, ...] = ()
    personal: tuple[personal_kinds.Kind, ...] = ()
    frozen: Mapping[str, Reader] = field(default_factory=dict)

    def install(self) -> None:
        """Put its parts where the apps below look for them. Raises ValueError for a name that is taken."""
        pages.register(*self.pages, buttons=self.buttons)
        banners.providers.extend(self.banners)
        for writing in self.writings:
            writings.register(writing)
        for kind in self.clock:
            clock_kinds.register(kind)
        personal_kinds.register(*self.personal)
        for name, reader in self.frozen.items():
            register_frozen(name, reader)
