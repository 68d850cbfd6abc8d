"""The pages of a contract: what its frame leads to, what an address shows in words, and where a thing is shown.

Every app declares its own pages, a duty in its `Group`; what stands here knows none of them by name.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.urls import NoReverseMatch, reverse

from kokoroe.annex.text import Text
from kokoroe.declare.names import take_name

if TYPE_CHECKING:
    from kokoroe.contracts.seats import Seat


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of the frame. One under which a seat has no page is not drawn."""

    key: str
    label: Text


TABS = (
    Tab("overview", Text("概要", "Overview")),
    Tab("people", Text("体制", "People")),
    Tab("response", Text("事故対応", "Incidents")),
    Tab("writings", Text("書面", "Writings")),
    Tab("books", Text("帳簿", "Books")),
    Tab("records", Text("記録", "Records")),
    Tab("settings", Text("設定", "Settings")),
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page that the frame leads to; a tab leads to the first of its pages that the seat may open.

    `name` is the name of its address, which takes the contract's code alone; its rule says which ability opens it.
    Every address below its own belongs to the page, unless another page is nearer; so do those named in `holds`, with
    what is below them. `order` counts among the pages of its tab. `opens` says for which seats there is something to
    do, where the ability alone does not say it.
    """

    name: str
    label: Text
    tab: str
    order: int = 0
    holds: tuple[str, ...] = ()
    opens: "Callable[[Seat], bool] | None" = None


@dataclass(frozen=True, slots=True)
class Button:
    """What a party must find at once on every page (インシデントを報告); `name` as a page's."""

    name: str
    label: Text
    party: Literal["client", "contractor"]


_pages: list[Page] = []
_buttons: list[Button] = []
_titles: dict[str, Text] = {}
_places: dict[str, str] = {}


def register(
    *pages: Page,
    buttons: tuple[Button, ...] = (),
    titles: Mapping[str, Text] | None = None,
    places: Mapping[str, str] | None = None,
) -> None:
    """Make an app's pages known, from its ready().

    `titles` say what an address shows, by its name, where somebody is told who opened it; a page without one goes by
    its label. `places` name the address that shows a thing, by the kind with which facts and entries of the ledger
    name it; it takes the contract's code and what the thing is called there.

    Raises:
        ValueError: no tab has the key that a page names, or a name has a title or a place already.
    """
    for page in pages:
        if page.tab not in {tab.key for tab in TABS}:
            raise ValueError(f"page {page.name!r}: there is no tab {page.tab!r}")
    _pages.extend(pages)
    _buttons.extend(buttons)
    for name, title in ({page.name: page.label for page in pages} | dict(titles or {})).items():
        take_name(_titles, name, title, "page")
    for kind, name in (places or {}).items():
        take_name(_places, kind, name, "place of")


def title_of(name: str) -> Text | None:
    """What the address of this name shows; None where nobody says."""
    return _titles.get(name)


def page_showing(kind: str) -> str | None:
    """The name of the address that shows things of this kind; None where nobody shows such things."""
    return _places.get(kind)


def place_of(kind: str, code: str, ref: object) -> str | None:
    """Where the contract shows the thing of this kind; None where nobody shows such things."""
    if kind not in _places:
        return None
    try:
        return reverse(_places[kind], args=[code, ref])
    except NoReverseMatch:
        return None


def name_in(names: Mapping[str, object]) -> str:
    """The number by which an entry's public part names a thing that is shown somewhere; empty where it names none."""
    return next((ref for kind in _places if isinstance(ref := names.get(kind), str)), "")


def place_in(names: Mapping[str, object], code: str) -> str | None:
    """Where the first thing is shown that an entry's public part names; None where it names none."""
    named = ((kind, names[kind]) for kind in _places if names.get(kind))
    return next((place for kind, ref in named if (place := place_of(kind, code, ref))), None)


def declared() -> list[Page]:
    """All pages, in their order within each tab."""
    return sorted(_pages, key=lambda page: page.order)


def buttons_for(seat: "Seat") -> Iterator[Button]:
    """The buttons of the seat's party; whoever audits has none."""
    if seat.audit is None:
        yield from (button for button in _buttons if button.party == seat.party)
