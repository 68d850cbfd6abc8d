"""What many tests begin with, made once: each test works on copies, in a savepoint that is rolled back after it.

A kept fixture is a function of other kept fixtures, or of nothing. What is made for one test stays for the next as long
as that begins with the same. Where a test's database is not rolled back, or opens before, it is made anew.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from inspect import Parameter, signature
from typing import Any

import pytest
from django.db import transaction
from pytest_django.plugin import blocking_manager_key

Make = Callable[..., object]


@dataclass
class Layer:
    """One fixture over those before it: its savepoint, and everything that was made up to here, untouched."""

    make: Make
    savepoint: transaction.Atomic
    made: dict[str, object]


layers: list[Layer] = []


def kept(make: Make) -> Any:
    """A fixture with the function's name, kept from one test to the next."""
    below = [Parameter(name, Parameter.KEYWORD_ONLY) for name in signature(make).parameters]
    ours = [Parameter(name, Parameter.KEYWORD_ONLY) for name in ("kept_world", "db")]

    def fixture(*, kept_world, db, **made):
        return kept_world[make.__name__] if make.__name__ in kept_world else make(**made)

    fixture.make, fixture.__signature__ = make, signature(make).replace(parameters=[*ours, *below])
    return pytest.fixture(name=make.__name__)(fixture)


@pytest.fixture(autouse=True)
def kept_world(request) -> dict[str, object]:
    """What this test begins with, by the names of the fixtures."""
    wanted = chain_of(request.node)
    if not wanted:
        return {}
    request.getfixturevalue("kept_layers")
    if not request.node.get_closest_marker("django_db"):  # its own transaction would be open already
        with request.getfixturevalue("django_db_blocker").unblock():
            for make in wanted[len(layers) :]:
                push(make)
    return deepcopy(layers[-1].made) if layers else {}


@pytest.fixture(scope="session")
def kept_layers(django_db_setup, django_db_blocker):
    yield
    with django_db_blocker.unblock():
        drop(0)


def chain_of(item: pytest.Item) -> list[Make]:
    """The functions of the kept fixtures that a test asks for, each after those it builds on."""
    found = item._fixtureinfo.name2fixturedefs
    chain: list[Make] = []

    def follow(name: str) -> bool:
        make = getattr(found[name][-1].func, "make", None) if name in found else None
        if make is None or not all(follow(below) for below in signature(make).parameters):
            return False
        if make not in chain:
            chain.append(make)
        return True

    if not (is_committed(item) or is_in_a_browser(item)):
        for name in item.fixturenames:
            follow(name)
    return chain


def is_committed(item: pytest.Item) -> bool:
    """Whether the test commits what it writes."""
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or not {
        "transactional_db",
        "live_server",
    }.isdisjoint(item.fixturenames)


def is_in_a_browser(item: pytest.Item) -> bool:
    """Whether playwright's event loop runs in this thread: Django gives what runs in it a connection of its own."""
    return not {"chromium", "browser"}.isdisjoint(item.fixturenames)


def make_room(item: pytest.Item) -> None:
    """Before a test's own transaction opens: take away what it does not begin with."""
    opens = item.get_closest_marker("django_db") or reads_database(item) or is_in_a_browser(item)
    if not layers or not opens:
        return
    wanted = chain_of(item)
    same = next(
        (index for index, layer in enumerate(layers) if wanted[index : index + 1] != [layer.make]),
        len(layers),
    )
    with item.config.stash[blocking_manager_key].unblock():
        drop(same)


def reads_database(item: pytest.Item) -> bool:
    return not {"db", "transactional_db", "live_server"}.isdisjoint(item.fixturenames)


def push(make: Make) -> None:
    savepoint = transaction.atomic()
    savepoint._from_testcase = True  # as Django's own TestCase does: what must be outermost may be inside
    savepoint.__enter__()
    made = deepcopy(layers[-1].made) if layers else {}
    made[make.__name__] = make(**{name: made[name] for name in signature(make).parameters})
    layers.append(Layer(make, savepoint, made))


def drop(keep: int) -> None:
    """Take away all layers but the first `keep`."""
    while len(layers) > keep:
        savepoint = layers.pop().savepoint
        transaction.set_rollback(True)
        savepoint.__exit__(None, None, None)
