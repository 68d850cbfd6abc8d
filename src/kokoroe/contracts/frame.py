"""The frame around a contract's pages, as its seat sees it: seven tabs, the pages of each, and the red button."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from kokoroe.annex.text import Text
from kokoroe.contracts.pages import TABS, Button, Page, buttons_for, declared
from kokoroe.contracts.seats import Seat

ROOT = "c/<slug:code>/"
"""The route of the contract's own page, below which all others are."""


@dataclass(frozen=True, slots=True)
class Link:
    """A way to a page; `current` is `page` where it leads to the one that is open, `true` to what that belongs to."""

    label: Text
    href: str
    current: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """The ways around a page of a contract, for a seat."""

    tabs: list[Link]
    tab: Text | None
    """The one that is open."""
    beside: list[Link]
    """Its pages; empty where there is but one."""
    buttons: list[Link]


def frame(seat: Seat, name: str) -> Frame:
    """The frame around the page whose address has this name."""
    here, shown = page_of(name), pages_for(seat)

    def link(page: Page | Button, *, is_above: bool = False, label: Text | None = None) -> Link:
        current = "page" if page.name == name else "true" if is_above else ""
        return Link(label or page.label, reverse(page.name, args=[seat.contract.code]), current)

    of_tab = {one.key: [page for page in shown if page.tab == one.key] for one in TABS}
    tab = here.tab if here else ""
    beside = of_tab.get(tab, [])
    return Frame(
        tabs=[
            link(of_tab[one.key][0], is_above=one.key == tab, label=one.label)
            for one in TABS
            if of_tab[one.key]
        ],
        tab=next((one.label for one in TABS if one.key == tab), None),
        beside=[link(page, is_above=page is here) for page in beside] if len(beside) > 1 else [],
        buttons=[link(button) for button in buttons_for(seat)],
    )


def pages_for(seat: Seat) -> list[Page]:
    """The pages that the seat is shown, in their order within each tab."""
    return [page for page in declared() if is_for(seat, page)]


def is_for(seat: Seat, page: Page) -> bool:
    """Whether the seat is shown the way to a page."""
    return may_open(seat, page.name) and (page.opens is None or page.opens(seat))


def may_open(seat: Seat, name: str) -> bool:
    """Whether the rule of the address of this name lets the seat in."""
    return seat.may(addresses()[name].ability)


def page_of(name: str) -> Page | None:
    """The page to which the address of this name belongs; None where no app said so."""
    every = addresses()
    if name not in every:
        return None
    found = [
        (len(every[held].below), page)
        for page in declared()
        for held in (page.name, *page.holds)
        if held == name or is_below(every[name].below, every[held].below)
    ]
    return max(found, key=lambda one: one[0])[1] if found else None


def is_below(route: str, outer: str) -> bool:
    """Whether a route goes on where another ends. All are below the contract's own page, so that says nothing."""
    return bool(outer) and route.startswith(outer.rstrip("/") + "/")


@dataclass(frozen=True, slots=True)
class Address:
    """An address of a contract: its route below the contract's own, and the ability that opens it."""

    below: str
    ability: str


def addresses() -> dict[str, Address]:
    """Every address of a contract by its name."""
    return addresses_of(get_resolver())


@cache
def addresses_of(resolver: URLResolver) -> dict[str, Address]:
    """The same; walked once."""
    return {
        name: Address(route.removeprefix(ROOT), getattr(view, "access", "").removeprefix("seat:"))
        for name, route, view in walked(resolver)
        if route.startswith(ROOT)
    }


def walked(resolver: URLResolver, above: str = "") -> Iterator[tuple[str, str, object]]:
    """Name, route and view of every address."""
    for pattern in resolver.url_patterns:
        route = above + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield pattern.name or "", route, pattern.callback
        else:
            yield from walked(pattern, route)
