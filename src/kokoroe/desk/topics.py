"""The topics of annex packs: the columns under which contracts of different annexes stand side by side."""

from collections.abc import Iterable

from kokoroe import packs
from kokoroe.annex.pack import Pack, Topic
from kokoroe.contracts.terms import load_pack


def packs_of(names: Iterable[str]) -> dict[str, Pack]:
    """The packs of these names, as far as they can be read."""
    found = {}
    for name in sorted(set(names) - {""}):
        try:
            found[name] = load_pack(name)
        except (packs.PackError, KeyError):
            continue
    return found


def topics_of(known: Iterable[Pack]) -> list[Topic]:
    """The columns: every topic of these packs once, each after the one that it follows in its own pack."""
    topics: list[Topic] = []
    for pack in sorted(known, key=lambda pack: -len(pack.topics)):
        place = 0
        for topic in pack.topics:
            if topic not in topics:
                topics.insert(place, topic)
            place = topics.index(topic) + 1
    return topics
